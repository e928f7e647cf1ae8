import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

/// Two at once, and the one right outcome of each race: `docs/architecture.md` has the table.
struct RaceTests {
    private static let rounds = 24

    private typealias Act = @Sendable () async throws -> Void

    /// Runs both at the same time; what each failed with.
    private func race(_ first: @escaping Act, _ second: @escaping Act) async -> (first: Failure?, second: Failure?) {
        async let left = failure(first)
        async let right = failure(second)
        return (await left, await right)
    }

    /// A fresh candidate for each round. In every other one the second act has the better start.
    private func rounds(
        isInReview: Bool = true,
        _ body: (
            Desk, _ name: String,
            _ race: (_: @escaping Act, _: @escaping Act) async -> (first: Failure?, second: Failure?)
        ) async throws -> Void
    ) async throws {
        let first = try await Desk()
        for round in 0..<Self.rounds {
            let desk = try await first.next(Person("p\(round)", hasPictures: round % 3 == 0))
            if isInReview { try await desk.change(.startReview, by: desk.rita) }
            try await body(desk, "p\(round)") { one, other in
                guard round % 2 == 1 else { return await race(one, other) }
                let swapped = await race(other, one)
                return (swapped.second, swapped.first)
            }
        }
        let found = try await first.registry.discrepancies(by: .localOperator)
        #expect(found.isClean && found.pendingErasures == 0, "\(found)")
    }

    /// Exactly one wins, and the other learns that somebody was faster.
    private func expectOneWinner(_ result: (first: Failure?, second: Failure?)) {
        #expect((result.first == nil) != (result.second == nil))
        #expect([result.first, result.second].compactMap { $0 }.allSatisfy { $0.field == "revision" })
    }

    @Test func twoReviewersDecideTheSameAttribute() async throws {
        try await rounds { desk, _, race in
            let seen = try desk.revision
            let result = await race(
                { try await desk.decide("dob", .accepted, by: desk.rita, expecting: seen) },
                { try await desk.decide("dob", .rejected, by: desk.remy, expecting: seen) })
            expectOneWinner(result)
            let decided = try await desk.look(by: desk.abe).attributes.first { $0.slug.text == "dob" }
            #expect(decided?.decision == (result.first == nil ? .accepted : .rejected))
            #expect(try desk.history().filter { $0.kind == .attributeReviewed }.count == 1)
        }
    }

    @Test func oneApprovesAndOneRejects() async throws {
        try await rounds { desk, _, race in
            for slug in try await desk.look(by: desk.rita).attributes.map(\.slug.text) {
                try await desk.decide(slug, by: desk.rita)
            }
            let seen = try desk.revision
            let result = await race(
                { try await desk.change(.approve, by: desk.abe, expecting: seen) },
                { try await desk.change(.reject, by: desk.alma, reason: "No", expecting: seen) })
            expectOneWinner(result)
            let status = try desk.record().candidate.status
            #expect(status == (result.first == nil ? .approved : .rejected))
        }
    }

    /// What nobody saw is not destroyed: archived or deleted was what the page showed, or nothing was.
    @Test(arguments: [true, false])
    func aResubmissionBeforeAnEnd(isDeleted: Bool) async throws {
        try await rounds(isInReview: false) { desk, name, race in
            let seen = try desk.revision
            let confirmed = try await desk.world.confirmed(desk.olive)
            let result = await race(
                {
                    if isDeleted {
                        try await desk.registry.delete(
                            .recordID(desk.recordID), expecting: seen, in: desk.id, by: confirmed)
                    } else {
                        _ = try await desk.registry.archiveNow(
                            .recordID(desk.recordID), expecting: seen, in: desk.id, by: confirmed)
                    }
                }, { try await desk.world.submit(Person(name, marker: "new"), to: desk.service) })
            #expect(result.second == nil && (result.first == nil || result.first?.field == "revision"))
            let candidate = try desk.world.candidate(name, of: desk.service)
            let isAnew = isDeleted && result.first == nil
            #expect(!candidate.isArchived && candidate.submitCount == (isAnew ? 1 : 2))
            #expect((candidate.recordID == desk.recordID) == !isAnew)
        }
    }

