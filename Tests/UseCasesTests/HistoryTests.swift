import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

struct HistoryTests {
    /// What each act writes down; a new act without a line here does not compile.
    private func perform(_ act: Act, _ world: World, _ service: Service) async throws -> [HistoryEvent.Kind] {
        let (registry, serviceID) = (world.registry, service.serviceID)
        switch act {
        case .readCandidate:
            try await world.takeOver("ada", with: world.makeKey(.text, of: service, archiveAfter: 9), of: service)
            return [.keyCreated, .archiveArmed]
        case .listCandidates:
            let caller = try world.caller(await world.makeKey(.metadata, of: service), of: service)
            _ = try await registry.list(status: nil, skip: 0, limit: 9, in: serviceID, by: caller)
            return [.keyCreated, .listed]
        case .submitCandidate:
            try await world.submit(Person("new"), to: service)
            try await world.submit(Person("new"), to: service)
            return [.submitted, .submitted]
        case .reviewCandidate:
            for change in [StatusChange.startReview, .approve, .requestReview, .block, .unblock] {
                try await world.change(change, "ada", of: service, reason: "Marker-reason")
            }
            try await world.submit(Person("ada"), to: service)
            try await world.change(.startReview, "ada", of: service)
            try await world.review("dob", of: "ada", as: .accepted, in: service, reason: "Marker-reason")
            try await world.change(.reject, "ada", of: service)
            try await world.submit(Person("ada"), to: service)
            let kinds =
                [HistoryEvent.Kind](repeating: .statusChanged, count: 6) + [
                    .submitted, .statusChanged, .attributeReviewed, .statusChanged, .statusChanged, .submitted,
                ]
            return kinds + (try await review(world, service))
        case .archiveCandidate:
            try await world.archive("ada", of: service)
            return [.archived]
        case .deleteCandidate:
            try await registry.delete(.refID(RefID("ada")), in: serviceID, by: .localOperator)
            return [.deleted]
        case .approveCandidate:
            for change in [StatusChange.startReview, .approve] { try await world.change(change, "ada", of: service) }
            return [.statusChanged, .statusChanged]
        case .blockCandidate:
            for change in [StatusChange.block, .unblock] { try await world.change(change, "ada", of: service) }
            return [.statusChanged, .statusChanged]
        case .manageServices:
            let other = try await world.makeService("other_00001")
            let lines = try world.database.read { try $0.all(HistoryOfService(other.serviceID)) }
            #expect(lines.map(\.kind) == [.serviceCreated])
            return []
        case .changeSettings:
            for _ in 0..<2 {
                _ = try await registry.changeService(serviceID, by: .localOperator) { $0.name = "Other" }
            }
            return [.serviceChanged]
        case .manageKeys:
            let key = try await world.makeKey(.text, of: service)
            _ = try await registry.changeKey(key.key.keyID, by: .localOperator) { $0.isEnabled = false }
            _ = try await registry.rotateKey(key.key.keyID, overlap: 60, by: .localOperator)
            _ = try await registry.endOldSecret(of: key.key.keyID, by: .localOperator)
            try await registry.deleteKey(key.key.keyID, by: .localOperator)
            return [.keyCreated, .keyChanged, .keyRotated, .oldSecretEnded, .keyDeleted]
        case .manageTeam:
            _ = try await registry.invite(
                email: Sensitive("new@people.example"), role: .reviewer, reach: .service(serviceID), by: .localOperator)
            return [.memberInvited]
        case .manageWebhooks:
            let webhook = try await world.makeWebhook(in: service)
            try await world.setEnabled(false, webhook, in: service)
            try await world.setEnabled(true, webhook, in: service)
            let guid = try await registry.pingWebhook(webhook, in: serviceID, by: .localOperator)
            try await registry.resend(guid, of: webhook, in: serviceID, by: .localOperator)
            _ = try await registry.rotateWebhookSecret(webhook, overlap: 60, in: serviceID, by: .localOperator)
            try await registry.endOldWebhookSecret(webhook, in: serviceID, by: .localOperator)
            try await world.finish(#require(world.due().first), status: 410)
            try await registry.deleteWebhook(webhook, in: serviceID, by: .localOperator)
            return [
                .webhookCreated, .webhookChanged, .webhookChanged, .webhookAsked, .webhookAsked, .webhookRotated,
                .webhookChanged, .webhookPaused, .webhookDeleted,
            ]
        case .seeActivity, .seeUsage:
            return []
        case .exportCandidates:
            _ = try await registry.exportList(CandidateListFilter(), in: serviceID, by: .localOperator)
            _ = try await registry.exportProfiles(CandidateListFilter(), in: serviceID, by: .localOperator)
            return [.exported, .exported]
        case .seeIdentity:
            return try await look(world, service)
        case .holdCandidate:
            let (olive, recordID) = (
                try await world.makeOwner().caller, try world.candidate("ada", of: service).recordID
            )
            try await registry.placeHold(of: recordID, in: serviceID, by: olive)
            try await registry.askToLiftHold(of: recordID, in: serviceID, by: olive)
            try await registry.withdrawLift(of: recordID, in: serviceID, by: .localOperator)
            try await registry.askToLiftHold(of: recordID, in: serviceID, by: .localOperator)
            try await registry.liftHold(of: recordID, in: serviceID, by: olive)
            return [.holdPlaced, .holdLiftAsked, .holdLiftWithdrawn, .holdLiftAsked, .holdLifted]
        }
    }

    private func look(_ world: World, _ service: Service) async throws -> [HistoryEvent.Kind] {
        let (registry, serviceID) = (world.registry, service.serviceID)
        let (olive, recordID) = (try await world.makeOwner().caller, try world.candidate("ada", of: service).recordID)
        _ = try await registry.changeService(serviceID, by: .localOperator) {
            $0.settings.review.fields = [FieldDefinition(name: "Risk", options: ["low"])]
        }
        try await registry.openIdentity(of: recordID, reason: Sensitive("Marker-reason"), in: serviceID, by: olive)
        let seen = try await registry.candidateReview(.recordID(recordID), in: serviceID, by: olive)
        _ = try await registry.identityPicture(Slug(stored: "selfie"), of: recordID, in: serviceID, by: olive)
        try await registry.setFields(
            [("Risk", "low")], of: recordID, expecting: seen.revision, in: serviceID, by: olive)
        return [.serviceChanged, .identityViewed, .identityViewed, .fieldsChanged]
    }

    /// What reviewers do besides moving the status.
    private func review(_ world: World, _ service: Service) async throws -> [HistoryEvent.Kind] {
        let (registry, serviceID) = (world.registry, service.serviceID)
        let (olive, recordID) = (try await world.makeOwner(), try world.candidate("ada", of: service).recordID)
        func revision() throws -> Int64 { try world.record("ada", in: service)?.revision ?? 0 }
        try await registry.writeNote(
            Sensitive("Marker-note"), about: recordID, in: serviceID, by: olive.caller)
        try await registry.assignReviewer(
            olive.memberID, of: recordID, expecting: revision(), in: serviceID, by: olive.caller)
        try await world.change(.startReview, "ada", of: service)
        try await world.review("email", of: "ada", as: .rejected, in: service)
        try await registry.undecideAttribute(
            .email, of: recordID, expecting: revision(), in: serviceID, by: olive.caller)
        return [.noteWritten, .reviewerAssigned, .statusChanged, .attributeReviewed, .attributeReviewed]
    }

    @Test(arguments: Act.allCases)
    func everyActLeavesHistory(act: Act) async throws {
        let world = try await World()
        let service = try await world.makeService()
        var ada = Person("ada", hasPictures: true)
        ada.certificates = [("c", "Marker-certificate")]
        try await world.submit(ada, to: service)
        world.clock.advance(seconds: 1)
        await world.registry.flushRecords()
        let before = try world.database.read { try $0.all(HistoryOfService(service.serviceID)) }
        #expect(before.map(\.kind) == [.serviceCreated, .submitted])
        let expected = try await perform(act, world, service)
        await world.registry.flushRecords()
        let all = try world.database.read { try $0.all(HistoryOfService(service.serviceID)) }
        #expect(all.dropFirst(2).map(\.kind) == expected && Array(all.prefix(2)) == before, "append only")
        for event in all {
            #expect(!event.detail.contains("Marker") && !event.detail.contains("people.example"))
            #expect(
                !event.detail.split(separator: " ").contains("ada"), "nor the merchant's own id, which may be an e-mail"
            )
        }
    }

