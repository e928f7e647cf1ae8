import Domain
import Store
import TestSupport
import Testing
import UseCases

struct SubmissionTests {
    @Test func aNewcomerIsWaitingAndWhole() async throws {
        let world = try await World()
        let service = try await world.makeService()
        var ada = Person("ada", hasPictures: true)
        ada.pictureBytes = 100_000
        ada.certificates = [("hyphen-ated", #"{"a": 1}"#)]
        ada.customFields = [("RiskLevel", "Low")]
        let made = try await world.submit(ada, to: service)
        #expect(made.outcome == .created)
        let key = try await world.makeKey(.pictures, of: service)
        let seen = try await world.extract("ada", with: key, of: service)
        #expect(seen.candidate.status == .waiting && seen.candidate.submitCount == 1 && !seen.candidate.isArchived)
        #expect(seen.candidate.recordID == made.recordID)
        #expect(seen.candidate.dates == CandidateDates(submitted: world.clock.now, waiting: world.clock.now))
        let names = seen.attributes?.texts?.map(\.name)
        #expect(names == ["given_name", "family_name", "email", "dob"], "in the order of the catalogue")
        #expect(seen.text("given_name") == "Given Marker-ada")
        #expect(try await seen.picture("passport") == ada.picture("passport"))
        #expect(try await seen.picture("selfie") == ada.picture("selfie"))
        #expect(seen.attributes?.certificates.map { $0.value.withExposed { $0 } } == [#"{"a": 1}"#])
        #expect(seen.attributes?.customFields.map(\.name) == ["RiskLevel"])
        #expect(try await world.registry.discrepancies(by: .localOperator).isClean)
    }

    @Test func aResubmissionReplacesWhatItBringsAndKeepsTheRest() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.pictures, of: service)
        var first = Person("ada", hasPictures: true)
        first.certificates = [("a", "1"), ("b", "2")]
        let made = try await world.submit(first, to: service)
        world.clock.advance(seconds: 60)
        var again = Submission(
            refID: try RefID("ada"),
            texts: [
                .init(slug: .email, value: Sensitive(" ADA@people.example ")),
                .init(slug: Slug(stored: "given_name"), value: Sensitive("New")),
                .init(slug: Slug(stored: "phone"), value: Sensitive("+1")),
            ],
            pictures: [try .init(slug: Slug(stored: "passport"), bytes: SamplePicture.png(behind: [7]), field: "p")])
        again.certificates = [Certificate(name: "b", json: Sensitive("3"))]
        let result = try await world.registry.submit(again, in: service.serviceID, by: .localOperator)
        #expect(result.outcome == .resubmitted && result.recordID == made.recordID)
        let seen = try await world.extract("ada", with: key, of: service)
        #expect(seen.text("given_name") == "New" && seen.text("family_name") == "Family Marker-ada")
        #expect(seen.attributes?.texts?.map(\.name) == ["given_name", "family_name", "email", "dob", "phone"])
        #expect(try await seen.picture("passport") == SamplePicture.png(behind: [7]))
        #expect(try await seen.picture("selfie") == first.picture("selfie"))
        #expect(seen.attributes?.certificates.map { $0.value.withExposed { $0 } } == ["1", "3"])
        #expect(seen.candidate.submitCount == 2 && seen.candidate.dates.waiting == world.clock.now)
        #expect(seen.candidate.dates.submitted < world.clock.now, "the place in every list stays")
        let found = try await world.registry.discrepancies(by: .localOperator)
        #expect(found.isClean && found.pendingErasures == 0, "the old picture is gone")
    }