    /// Replaced before the hold, or held as it was.
    @Test func aHoldDuringAResubmission() async throws {
        try await rounds(isInReview: false) { desk, name, race in
            let result = await race(
                { try await desk.registry.placeHold(of: desk.recordID, in: desk.id, by: desk.olive.caller) },
                { try await desk.world.submit(Person(name, marker: "new"), to: desk.service) })
            #expect(result.first == nil && (result.second == nil || result.second?.field == "hold"))
            let record = try desk.record()
            #expect(record.heldAt != nil && record.candidate.submitCount == (result.second == nil ? 2 : 1))
        }
    }

    /// Who confirms lifts what the page showed.
    @Test func aHoldIsLiftedAsItWasSeen() async throws {
        let desk = try await Desk()
        try await desk.registry.placeHold(of: desk.recordID, in: desk.id, by: .localOperator)
        let seen = try desk.revision
        try await desk.registry.askToLiftHold(of: desk.recordID, in: desk.id, by: .localOperator)
        let refused = await failure {
            try await desk.registry.liftHold(
                of: desk.recordID, expecting: seen, in: desk.id, by: desk.olive.caller)
        }
        #expect(try refused?.field == "revision" && desk.record().heldAt != nil)
        try await desk.registry.liftHold(
            of: desk.recordID, expecting: desk.revision, in: desk.id, by: desk.olive.caller)
    }

    @Test func twoAssignments() async throws {
        try await rounds(isInReview: false) { desk, _, race in
            let seen = try desk.revision
            let assign = { @Sendable (member: SignedIn) async throws -> Void in
                try await desk.registry.assignReviewer(
                    member.memberID, of: desk.recordID, expecting: seen, in: desk.id, by: member.caller)
            }
            let result = await race({ try await assign(desk.rita) }, { try await assign(desk.remy) })
            expectOneWinner(result)
            #expect(try desk.record().reviewer == (result.first == nil ? desk.rita : desk.remy).memberID)
        }
    }

    /// The archive comes in any case; what was decided before it goes with it, nothing is decided after it.
    @Test func anArchiveDuringAReview() async throws {
        try await rounds { desk, _, race in
            let result = await race(
                { try await desk.archive() }, { try await desk.decide("dob", .rejected, by: desk.rita, reason: "x") })
            #expect(result.first == nil && (result.second == nil || result.second?.field == "status"))
            let left = try desk.world.database.read { try $0.all(AttributeReviews(of: desk.recordID)) }
            #expect(try left.isEmpty && desk.record().candidate.isArchived)
        }
    }

    /// Who is archived first is not approved any more; who is approved first is archived as approved.
    @Test func anArchiveDuringAnApproval() async throws {
        try await rounds { desk, _, race in
            for slug in try await desk.look(by: desk.rita).attributes.map(\.slug.text) {
                try await desk.decide(slug, by: desk.rita)
            }
            let result = await race({ try await desk.archive() }, { try await desk.change(.approve, by: desk.abe) })
            #expect(result.first == nil && (result.second == nil || result.second?.field == "isArchived"))
            let candidate = try desk.record().candidate
            #expect(candidate.isArchived && candidate.status == (result.second == nil ? .approved : .inreview))
        }
    }

