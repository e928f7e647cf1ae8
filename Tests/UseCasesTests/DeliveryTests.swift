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
        let running = try world.overview(webhook, in: service)
        #expect(running.settings.isEnabled && running.pause == nil && running.pausedAt == nil)
        #expect(try await world.deliverAll().count == 4)
        let history = try world.database.read { try $0.all(HistoryOfService(service.serviceID)) }
        let pause = history.first { $0.kind == .webhookPaused }
        #expect(pause?.actor == .lethe && pause?.detail == "\(webhook.text) gone")
    }

    /// A pause collects what happens; who disables the webhook says that nobody wants it.
    @Test func aPersonDisablesWhatLethePaused() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service, events: [.created])
        try await world.submit(Person("ada"), to: service)
        try await world.finish(#require(try world.due().first), status: 410, retryIn: nil)
        try await world.submit(Person("bob"), to: service)
        _ = try await world.registry.changeWebhook(webhook, in: service.serviceID, by: .localOperator) {
            $0.name = "Till"
        }
        #expect(try world.overview(webhook, in: service).pause == .gone, "to rename it decides nothing")
        for _ in 0..<2 { try await world.setEnabled(false, webhook, in: service) }
        let next = try await world.killed()
        let disabled = try next.overview(webhook, in: service)
        #expect(disabled.pause == nil && disabled.pausedAt == nil && disabled.failingSince == nil)
        #expect(!disabled.settings.isEnabled && disabled.waitingCount == 2)
        try await next.submit(Person("eve"), to: service)
        #expect(try next.overview(webhook, in: service).waitingCount == 2, "nothing more is collected")
        try await next.setEnabled(true, webhook, in: service)
        #expect(try await next.deliverAll().compactMap { $0.value("refId") } == ["ada", "bob"])
        let history = try next.database.read { try $0.all(HistoryOfService(service.serviceID)) }
        // Another process counts its ids anew: within a millisecond they have no order.
        #expect(
            history.filter { $0.kind == .webhookChanged }.map(\.detail).sorted()
                == ["disabled", "enabled", "name"].map { "\(webhook.text) \($0)" })
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

    /// Again sends the very one; who waits behind another goes on waiting, who waits for the next attempt goes now.
    @Test func whatWaitsIsSentAgainInItsTurn() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service)
        try await world.submit(Person("ada"), to: service)
        let first = try #require(try world.due().first)
        let second = try #require(try world.log(webhook, in: service).first)
        #expect(second.event == .readyToReview && second.dueAt == nil && !second.isResendable)
        let again = { (deliveryID: DeliveryID) in
            try await world.registry.resend(deliveryID, of: webhook, in: service.serviceID, by: .localOperator)
        }
        try await again(second.deliveryID)
        #expect(try world.due().map(\.event) == ["user.created"])
        try await world.finish(first, status: 503, retryIn: 60)
        #expect(try world.due().isEmpty)
        try await again(first.delivery.deliveryID)
        #expect(try await world.deliverAll().map(\.event) == ["user.created", "user.readyToReview"])
    }

    @Test func whatIsKnownAlreadyChangesNothing() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service, events: [.created])
        try await world.submit(Person("ada"), to: service)
        let failed = try #require(try world.due().first)
        try await world.finish(failed, status: 503, retryIn: 60)
        try await world.finish(failed, status: 503, retryIn: 3600)
        #expect(try world.registry.nextDelivery() == world.clock.now.adding(seconds: 60))
        #expect(try world.log(webhook, in: service).map(\.attemptCount) == [1])
        world.clock.advance(seconds: 60)
        let told = try #require(try world.due().first)
        try await world.finish(told, status: 200)
        try await world.finish(told, status: 410)
        #expect(try world.overview(webhook, in: service).pause == nil)
        #expect(try world.log(webhook, in: service).map(\.attemptCount) == [2])
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
        // One that arrives says nothing about the events either.
        try await world.submit(Person("ada"), to: service)
        _ = try await world.registry.changeStatus(
            .startReview, of: .refID(RefID("ada")), in: service.serviceID, by: .localOperator)
        _ = try await world.registry.changeStatus(
            .approve, of: .refID(RefID("ada")), in: service.serviceID, by: .localOperator)
        try await world.finish(#require(try world.due().first), status: 500, retryIn: 60)
        _ = try await world.registry.pingWebhook(webhook, in: service.serviceID, by: .localOperator)
        try await world.finish(#require(try world.due().first), status: 200)
        let after = try world.overview(webhook, in: service)
        #expect(after.failingSince != nil && after.lastDeliveredAt == nil)
    }

    @Test(arguments: [true, false]) func whatWaitedGoesAtOnce(isEnabledAgain: Bool) async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service, events: [.created])
        try await world.submit(Person("ada"), to: service)
        try await world.finish(#require(try world.due().first), status: 500, retryIn: 40_000)
        if isEnabledAgain {
            try await world.setEnabled(false, webhook, in: service)
            try await world.setEnabled(true, webhook, in: service)
        } else {
            _ = try await world.registry.changeWebhook(webhook, in: service.serviceID, by: .localOperator) {
                $0.url = "https://elsewhere.example.com/"
            }
        }
        #expect(try await world.deliverAll().count == 1)
    }

    /// What the old receiver answers late says nothing about the new one.
    @Test(arguments: [410, 500, 200]) func anAnswerOfTheOldReceiver(status: Int) async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service, events: [.created])
        try await world.submit(Person("ada"), to: service)
        let underWay = try #require(try world.due().first)
        _ = try await world.registry.changeWebhook(webhook, in: service.serviceID, by: .localOperator) {
            $0.url = "https://elsewhere.example.com/"
        }
        try await world.finish(underWay, status: status, retryIn: 40_000)
        let overview = try world.overview(webhook, in: service)
        #expect(overview.pause == nil && overview.failingSince == nil && overview.lastDeliveredAt == nil)
        #expect(try world.due().count == (status == 200 ? 0 : 1))
    }

    @Test func aClockThatIsSetBackHoldsNothingUp() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.makeWebhook(in: service, events: [.created])
        for name in ["ada", "bob"] { try await world.submit(Person(name), to: service) }
        let due = try world.due()
        try await world.finish(due[0], status: 500, retryIn: 20 * Self.day)
        try await world.finish(due[1], status: 500, retryIn: 14 * 3600)
        #expect(try world.due().isEmpty)
        _ = try await world.registry.sweepDeliveries()
        #expect(try world.due().map(\.delivery.deliveryID) == [due[0].delivery.deliveryID])
    }

    /// One event that nobody took says nothing of the next one a month later.
    @Test func aDeadDeliveryTakesItsFailureAlong() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service, events: [.created])
        for (refID, hours, isPaused) in [("ada", Int64(10), false), ("bob", 1, false), ("eve", 70, true)] {
            try await world.submit(Person(refID), to: service)
            try await world.finish(#require(try world.due().first), status: 500, retryIn: hours * 3600)
            world.clock.advance(seconds: hours * 3600)
            try await world.finish(#require(try world.due().first), status: 500, retryIn: nil)
            let overview = try world.overview(webhook, in: service)
            #expect((overview.pause == .failing) == isPaused && (overview.failingSince != nil) == isPaused)
            world.clock.advance(seconds: 30 * Self.day)
        }
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

    /// Whoever enables it in the moment of giving up loses nothing.
    @Test func whatIsEnabledMeanwhileIsNotGivenUp() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service)
        try await world.submit(Person("ada"), to: service)
        try await world.finish(#require(try world.due().first), status: 410)
        world.clock.advance(seconds: 3 * Self.day + 1)
        _ = try await world.interrupting(
            with: { try await world.setEnabled(true, webhook, in: service) },
            { try await world.registry.sweepDeliveries() })
        #expect(try world.log(webhook, in: service).map(\.state) == [.waiting, .waiting])
    }

    @Test func whatIsGivenUpOfADeletedCandidateKeepsNoBody() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service)
        for refID in ["ada", "bob"] { try await world.submit(Person(refID), to: service) }
        try await world.finish(#require(try world.due().first), status: 410)
        try await world.registry.delete(.refID(RefID("ada")), in: service.serviceID, by: .localOperator)
        world.clock.advance(seconds: 3 * Self.day + 1)
        _ = try await world.registry.sweepDeliveries()
        let log = try world.log(webhook, in: service)
        #expect(log.count == 5 && log.allSatisfy { $0.state == .dead })
        let bob = try world.candidate("bob", of: service).recordID
        #expect(log.allSatisfy { $0.isResendable == ($0.recordID == bob) }, "what is not kept can't be sent again")
    }

    @Test func oneKilobyteOfAnAnswerIsKept() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service, events: [.created])
        try await world.submit(Person("ada"), to: service)
        let told = try #require(try world.due().first)
        try await world.finish(told, status: 200, answer: String(repeating: "x", count: 5000))
        let answer = try #require(try world.log(webhook, in: service).first?.lastAttempt?.answer)
        #expect(answer.withExposed { $0.count } == 1024)
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
