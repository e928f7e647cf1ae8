import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

/// The order of deliveries, and what becomes of them.
struct DeliveryTests {
    private static let day: Int64 = 86_400

    @Test func theOrderOfACandidateIsKeptAndHoldsNobodyElseUp() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let (one, two) = (try await world.makeWebhook(in: service), try await world.makeWebhook(in: service))
        for refID in ["ada", "bob"] { try await world.submit(Person(refID), to: service) }
        let due = try world.due()
        #expect(due.allSatisfy { $0.event == "user.created" } && due.count == 4, "one of each webhook and candidate")
        let stuck = try #require(due.first { $0.delivery.webhookID == one && $0.value("refId") == "ada" })
        try await world.finish(stuck, status: 503)
        let others = try await world.deliverAll()
        #expect(others.count == 6 && !others.contains { $0.delivery.webhookID == one && $0.value("refId") == "ada" })
        #expect(try world.registry.nextDelivery() == world.clock.now.adding(seconds: 60))
        world.clock.advance(seconds: 60)
        let late = try await world.deliverAll()
        #expect(late.map(\.event) == ["user.created", "user.readyToReview"])
        #expect(late[0].delivery.deliveryID == stuck.delivery.deliveryID && late[0].delivery.attempt == 2)
        #expect(late[0].body == stuck.body && late[0].headers["X-Hub-Signature"] == stuck.headers["X-Hub-Signature"])
        #expect(try world.registry.nextDelivery() == nil)
        for webhook in [one, two] {
            let log = try world.log(webhook, in: service)
            #expect(log.map(\.number) == log.map(\.number).sorted(by: >) && log.count == 4)
            #expect(log.allSatisfy { $0.state == .delivered && $0.isResendable && $0.dueAt == nil })
            let overview = try world.overview(webhook, in: service)
            #expect(overview.waitingCount == 0 && overview.failingSince == nil && overview.lastDeliveredAt != nil)
        }
    }

    @Test func noWebhookTakesAllThePlaces() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let loud = try await world.makeWebhook(in: service, events: [.created])
        for number in 0..<9 { try await world.submit(Person("p\(number)"), to: service) }
        world.clock.advance(seconds: 5)
        let quiet = try await world.makeWebhook(in: service, events: [.created])
        try await world.submit(Person("last"), to: service)
        let due = try world.due(limit: 4)
        #expect(due.map(\.delivery.webhookID) == [loud, quiet, loud, loud])
        #expect(try world.due(limit: 4, except: [loud]).map(\.delivery.webhookID) == [quiet])
        #expect(try world.due(limit: 1, except: [quiet]).first?.value("refId") == "p0", "who waits longest comes first")
    }

    @Test func aReceiverThatIsGonePausesItsWebhook() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service)
        try await world.submit(Person("ada"), to: service)
        try await world.finish(#require(try world.due().first), status: 410, retryIn: nil)
        let paused = try world.overview(webhook, in: service)
        #expect(paused.pause == .gone && paused.pausedAt == world.clock.now && !paused.settings.isEnabled)
        try await world.submit(Person("bob"), to: service)
        #expect(try world.due().isEmpty && world.registry.nextDelivery() == nil)
        #expect(try world.overview(webhook, in: service).waitingCount == 4, "nothing is lost")
        let refused = await failure {
            _ = try await world.registry.pingWebhook(webhook, in: service.serviceID, by: .localOperator)
        }
        #expect(refused?.field == "enabled")
        let next = try await world.killed()
        #expect(try next.due().isEmpty)
        let count = world.registry.outboxCount
        try await world.setEnabled(true, webhook, in: service)
        #expect(world.registry.outboxCount > count)
        #expect(try await world.deliverAll().count == 4)
        let history = try world.database.read { try $0.all(HistoryOfService(service.serviceID)) }
        let pause = history.first { $0.kind == .webhookPaused }
        #expect(pause?.actor == .lethe && pause?.detail == "\(webhook.text) gone")
    }

    @Test func daysOfFailurePauseAWebhook() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service, events: [.created])
        try await world.submit(Person("ada"), to: service)
        for day in 0..<4 {
            #expect(try world.overview(webhook, in: service).pause == nil, "day \(day)")
            try await world.finish(
                #require(try world.due().first), status: nil, failure: "no connection",
                retryIn: day < 3 ? Self.day : nil)
            world.clock.advance(seconds: Self.day)
        }
        let paused = try world.overview(webhook, in: service)
        #expect(paused.pause == .failing && paused.failingSince != nil)
        let dead = try #require(try world.log(webhook, in: service).first)
        #expect(dead.state == .dead && dead.attemptCount == 4 && dead.isResendable)
        #expect(dead.lastAttempt?.failure == "no connection" && dead.lastAttempt?.attempt == 4)
        try await world.setEnabled(true, webhook, in: service)
        try await world.registry.resend(dead.deliveryID, of: webhook, in: service.serviceID, by: .localOperator)
        let again = try await world.deliverAll()
        #expect(again.map(\.delivery.deliveryID) == [dead.deliveryID] && again[0].delivery.attempt == 5)
        #expect(try world.overview(webhook, in: service).failingSince == nil)
    }

    @Test func aDeadDeliveryLetsTheNextOneGo() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service)
        try await world.submit(Person("ada"), to: service)
        let first = try #require(try world.due().first)
        try await world.finish(first, status: 302, retryIn: nil)
        #expect(try world.due().map(\.event) == ["user.readyToReview"])
        try await world.registry.resend(
            first.delivery.deliveryID, of: webhook, in: service.serviceID, by: .localOperator)
        #expect(try world.due().map(\.event) == ["user.readyToReview"], "one at a time")
        #expect(try await world.deliverAll().map(\.event) == ["user.readyToReview", "user.created"])
        #expect(try world.database.integrityProblems() == [])
    }

    @Test func whatIsKnownAlreadyChangesNothing() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service, events: [.created])
        try await world.submit(Person("ada"), to: service)
        let told = try #require(try world.due().first)
        try await world.finish(told, status: 200)
        try await world.finish(told, status: 410)
        #expect(try world.overview(webhook, in: service).pause == nil)
        #expect(try world.log(webhook, in: service).map(\.attemptCount) == [1])
        try await world.registry.deleteWebhook(webhook, in: service.serviceID, by: .localOperator)
        try await world.finish(told, status: 200)
        #expect(try world.database.integrityProblems() == [])
    }

    @Test func aPingIsMarkedAndWaitsForNobody() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service, events: [.approved, .archived])
        let count = world.registry.outboxCount
        let guid = try await world.registry.pingWebhook(webhook, in: service.serviceID, by: .localOperator)
        #expect(world.registry.outboxCount > count)
        let ping = try #require(try world.due().first)
        #expect(ping.value("isPing") == "true" && ping.value("guid") == guid.text && ping.event == "review.approved")
        #expect(ping.value("status") == "approved" && ping.value("recordId") == String(repeating: "0", count: 24))
        try await world.finish(ping, status: 500, retryIn: nil)
        #expect(try world.overview(webhook, in: service).failingSince == nil)
        let line = try #require(try world.log(webhook, in: service).first)
        #expect(line.recordID == nil && line.state == .dead)
    }

    @Test func aDeletedCandidateLeavesNoBodyAndNoAnswer() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service)
        try await world.submit(Person("Marker-ref@people.example"), to: service)
        try await world.submit(Person("bob"), to: service)
        for told in try world.due() { try await world.finish(told, status: 200, answer: "thanks for Marker-answer") }
        let selector = CandidateSelector.refID(try RefID("Marker-ref@people.example"))
        try await world.registry.delete(selector, in: service.serviceID, by: .localOperator)
        let log = try world.log(webhook, in: service)
        let gone = log.filter { $0.recordID != log.last { $0.event == .created }?.recordID }
        #expect(gone.count == 2, "those of the other one")
        let ended = try #require(log.last)
        #expect(!ended.isResendable && ended.lastAttempt?.answer == nil && ended.lastAttempt?.httpStatus == 200)
        let refused = await failure {
            try await world.registry.resend(
                ended.deliveryID, of: webhook, in: service.serviceID, by: .localOperator)
        }
        #expect(refused?.field == "body")
        let told = try world.due()
        #expect(
            told.contains { $0.event == "user.readyToReview" && $0.body.contains("Marker-ref") }, "still to be told")
        for _ in 0..<2 { for told in try world.due() { try await world.finish(told, status: 200, answer: "Marker") } }
        let deleted = try world.log(webhook, in: service).filter { $0.recordID == ended.recordID }
        #expect(deleted.map(\.event) == [.deleted, .readyToReview, .created])
        #expect(deleted.allSatisfy { $0.state == .delivered && !$0.isResendable && $0.lastAttempt?.answer == nil })
        #expect(try world.log(webhook, in: service).filter(\.isResendable).count == 2, "the other one's stay")
    }

    @Test func theLogGoesBackThirtyDays() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service, events: [.created])
        try await world.submit(Person("ada"), to: service)
        _ = try await world.deliverAll()
        world.clock.advance(seconds: 20 * Self.day)
        try await world.submit(Person("bob"), to: service)
        _ = try await world.deliverAll()
        try await world.submit(Person("eve"), to: service)
        #expect(try await world.registry.sweepDeliveries() == 0)
        world.clock.advance(seconds: 10 * Self.day + 1)
        #expect(try await world.registry.sweepDeliveries() == 1)
        #expect(try world.log(webhook, in: service).map(\.state) == [.waiting, .delivered])
    }

    @Test func whatWaitsForAWebhookThatIsOffIsGivenUpAfterThreeDays() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service)
        try await world.submit(Person("ada"), to: service)
        try await world.finish(#require(try world.due().first), status: 410)
        world.clock.advance(seconds: 2 * Self.day)
        try await world.change(.startReview, "ada", of: service)
        _ = try await world.registry.sweepDeliveries()
        #expect(try world.overview(webhook, in: service).waitingCount == 3)
        world.clock.advance(seconds: Self.day + 1)
        _ = try await world.registry.sweepDeliveries()
        #expect(try world.log(webhook, in: service).map(\.state) == [.waiting, .dead, .dead])
        try await world.setEnabled(true, webhook, in: service)
        #expect(try await world.deliverAll().map(\.event) == ["user.inReview"])
    }

    @Test func whoWaitsForTheOutboxIsWoken() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.makeWebhook(in: service)
        let registry = world.registry
        let count = registry.outboxCount
        let waiting = Task { await registry.waitForOutbox(beyond: count) }
        try await world.submit(Person("ada"), to: service)
        await waiting.value
        #expect(registry.outboxCount > count)
        let quiet = try await world.makeService("other_00001")
        let before = registry.outboxCount
        try await world.submit(Person("ada"), to: quiet)
        #expect(registry.outboxCount == before, "nobody listens there")
        let cancelled = Task { await registry.waitForOutbox(beyond: before) }
        cancelled.cancel()
        await cancelled.value
    }
}
