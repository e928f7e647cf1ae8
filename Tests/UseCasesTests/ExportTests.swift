import Domain
import TestSupport
import Testing
import UseCases

/// Importing what was exported (contract 3.1).
struct ExportTests {
    @Test func theSameContentAgainChangesNothing() async throws {
        let world = try await World()
        let service = try await world.makeService()
        var ada = Person("ada", hasPictures: true)
        ada.pictureBytes = 60_000
        ada.certificates = [("c", "1")]
        #expect(try await world.submit(ada, to: service, form: .export).outcome == .created)
        let before = try world.candidate("ada", of: service)
        world.clock.advance(seconds: 5)
        #expect(try await world.submit(ada, to: service, form: .export).outcome == .unchanged)
        #expect(try world.candidate("ada", of: service) == before)

        var changes: [Person] = [ada, ada, ada]
        changes[0].marker += "!"
        changes[1].certificates = [("c", "2")]
        changes[2].pictureBytes += 100
        for (index, changed) in changes.enumerated() {
            #expect(try await world.submit(changed, to: service, form: .export).outcome == .resubmitted, "\(index)")
        }
        #expect(try world.candidate("ada", of: service).submitCount == 4)
        let found = try await world.registry.discrepancies(by: .localOperator)
        #expect(found.isClean && found.pendingErasures == 0)
    }

    @Test func anotherSpellingOfALetterIsAChange() async throws {
        let world = try await World()
        let service = try await world.makeService()
        func export(_ name: String) async throws -> SubmissionOutcome {
            let submission = Submission(
                refID: try RefID("ada"), texts: [.init(slug: Slug(stored: "given_name"), value: Sensitive(name))])
            return try await world.registry.submit(
                submission, form: .export, in: service.serviceID, by: .localOperator
            ).outcome
        }
        #expect(try await export("Zo\u{EB}") == .created)
        #expect(try await export("Zoe\u{308}") == .resubmitted)
        #expect(try await export("Zoe\u{308}") == .unchanged)
    }

    @Test func thePastIsKept() async throws {
        let world = try await World()
        let service = try await world.makeService()
        func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }
        var submission = try Person("ada").submission()
        submission.past.recordID = RecordID("0123456789abcdef01234567")
        submission.past.supportID = SupportID("fedcba9876543210fedcba98")
        submission.past.status = .approved
        submission.past.submitCount = 4
        (submission.past.waiting, submission.past.inReview, submission.past.approved) = (at(10), at(20), at(30))
        submission.past.reviewRequested = at(5)
        _ = try await world.registry.submit(submission, form: .export, in: service.serviceID, by: .localOperator)
        let candidate = try world.candidate("ada", of: service)
        #expect(candidate.recordID.text == "0123456789abcdef01234567")
        #expect(candidate.supportID.text == "fedcba9876543210fedcba98")
        #expect(candidate.status == .approved && candidate.submitCount == 4)
        let dates = candidate.dates
        #expect(dates.waiting == at(10) && dates.inReview == at(20) && dates.approved == at(30))
        #expect(dates.reviewRequested == at(5) && dates.submitted == world.clock.now)
        let again = try await world.registry.submit(
            submission, form: .export, in: service.serviceID, by: .localOperator)
        #expect(again.outcome == .unchanged)
    }

    /// `recordId` is kept when free: a taken one is no reason to refuse somebody.
    @Test func aTakenIDIsReplaced() async throws {
        let world = try await World()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        let key = try await world.makeKey(.text, of: other)
        let taken = try await world.submit(Person("ada"), to: service).recordID
        var submission = try Person("bob").submission()
        submission.past.recordID = taken
        submission.past.supportID = try world.candidate("ada", of: service).supportID
        let made = try await world.registry.submit(submission, form: .export, in: other.serviceID, by: .localOperator)
        #expect(made.outcome == .created && made.recordID != taken)
        let seen = try await world.extract("bob", with: key, of: other)
        #expect(seen.candidate.recordID == made.recordID && seen.text("given_name") == "Given Marker-bob")
        #expect(seen.candidate.supportID != submission.past.supportID)
        #expect(try await world.registry.discrepancies(by: .localOperator).isClean)
    }

    @Test func archivedStaysArchivedUnlessTheExportIsLater() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        try await world.archive("ada", of: service)
        #expect(try await world.submit(Person("ada"), to: service, form: .export).outcome == .unchanged)
        #expect(try await world.submit(Person("ada", marker: "new"), to: service, form: .export).outcome == .unchanged)
        var past = try Person("ada").submission()
        past.past.submitCount = 1
        past.past.waiting = world.clock.now
        let same = try await world.registry.submit(past, form: .export, in: service.serviceID, by: .localOperator)
        #expect(same.outcome == .unchanged)
        #expect(try world.candidate("ada", of: service).isArchived)
        past.past.waiting = world.clock.now.adding(seconds: 1)
        let later = try await world.registry.submit(past, form: .export, in: service.serviceID, by: .localOperator)
        #expect(later.outcome == .resubmitted)
        #expect(try !world.candidate("ada", of: service).isArchived)
        try await world.archive("ada", of: service)
        past.past.waiting = nil
        past.past.submitCount = 3
        let counted = try await world.registry.submit(past, form: .export, in: service.serviceID, by: .localOperator)
        #expect(counted.outcome == .resubmitted)
        #expect(try world.candidate("ada", of: service).submitCount == 3)
    }

    @Test func anExportOfAnotherPersonIsRefused() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("7", email: "ada@people.example"), to: service)
        let refused = await failure {
            try await world.submit(Person("7", email: "bob@people.example"), to: service, form: .export)
        }
        #expect(refused?.httpStatus == 409 && refused?.field == "refId")
    }
}