    private typealias Attempt = (act: Act, run: @Sendable () async throws -> Void)

    /// Everything that a key without the permission might try, in its own service.
    private func attempts(_ registry: Registry, _ id: ServiceID, _ key: Caller) throws -> [Attempt] {
        let ada = CandidateSelector.refID(try RefID("ada"))
        let request = KeyRequest(description: "a", scope: .pictures)
        return [
            (.submitCandidate, { _ = try await registry.submit(Person("x").submission(), in: id, by: key) }),
            (.blockCandidate, { _ = try await registry.changeStatus(.block, of: ada, in: id, by: key) }),
            (.reviewCandidate, { try await registry.reviewAttribute(.email, of: ada, as: .rejected, in: id, by: key) }),
            (.archiveCandidate, { _ = try await registry.archiveNow(ada, in: id, by: key) }),
            (.deleteCandidate, { try await registry.delete(ada, in: id, by: key) }),
            (.manageKeys, { _ = try await registry.createKey(request, in: id, by: key) }),
            (.manageKeys, { _ = try registry.keys(of: id, by: key) }),
            (.manageWebhooks, { _ = try registry.webhooks(in: id, by: key) }),
            (.manageWebhooks, { try await registry.deleteWebhook(WebhookID(stored: "x"), in: id, by: key) }),
            (.manageServices, { _ = try await registry.createService(name: "Evil", by: key) }),
            (.changeSettings, { _ = try await registry.changeService(id, by: key) { $0.name = "x" } }),
            (.manageServices, { _ = try registry.services(by: key) }),
            (.manageServices, { _ = try await registry.discrepancies(by: key) }),
            (.reviewCandidate, { _ = try registry.candidateOverview(ada, in: id, by: key) }),
            (.reviewCandidate, { _ = try registry.candidates(status: nil, skip: 0, limit: 1, in: id, by: key) }),
        ]
    }

