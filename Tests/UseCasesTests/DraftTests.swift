import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases
import Vault

/// A draft's life on the submission page.
struct DraftTests {
    @Test func itFillsUpAndBecomesACandidate() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.apply(to: service, refID: "ada-1", email: "ada@people.example")
        #expect(try ada.text("email") == "ada@people.example", "as the page's address named it")
        try await ada.type(["given_name": "Ada", "dob": "01/31/1990", "email": "Ada@people.example"])
        try await ada.type(["dob": ""])
        #expect(try ada.text("given_name") == "Ada" && ada.text("dob") == nil)
        #expect(try ada.text("email") == "Ada@people.example")
        let picture = SamplePicture.png(behind: (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        #expect(try await ada.upload("passport", picture) == picture.count)
        let selfie = SamplePicture.jpeg(behind: [1, 2, 3])
        try await ada.upload("selfie", selfie, mediaType: "image/jpeg", piece: 7)
        #expect(try ada.content().pictures.map(\.slug.text) == ["passport", "selfie"])
        #expect(try ada.content().pictures.map(\.byteCount) == [picture.count, selfie.count])
        #expect(try await world.expectTidy())
        #expect(try await world.registry.activityCount(of: service) == 1, "an unsent draft is no history")

        let sent = try await ada.send()
        let seen = try await world.extract(
            "ada-1", with: world.makeKey(.pictures, of: service), of: service)
        #expect(seen.candidate.recordID == sent.recordID && seen.candidate.supportID == sent.reference)
        #expect(sent.status == .waiting && seen.candidate.submitCount == 1)
        #expect(seen.text("given_name") == "Ada" && seen.text("email") == "Ada@people.example")
        #expect(try await seen.picture("passport") == picture)
        #expect(try await seen.picture("selfie") == selfie)
        seen.ticket.cut(bytes: 0)
        let lines = try world.overview("ada-1", of: service).history
        #expect(lines.map(\.kind) == [.submitted, .consented] && lines.allSatisfy { $0.actor == .candidate })
        #expect(try await world.expectTidy(), "the draft's key and files are wiped")
        #expect(try world.database.read { try $0.first(OpenDrafts(of: service.serviceID)) }?.count == 0)
        #expect(try world.database.read { try $0.all(RefIDsOfDrafts()) } == [], "nor does it name anybody")
        #expect(try world.keyStore.slotsInUse(from: SlotNumber(value: 1), limit: 9).count == 2, "service and candidate")
    }

    private struct RefIDsOfDrafts: Statement {
        static let text: SQLText = "SELECT ref_id FROM draft WHERE ref_id IS NOT NULL"
        func bind(to inputs: inout Inputs) {}
        static func row(_ row: inout Row) throws(SQLFailure) -> String { try row.text() }
    }

    /// What was asked for when it came in, and is no longer, is left behind.
    @Test func onlyWhatIsAskedForNowIsSent() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.filledIn("ada", at: service)
        try await ada.type(["dob": "01/31/1990"])
        try await ada.upload("selfie", SamplePicture.jpeg(behind: [1]), mediaType: "image/jpeg")
        _ = try await world.registry.changeService(service.serviceID, by: .localOperator) {
            $0.settings.submission.optionalAttributes = []
        }
        _ = try await ada.send()
        let seen = try await world.extract("ada", with: world.makeKey(.pictures, of: service), of: service)
        #expect(seen.text("dob") == nil && seen.text("given_name") == "Ada")
        #expect(seen.pictures.map(\.slug.text) == ["passport"])
        seen.ticket.cut(bytes: 0)
        #expect(try await world.expectTidy())
    }

    @Test func sentTwiceItGivesTheSameAnswer() async throws {
        let world = try await World()
        let service = try await world.makePage()
        for refID in ["ada", nil] {
            let ada = try await world.filledIn(refID, at: service)
            let first = try await ada.send()
            #expect(try await ada.send() == first)
            #expect(await failure { _ = try ada.content() }?.isNotFound == true)
            #expect(await failure { try await ada.type(["given_name": "Eve"]) }?.isNotFound == true)
            #expect(await failure { try await ada.upload("passport", SamplePicture.png()) }?.isNotFound == true)
            #expect(await failure { try await ada.cancel() }?.isNotFound == true)
        }
        world.clock.advance(seconds: 86_401)
        #expect(try await world.registry.sweepDrafts(limit: 9) == 2, "what is left of them")
        #expect(try await world.expectTidy())
    }

