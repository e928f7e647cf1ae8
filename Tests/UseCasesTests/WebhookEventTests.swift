import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

/// What is told of what, and that it stands or falls with the change.
struct WebhookEventTests {
    /// Every way to every status, and what is told on it.
    private static let table: [(way: [StatusChange], told: [String])] = [
        ([], ["user.created", "user.readyToReview"]),
        ([.startReview], ["user.inReview"]),
        ([.startReview, .approve], ["user.inReview", "review.approved"]),
        ([.startReview, .reject], ["user.inReview", "review.rejected"]),
        ([.block], ["user.blocked"]),
        ([.block, .unblock], ["user.blocked", "user.readyToReview"]),
        ([.startReview, .block, .unblock], ["user.inReview", "user.blocked", "user.inReview"]),
        ([.requestReview], ["user.reviewRequested"]),
        ([.requestReview, .block, .unblock], ["user.reviewRequested", "user.blocked", "user.reviewRequested"]),
        ([.startReview, .approve, .resubmit], ["user.inReview", "review.approved", "user.readyToReview"]),
        ([.startReview, .reject, .resubmit], ["user.inReview", "review.rejected", "user.readyToReview"]),
        ([.requestReview, .resubmit], ["user.reviewRequested", "user.readyToReview"]),
        ([.resubmit], ["user.readyToReview"]),
    ]

    @Test(arguments: table.indices)
    func everyStatusIsTold(row: Int) async throws {
        let (way, expected) = Self.table[row]
        let world = try await World()
        let service = try await world.makeService()
        try await world.makeWebhook(in: service)
        try await world.submit(Person("ada"), to: service)
        var told = try await world.deliverAll()
        if !way.isEmpty { told = [] }
        for change in way {
            if change == .resubmit {
                try await world.submit(Person("ada"), to: service)
            } else {
                try await world.change(change, "ada", of: service)
            }
            let status = try world.candidate("ada", of: service).status.rawValue
            let fresh = try await world.deliverAll()
            #expect(fresh.map { $0.value("status") } == [status], "the status after the change")
            told += fresh
        }
        #expect(told.map(\.event) == expected)
        for told in told {
            #expect(told.value("event") == told.event && told.headers["X-Blockpass-Events"] == told.event)
            #expect(told.value("guid") == told.headers["X-Blockpass-Delivery"])
            #expect(told.value("guid") == told.headers["webhook-id"])
            #expect(told.value("isPing") == "false" && told.value("env") == "prod")
            #expect(told.value("webhookId") == told.delivery.webhookID.text)
            #expect(told.value("submitCount") == nil || told.event != "user.created")
        }
        #expect(Set(told.map(\.delivery.deliveryID)).count == told.count)
    }