    @Test func refusedActsAreNoted() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        let other = try await world.makeService("other_00001").serviceID
        let key = try await world.makeKey(.pictures, of: service)
        let (registry, caller) = (world.registry, try world.caller(key, of: service))
        let abroad: [Attempt] = [
            (.readCandidate, { _ = try await registry.extract(.refID(RefID("ada")), in: other, by: caller) }),
            (.listCandidates, { _ = try await registry.list(status: nil, skip: 0, limit: 1, in: other, by: caller) }),
        ]
        let attempts = try attempts(registry, service.serviceID, caller) + abroad
        for attempt in attempts { #expect(await failure(attempt.run)?.httpStatus == 403, "\(attempt.act)") }
        await registry.flushRecords()
        let events = try world.database.read { try $0.all(HistoryOfService(service.serviceID)) }
        let refused = events.filter { $0.kind == .refused }
        #expect(refused.map(\.detail) == attempts.map(\.act.rawValue), "in the history of the key's own service")
        #expect(refused.allSatisfy { $0.actor == .key(key.key.keyID) })
        #expect(try world.candidate("ada", of: service).status == .waiting)
        #expect(try registry.services(by: .localOperator).count == 2)
    }

    @Test func whoWritesMayImportAndNothingElse() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let caller = try world.caller(await world.makeKey(.metadata, of: service, mayWrite: true), of: service)
        let made = try await world.registry.submit(Person("ada").submission(), in: service.serviceID, by: caller)
        let history = try world.overview("ada", of: service).history
        let keyID = try #require(caller.grant).key.keyID
        #expect(made.outcome == .created && history.map(\.actor) == [.key(keyID)])
    }
}