    @Test func sentManyTimesAtOnceItBecomesOne() async throws {
        let world = try await World()
        let service = try await world.makePage()
        for refID in ["ada", nil] {
            let ada = try await world.filledIn(refID, at: service)
            let all = try await withThrowingTaskGroup(of: SentDraft.self) { group in
                for _ in 0..<6 { group.addTask { try await ada.send() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(all).count == 1 && all.count == 6)
        }
        let everybody = try world.registry.candidates(
            status: nil, skip: 0, limit: 9, in: service.serviceID, by: .localOperator)
        #expect(everybody.count == 2 && everybody.allSatisfy { $0.submitCount == 1 })
        #expect(try await world.expectTidy())
    }

    @Test func cancelledItIsGoneAtOnce() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.filledIn("ada", at: service)
        let slot = try #require(
            try world.keyStore.slotsInUse(from: SlotNumber(value: 2), limit: 9).first?.value)
        try await ada.cancel()
        #expect(try world.slotBytes(slot) == [UInt8](repeating: 0, count: 64))
        #expect(try world.pictureFileCount() == 0)
        #expect(await failure { _ = try ada.content() }?.isNotFound == true)
        #expect(await failure { _ = try await ada.send() }?.isNotFound == true)
        #expect(try await world.expectTidy())
    }