    @Test func theEmailTellsOnePersonFromAnother() async throws {
        let world = try await World()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        try await world.submit(Person("7", email: "ada@people.example"), to: service)
        let stranger = await failure { try await world.submit(Person("7", email: "bob@people.example"), to: service) }
        #expect(stranger?.httpStatus == 409 && stranger?.field == "refId")
        var nobody = Person("7")
        nobody.email = nil
        #expect(await failure { try await world.submit(nobody, to: service) }?.httpStatus == 409)
        #expect(try world.candidate("7", of: service).submitCount == 1, "nothing of them stays")
        try await world.submit(Person("7", email: "bob@people.example"), to: other)
        try await world.submit(Person("07", email: "bob@people.example"), to: service)
        let found = try await world.registry.discrepancies(by: .localOperator)
        #expect(found.isClean && found.pendingErasures == 0)

        try await world.submit(nobody.named("8"), to: service)
        try await world.submit(Person("8", email: "eve@people.example"), to: service)
        let taken = await failure { try await world.submit(Person("8", email: "bob@people.example"), to: service) }
        #expect(taken?.httpStatus == 409, "who gave no e-mail before has one now")
    }

    @Test func whatTheServiceRefuses() async throws {
        let world = try await World()
        var settings = ServiceSettings()
        settings.requiredAttributes = [Slug(stored: "selfie"), Slug(stored: "given_name")]
        let service = try await world.makeService(settings: settings)
        #expect(await failure { try await world.submit(Person("ada"), to: service) }?.field == "selfie")
        try await world.submit(Person("ada", hasPictures: true), to: service)
        try await world.submit(Person("ada"), to: service)
        let unknown = Submission(
            refID: try RefID("b"), texts: [.init(slug: Slug(stored: "tax_id"), value: Sensitive("1"))])
        let refused = await failure {
            _ = try await world.registry.submit(
                unknown, in: service.serviceID, by: .localOperator, fieldOf: { "identities.\($0.text).value" })
        }
        #expect(refused?.httpStatus == 422 && refused?.field == "identities.tax_id.value")
        #expect(try await world.registry.discrepancies(by: .localOperator).isClean)
    }

    @Test func aBlockedCandidateCannotResubmit() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        try await world.change(.block, "ada", of: service)
        #expect(await failure { try await world.submit(Person("ada"), to: service) }?.httpStatus == 409)
        try await world.change(.unblock, "ada", of: service)
        try await world.submit(Person("ada"), to: service)
        #expect(try world.candidate("ada", of: service).submitCount == 2)
    }

    @Test func anArchivedCandidateComesBackUnderANewKey() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.pictures, of: service)
        var first = Person("ada", hasPictures: true)
        first.certificates = [("c", "1")]
        let made = try await world.submit(first, to: service)
        let slot = try world.slot(of: "ada", in: service)
        _ = try await world.registry.archiveNow(.refID(RefID("ada")), in: service.serviceID, by: .localOperator)
        let again = Submission(
            refID: try RefID("ada"), texts: [.init(slug: Slug(stored: "dob"), value: Sensitive("x"))])
        let result = try await world.registry.submit(again, in: service.serviceID, by: .localOperator)
        #expect(result.outcome == .resubmitted && result.recordID == made.recordID)
        let seen = try await world.extract("ada", with: key, of: service)
        #expect(!seen.candidate.isArchived && seen.candidate.submitCount == 2 && seen.candidate.status == .waiting)
        #expect(seen.willArchive == nil && seen.pictures.isEmpty)
        #expect(seen.attributes?.texts?.map(\.name) == ["dob"], "the old attributes are still gone")
        #expect(seen.attributes?.certificates.count == 1, "the certificate is still there")
        #expect(try world.slot(of: "ada", in: service) != slot)
    }

    @Test func theFingerprintOutlivesTheArchiveIfTheServiceSaysSo() async throws {
        let world = try await World()
        var settings = ServiceSettings()
        for (clientID, keeps) in [("forgets_1", false), ("keeps_1", true)] {
            settings.keepsEmailFingerprint = keeps
            let service = try await world.makeService(clientID, settings: settings)
            try await world.submit(Person("7", email: "ada@people.example"), to: service)
            _ = try await world.registry.archiveNow(.refID(RefID("7")), in: service.serviceID, by: .localOperator)
            let stranger = await failure {
                try await world.submit(Person("7", email: "bob@people.example"), to: service)
            }
            #expect(stranger?.httpStatus == (keeps ? 409 : nil))
        }
    }
}
