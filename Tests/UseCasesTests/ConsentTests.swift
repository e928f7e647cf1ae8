import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases
import Vault

/// That a candidate agreed, when, and to which wording: it can be proven afterwards.
struct ConsentTests {
    /// `printf 'I agree.' | sha256sum`
    private static let first = "826ff0dab649a97ffdd7779a332accafb35cc161012253a19383db19289d6e02"

    private func publish(_ text: String, in world: World, _ service: Service) async throws {
        _ = try await world.registry.changeService(service.serviceID, by: .localOperator) {
            $0.settings.submission.consentText = text
        }
    }

    private func agreements(_ refID: String, in world: World, _ service: Service) throws -> [HistoryEvent] {
        try world.overview(refID, of: service).history.filter { $0.kind == .consented }
    }

    private func wording(_ digest: String, in world: World, _ service: Service) throws -> ConsentWording {
        try world.registry.consentWording(ConsentDigest(stored: digest), in: service.serviceID, by: .localOperator)
    }

    @Test func itIsRecordedWithTheSubmissionAndOutlivesTheArchive() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.filledIn("ada", at: service)
        #expect(try ada.content().consent?.text == Self.first)
        #expect(await failure { _ = try wording(Self.first, in: world, service) }?.isNotFound == true)
        world.clock.advance(seconds: 60)
        let sentAt = world.clock.now
        _ = try await ada.send()
        _ = try await ada.send()
        world.clock.advance(seconds: 60)
        _ = try await world.filledIn("bob", at: service).send()
        try await world.archive("ada", of: service)
        let next = try await world.restarted()
        let line = try #require(try agreements("ada", in: next, service).first)
        #expect(try agreements("ada", in: next, service).count == 1, "sent twice is agreed once")
        #expect(line.detail == Self.first && line.actor == .candidate && line.at == sentAt)
        let kept = try wording(line.detail, in: next, service)
        #expect(kept.wording == "I agree." && kept.firstUsedAt == sentAt, "of the first who agreed")
        #expect(try next.overview("ada", of: service).consents == [kept])
    }

    @Test func aResubmissionAgreesAnew() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let sent = try await world.filledIn("ada", at: service).send()
        for change in [StatusChange.startReview, .reject] { try await world.change(change, "ada", of: service) }
        let second = "I agree,\nstill: \u{00e4} \\n\u{2028} ."
        try await publish(second, in: world, service)
        let again = try await world.apply(to: service, resubmit: world.link(sent.recordID, in: service))
        try await again.type(["given_name": "Ada", "email": "ada@people.example"])
        try await again.upload("passport", SamplePicture.png())
        _ = try await again.send()
        let digests = try agreements("ada", in: world, service).map(\.detail)
        #expect(digests == [Self.first, ConsentDigest(of: second).text])
        #expect(try world.overview("ada", of: service).consents.map(\.wording) == ["I agree.", second])
        try await world.registry.delete(.refID(RefID("ada")), in: service.serviceID, by: .localOperator)
        #expect(try wording(Self.first, in: world, service).wording == "I agree.", "it is of the service, not hers")
    }

    @Test func aTextThatChangedMustBeReadAgain() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let (old, new) = (ConsentDigest(of: "I agree."), ConsentDigest(of: "I agree to more."))
        let ada = try await world.filledIn("ada", at: service)
        try await publish("I agree to more.", in: world, service)
        let late = await failure { _ = try await world.apply(to: service, consent: old) }
        #expect(late?.httpStatus == 409 && late?.field == "consent", "the page was opened before")
        let refused = await failure { _ = try await ada.send() }
        #expect(refused?.httpStatus == 409 && refused?.field == "consent")
        #expect(try world.record("ada", in: service) == nil)
        #expect(await failure { _ = try await ada.agree(to: old) }?.httpStatus == 409)
        #expect(await failure { _ = try await ada.agree(to: nil) }?.httpStatus == 422)
        #expect(try await ada.agree(to: new).consent == new)
        #expect(try ada.text("given_name") == "Ada", "what was entered stays")
        _ = try await ada.send()
        #expect(try agreements("ada", in: world, service).map(\.detail) == [new.text])
        #expect(await failure { _ = try wording(old.text, in: world, service) }?.isNotFound == true)
        #expect(await failure { _ = try await ada.agree(to: new) }?.isNotFound == true, "it is sent")
        #expect(try await world.expectTidy())
    }

    /// The text is looked at once more in the transaction that sends: another process's change, or one a moment ago.
    @Test func aChangeAtTheLastMomentIsSeen() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.filledIn("ada", at: service)
        var changed = service
        changed.settings.submission.consentText = "I agree to more."
        let row = changed
        _ = try await world.database.write { try $0.run(UpdateService(row)) }
        #expect(await failure { _ = try await ada.send() }?.field == "consent")
        #expect(try world.record("ada", in: service) == nil)
        #expect(await failure { _ = try wording(Self.first, in: world, service) }?.isNotFound == true)
        #expect(try await world.expectTidy())
    }

    /// One that began before this was taken down.
    @Test func aDraftWithoutAWordingIsAsked() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.filledIn("ada", at: service)
        _ = try await world.database.write { try $0.run(ForgetConsents()) }
        #expect(try ada.content().consent == nil)
        let refused = await failure { _ = try await ada.send() }
        #expect(refused?.httpStatus == 422 && refused?.field == "consent")
        _ = try await ada.agree(to: ConsentDigest(of: "I agree."))
        _ = try await ada.send()
        #expect(try agreements("ada", in: world, service).count == 1)
    }

    @Test func whoNeverSawThePageAgreedToNothing() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let caller = try world.caller(await world.makeKey(.metadata, of: service, mayWrite: true), of: service)
        var person = Person("ada", hasPictures: true)
        person.certificates = []
        _ = try await world.registry.submit(person.submission(), in: service.serviceID, by: caller)
        _ = try await world.registry.submit(person.submission(), in: service.serviceID, by: .localOperator)
        let seen = try world.overview("ada", of: service)
        #expect(seen.candidate.submitCount == 2 && seen.history.allSatisfy { $0.kind != .consented })
        #expect(seen.consents.isEmpty)
    }

    @Test func whoeverSeesCandidatesSeesTheWording() async throws {
        let world = try await World()
        let (service, other) = (try await world.makePage(), try await world.makePage("other_00001"))
        _ = try await world.filledIn("ada", at: service).send()
        _ = try await world.makeOwner()
        let digest = ConsentDigest(of: "I agree.")
        for (role, isAllowed) in [(Role.readOnly, true), (.accountant, false)] {
            let member = try await world.makeMember(role, of: service, "\(role.rawValue)@example.com")
            let refused = await failure {
                _ = try world.registry.consentWording(digest, in: service.serviceID, by: member.caller)
            }
            #expect((refused == nil) == isAllowed && (isAllowed || refused?.isForbidden == true), "\(role)")
        }
        let key = try world.caller(await world.makeKey(.pictures, of: service), of: service)
        #expect(
            await failure { _ = try world.registry.consentWording(digest, in: service.serviceID, by: key) }?.isForbidden
                == true)
        #expect(await failure { _ = try wording(digest.text, in: world, other) }?.isNotFound == true)
    }

    @Test func aDigestIsSixtyFourDigits() {
        #expect(ConsentDigest(Self.first)?.short == "826ff0dab649a97f")
        for text in ["", "826f", Self.first.uppercased(), Self.first + "0", String(Self.first.dropLast()) + "\u{0663}"]
        {
            #expect(ConsentDigest(text) == nil)
        }
    }
}

private struct ForgetConsents: Statement {
    static let text: SQLText = "UPDATE draft SET consent = NULL"
    func bind(to inputs: inout Inputs) {}
}