    @Test func leftForADayItIsOverAndSwept() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.filledIn("ada", at: service)
        let bob = try await world.apply(to: service)
        world.clock.advance(seconds: 86_399)
        try await bob.type(["given_name": "Bob"])
        #expect(try ada.content().texts.count == 2)
        #expect(try await world.registry.sweepDrafts(limit: 9) == 0)
        world.clock.advance(seconds: 1)
        #expect(await failure { _ = try ada.content() }?.isNotFound == true, "before any sweep")
        #expect(await failure { _ = try await ada.send() }?.isNotFound == true)
        #expect(try await world.registry.sweepDrafts(limit: 9) == 1)
        #expect(try world.pictureFileCount() == 0)
        #expect(try bob.text("given_name") == "Bob", "who was at it meanwhile goes on")
        #expect(try await world.expectTidy())
        #expect(try await world.registry.activityCount(of: service) == 1, "no history of either")
    }

    @Test func anotherTokenOpensNothing() async throws {
        let world = try await World()
        let (service, other) = (try await world.makePage(), try await world.makePage("other_00001"))
        let ada = try await world.filledIn("ada", at: service)
        for token in ["", "short", String(repeating: "A", count: 43)] {
            let eve = Applicant(world: world, service: service, token: Sensitive(token))
            #expect(await failure { _ = try eve.content() }?.isNotFound == true)
            #expect(await failure { _ = try await eve.send() }?.isNotFound == true)
            #expect(await failure { try await eve.cancel() }?.isNotFound == true)
        }
        let elsewhere = Applicant(world: world, service: other, token: ada.token)
        #expect(await failure { _ = try elsewhere.content() }?.isNotFound == true, "a token is of one service")
        let stranger = await failure {
            _ = try world.registry.draft(ada.token, in: service.serviceID, by: Caller(.candidate(other.serviceID)))
        }
        #expect(stranger?.isForbidden == true)
        #expect(try ada.content().texts.count == 2)
    }

    @Test func onlyAServiceWithThePageHasIt() async throws {
        let world = try await World()
        let service = try await world.makePage(isOn: false)
        #expect(await failure { _ = try world.registry.submissionPage(of: "acme_00001") }?.isNotFound == true)
        #expect(await failure { _ = try world.registry.submissionPage(of: "nowhere") }?.isNotFound == true)
        try await world.turnPage(on: true, service)
        let page = try world.registry.submissionPage(of: "acme_00001")
        #expect(page.attributes.map(\.slug.text) == ["given_name", "email", "dob", "passport", "selfie"])
        #expect(page.attributes.filter(\.isRequired).map(\.slug.text) == ["given_name", "email", "passport"])
        let ada = try await world.filledIn("ada", at: service)
        try await world.turnPage(on: false, service)
        #expect(await failure { _ = try await ada.send() }?.isNotFound == true, "turned off while somebody typed")
    }

    @Test func whatThePageRefuses() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let unwilling = await failure { _ = try await world.apply(to: service, hasConsent: false) }
        #expect(unwilling?.httpStatus == 422 && unwilling?.field == "consent")
        let ada = try await world.apply(to: service, refID: "ada")
        for (texts, status, field) in [
            (["passport": "x"], 422, "passport"), (["given_name": "Ada\nEve"], 422, "given_name"),
            (["given_name": String(repeating: "x", count: 8193)], 413, "given_name"),
        ] {
            let refused = await failure { try await ada.type(texts.merging(["email": "e"]) { $1 }) }
            #expect(refused?.httpStatus == status && refused?.field == field)
        }
        #expect(try ada.content().texts.isEmpty, "nothing of a refused document stays")
        try await ada.type(["family_name": "x", "tax_id": "1", "given_name": " \u{3000}"])
        #expect(try ada.content().texts.isEmpty, "what isn't asked for is left out, and blanks are nothing")
        #expect(await failure { _ = try await ada.send() }?.field == "given_name", "the first that is missing")
        try await ada.type(["given_name": "Ada", "email": "e"])
        let lacking = await failure { _ = try await ada.send() }
        #expect(lacking?.httpStatus == 422 && lacking?.field == "passport")
        try await ada.upload("passport", SamplePicture.png())
        _ = try await ada.send()
    }

    /// A refId that is known is nobody's who only names it, whatever their e-mail.
    @Test func aKnownRefIDIsTaken() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let late = try await world.filledIn("ada", at: service)
        let first = try await world.filledIn("ada", at: service)
        _ = try await first.send()
        let refused = await failure { _ = try await late.send() }
        #expect(refused?.httpStatus == 409 && refused?.field == "refId")
        let again = await failure { _ = try await world.apply(to: service, refID: "ada") }
        #expect(again?.httpStatus == 409 && again?.field == "refId")
        try await world.archive("ada", of: service)
        #expect(await failure { _ = try await world.apply(to: service, refID: "ada") }?.httpStatus == 409)
        #expect(try world.candidate("ada", of: service).submitCount == 1)
        #expect(try late.content().texts.count == 2, "it can still be read, and cancelled")
        try await late.cancel()
        #expect(try await world.expectTidy())
    }

    @Test func oneNetworkBeginsSoManyInAnHour() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let first = try await world.apply(to: service, from: "192.0.2.7")
        for _ in 1..<DraftLoad.mostOfNetwork { _ = try await world.apply(to: service, from: "192.0.2.7") }
        let refused = await failure { _ = try await world.apply(to: service, from: "192.0.2.7") }
        #expect(refused?.httpStatus == 429 && refused?.retryAfter == 60)
        _ = try await world.apply(to: service, from: "192.0.2.8")
        // What has ended counts too: it took a slot of the key store, which is never given out again.
        try await first.cancel()
        #expect(await failure { _ = try await world.apply(to: service, from: "192.0.2.7") }?.httpStatus == 429)
        world.clock.advance(seconds: 3601)
        _ = try await world.apply(to: service, from: "192.0.2.7")
    }
}

extension Registry {
    /// Lines of the service's history.
    func activityCount(of service: Service) async throws -> Int {
        await flushRecords()
        return try parts.database.read { try $0.all(HistoryOfService(service.serviceID)) }.count
    }
}

extension World {
    func pictureFileCount() throws -> Int {
        try directory.files().count { $0.name.hasPrefix("pictures/") }
    }

    func turnPage(on isOn: Bool, _ service: Service) async throws {
        _ = try await registry.changeService(service.serviceID, by: .localOperator) {
            $0.settings.submission.isOn = isOn
        }
    }
}