    @Test func archiveExtractionAndDeletionAreTold() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.makeWebhook(in: service)
        let keys = [try await world.makeKey(.text, of: service), try await world.makeKey(.metadata, of: service)]
        try await world.submit(Person("ada", hasPictures: true), to: service)
        _ = try await world.deliverAll()
        try await world.takeOver("ada", with: keys[1], of: service)
        #expect(try await world.deliverAll().isEmpty, "status only")
        try await world.takeOver("ada", with: keys[0], of: service)
        #expect(try await world.deliverAll().map(\.event) == ["user.extracted"])
        let clocked = try await world.makeKey(.text, of: service, archiveAfter: 10)
        try await world.takeOver("ada", with: clocked, of: service)
        #expect(try await world.deliverAll().map(\.event) == ["user.extracted"])
        try await world.extract("ada", with: clocked, of: service).ticket.cut(bytes: 9)
        #expect(try await world.deliverAll().isEmpty, "an answer that was cut short is no extraction")
        let record = try #require(try await world.extractions(of: world.candidate("ada", of: service).recordID).first)
        #expect(record.completedAt != nil)
        world.clock.advance(seconds: 10)
        #expect(try await world.registry.archiveDue(limit: 9) == 1)
        let archived = try await world.deliverAll()
        #expect(archived.map(\.event) == ["user.archived"] && archived[0].value("isArchived") == "true")
        try await world.takeOver("ada", with: keys[0], of: service)
        #expect(try await world.deliverAll().isEmpty, "there was nothing to take over")
        try await world.registry.delete(.refID(RefID("ada")), in: service.serviceID, by: .localOperator)
        let deleted = try await world.deliverAll()
        #expect(deleted.map(\.event) == ["user.deleted"] && deleted[0].value("status") == "deleted")
    }

    /// A hand-over is told when it is acknowledged, and once.
    @Test func anAcknowledgementIsTold() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.makeWebhook(in: service, events: [.extracted])
        for trigger in [ArchiveRule.Trigger.acknowledgement, .extraction] {
            let key = try await world.makeKey(of: service, after: trigger, seconds: 60)
            let recordID = try await world.approve(Person("ada-\(trigger.rawValue)"), in: service)
            let received = try await world.handOver(recordID, to: key, of: service)
            #expect(try await world.deliverAll().isEmpty)
            for _ in 0..<2 { _ = try await world.acknowledge(received, with: key, of: service) }
            #expect(try await world.deliverAll().map(\.event) == ["user.extracted"])
        }
    }

    @Test func nobodyIsToldWhatTheyDidNotChoose() async throws {
        let world = try await World()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        let published = try await world.makeWebhook(in: service, events: Set(WebhookEvent.published))
        let deaf = try await world.makeWebhook(in: service, events: [.deleted])
        let foreign = try await world.makeWebhook(in: other)
        try await world.submit(Person("ada"), to: service)
        try await world.change(.requestReview, "ada", of: service)
        try await world.archive("ada", of: service)
        let told = try await world.deliverAll()
        #expect(told.map(\.event) == ["user.created", "user.readyToReview"])
        #expect(Set(told.map(\.delivery.webhookID)) == [published])
        for webhook in [deaf, foreign] {
            #expect(try world.log(webhook, in: webhook == deaf ? service : other).isEmpty)
        }
        try await world.setEnabled(false, published, in: service)
        try await world.submit(Person("bob"), to: service)
        #expect(try world.log(published, in: service).count == 2, "a disabled webhook is told nothing")
    }

    @Test func anImportTellsNobodyUnlessAsked() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.makeWebhook(in: service)
        for (refID, notifies) in [("ada", nil), ("bob", false), ("eve", true)] as [(String, Bool?)] {
            var submission = try Person(refID).submission()
            submission.past.status = .approved
            _ = try await world.registry.submit(
                submission, form: .export, notifies: notifies, in: service.serviceID, by: .localOperator)
        }
        let told = try await world.deliverAll()
        #expect(told.map(\.event) == ["user.created", "review.approved"])
        #expect(told.allSatisfy { $0.value("refId") == "eve" })
        try await world.submit(Person("bob"), to: service)
        #expect(try await world.deliverAll().map(\.event) == ["user.readyToReview"])
    }

    /// The row stands or falls with the change that it tells of.
    @Test func anActThatIsRolledBackTellsNothing() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service)
        try await world.submit(Person("ada"), to: service)
        try await world.change(.startReview, "ada", of: service)
        let before = try world.log(webhook, in: service).count
        try await world.review("dob", of: "ada", as: .rejected, in: service)
        let refused = await failure { try await world.change(.approve, "ada", of: service) }
        #expect(refused?.isConflict == true)
        #expect(try world.log(webhook, in: service).count == before)
        world.steps.once(at: .intakeCommitted) {}
        try await world.submit(Person("bob"), to: service)
        let next = try await world.killed()
        let told = try next.due().filter { $0.value("refId") == "bob" }
        #expect(told.map(\.event) == ["user.created"], "what is committed is told after a crash too")
        #expect(try next.candidate("bob", of: service).status == .waiting)
    }

    @Test func noBodyHoldsAnAttribute() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.makeWebhook(in: service)
        let key = try await world.makeKey(.pictures, of: service)
        var ada = Person("ref-1", marker: "Marker-ada", email: "ada@people.example", hasPictures: true)
        ada.certificates = [("c", "Marker-certificate")]
        ada.customFields = [("f", "Marker-field")]
        try await world.submit(ada, to: service)
        try await world.change(.startReview, "ref-1", of: service, reason: "Marker-reason")
        try await world.change(.reject, "ref-1", of: service, reason: "Marker-reason")
        try await world.takeOver("ref-1", with: key, of: service)
        try await world.archive("ref-1", of: service)
        try await world.registry.delete(.refID(RefID("ref-1")), in: service.serviceID, by: .localOperator)
        let told = try await world.deliverAll()
        #expect(told.count == 7)
        for told in told {
            for secret in ["Marker", "people.example", "01/31/1990", "a secret of the test"] {
                #expect(!told.body.contains(secret) && !told.headers.values.contains { $0.contains(secret) })
            }
        }
    }
}