    /// No byte is read after the archive has answered; before, every byte is right or the reader is told to stop.
    @Test func anArchiveOrADeletionDuringALook() async throws {
        for deletes in [false, true] {
            try await rounds(isInReview: false) { desk, name, race in
                var ada = Person(name, hasPictures: true)
                ada.pictureBytes = 200_000
                try await desk.world.submit(ada, to: desk.service)
                try await desk.assign(desk.rita, by: desk.rita)
                let (isOver, expected) = (Flag(), ada.picture("passport"))
                let result = await race(
                    {
                        if deletes {
                            try await desk.registry.delete(.recordID(desk.recordID), in: desk.id, by: .localOperator)
                        } else {
                            try await desk.archive()
                        }
                        isOver.set()
                    },
                    {
                        let reader = try await desk.picture(by: desk.rita)
                        let source = try await reader.open()
                        var bytes: [UInt8] = []
                        for segment in 0..<reader.segmentCount {
                            let wasOver = isOver.isSet
                            bytes += try await source.read(segment..<segment + 1, into: { [UInt8]() }, { $0 += $1 })
                            #expect(!wasOver, "a piece came after the archive's answer")
                        }
                        #expect(bytes == expected)
                    })
                #expect(result.first == nil)
                let cut = result.second
                #expect(
                    cut == nil || cut?.isUnavailable == true || cut?.isNotFound == true, "\(String(describing: cut))")
            }
        }
    }

    /// Whoever sees values sees all of them, and nobody sees any after the archive's answer.
    @Test func anArchiveWhileThePageIsMade() async throws {
        try await rounds(isInReview: false) { desk, _, race in
            try await desk.assign(desk.rita, by: desk.rita)
            let result = await race(
                { try await desk.archive() },
                {
                    let seen = try await desk.look(by: desk.rita)
                    let values = seen.attributes.compactMap(\.value)
                    #expect(seen.identity == .open ? values.count == 4 : (seen.identity == .gone && values.isEmpty))
                })
            #expect(result.first == nil && result.second == nil)
            #expect(try await desk.look(by: desk.rita).identity == .gone)
        }
    }

    /// Whether decided before or after, nothing that was given anew stays decided.
    @Test func aResubmissionDuringAReview() async throws {
        try await rounds { desk, name, race in
            let result = await race(
                { try await desk.world.submit(Person(name, marker: "new"), to: desk.service) },
                { try await desk.decide("dob", by: desk.rita) })
            #expect(result.first == nil && (result.second == nil || result.second?.field == "status"))
            let left = try desk.world.database.read { try $0.all(AttributeReviews(of: desk.recordID)) }
            let candidate = try desk.record().candidate
            #expect(left.isEmpty && candidate.status == .waiting && candidate.submitCount == 2)
        }
    }

    /// The answer under way is cut and starts no clock of what came meanwhile.
    @Test func aResubmissionDuringAnExtraction() async throws {
        try await rounds(isInReview: false) { desk, name, race in
            let key = try await desk.world.makeKey(.pictures, of: desk.service, archiveAfter: 60)
            let extraction = try await desk.world.extract(name, with: key, of: desk.service)
            let result = await race(
                { try await desk.world.submit(Person(name, marker: "new"), to: desk.service) },
                {
                    extraction.ticket.holdReaders()
                    await extraction.ticket.complete(bytes: 9)
                })
            #expect(result.first == nil && result.second == nil)
            let record = try desk.record()
            #expect(record.candidate.submitCount == 2 && record.armed == nil)
        }
    }

    /// The answer under way ends, and nobody is archived who is not there.
    @Test func aDeletionDuringADownload() async throws {
        try await rounds(isInReview: false) { desk, name, race in
            let key = try await desk.world.makeKey(.pictures, of: desk.service, archiveAfter: 0)
            let extraction = try await desk.world.extract(name, with: key, of: desk.service)
            let result = await race(
                { try await desk.registry.delete(.recordID(desk.recordID), in: desk.id, by: .localOperator) },
                {
                    for reader in extraction.pictures { _ = try? await reader.all() }
                    if extraction.ticket.mustStop { return extraction.ticket.cut(bytes: 1) }
                    extraction.ticket.holdReaders()
                    await extraction.ticket.complete(bytes: 9)
                })
            #expect(result.first == nil && result.second == nil)
            #expect(try await desk.registry.archiveDue(limit: 99) == 0)
            #expect(
                await failure { _ = try await desk.world.extract(name, with: key, of: desk.service) }?.isNotFound
                    == true)
        }
    }

    @Test func aNoteDuringAnArchive() async throws {
        try await rounds(isInReview: false) { desk, _, race in
            let result = await race(
                { try await desk.archive() },
                {
                    try await desk.registry.writeNote(
                        Sensitive("Marker"), about: desk.recordID, in: desk.id, by: desk.rita.caller)
                })
            #expect(result.first == nil && (result.second == nil || result.second?.field == "isArchived"))
            let left = try desk.world.database.read { try $0.all(NotesOfCandidate(desk.recordID)) }
            #expect(left.isEmpty)
        }
    }

    /// Held and here, or archived and not held.
    @Test func aHoldWhileTheArchiveIsDue() async throws {
        try await rounds(isInReview: false) { desk, name, race in
            let key = try await desk.world.makeKey(.text, of: desk.service, archiveAfter: 0)
            try await desk.world.takeOver(name, with: key, of: desk.service)
            let result = await race(
                { _ = try await desk.registry.archiveDue(limit: 9) },
                { try await desk.registry.placeHold(of: desk.recordID, in: desk.id, by: desk.olive.caller) })
            let record = try desk.record()
            #expect(result.first == nil && record.candidate.isArchived == (record.heldAt == nil))
            #expect(record.heldAt != nil ? result.second == nil : result.second?.field == "isArchived")
        }
    }

    /// The approval stands if it came first; afterwards the right is missing.
    @Test func anApprovalWhileTheRightIsTakenAway() async throws {
        try await rounds { desk, _, race in
            for slug in try await desk.look(by: desk.rita).attributes.map(\.slug.text) {
                try await desk.decide(slug, by: desk.rita)
            }
            let confirmed = try await desk.world.confirmed(desk.olive)
            @Sendable func change(to role: Role) async throws {
                try await desk.registry.changeRole(
                    of: desk.abe.memberID, to: role, reach: .service(desk.id), by: confirmed)
            }
            let result = await race(
                { try await change(to: .reviewer) }, { try await desk.change(.approve, by: desk.abe) })
            #expect(result.first == nil && (result.second == nil || result.second?.isForbidden == true))
            let lines = try desk.world.database.read { try $0.all(HistoryOfService(desk.id)) }
            let taken = lines.lastIndex { $0.kind == .roleChanged }
            let approved = lines.lastIndex { $0.recordID == desk.recordID && $0.detail == "inreview approved" }
            #expect(result.second == nil ? (approved ?? .max) < (taken ?? 0) : approved == nil)
            try await change(to: .approver)
        }
    }

    /// What the team filled in is kept or refused, never lost by the archive.
    @Test func fieldsDuringAnArchive() async throws {
        let first = try await Desk { $0.review.fields = [FieldDefinition(name: "Risk", options: ["low"])] }
        for round in 0..<Self.rounds {
            let desk = try await first.next(Person("p\(round)"))
            let seen = try desk.revision
            let result = await race(
                { try await desk.archive() },
                {
                    try await desk.registry.setFields(
                        [("Risk", "low")], of: desk.recordID, expecting: seen, in: desk.id, by: desk.rita.caller)
                })
            #expect(result.first == nil && (result.second == nil || result.second?.field == "revision"))
            let review = try await desk.look(by: desk.rita)
            #expect(review.identity == .gone && (review.fields.first?.value != nil) == (result.second == nil))
        }
    }

    /// A door that is opened while another submission comes opens at most the old one.
    @Test func anOpeningDuringAResubmission() async throws {
        try await rounds(isInReview: false) { desk, name, race in
            let result = await race(
                { try await desk.world.submit(Person(name, marker: "new"), to: desk.service) },
                { try await desk.open(by: desk.remy) })
            #expect(result.first == nil && result.second == nil)
            let opening = try desk.history().lastIndex { $0.kind == .identityViewed }
            let again = try desk.history().lastIndex { $0.kind == .submitted }
            let isOfNow = (opening ?? 0) > (again ?? 0)
            #expect(try await desk.look(by: desk.remy).identity == (isOfNow ? .open : .covered))
        }
    }
}
