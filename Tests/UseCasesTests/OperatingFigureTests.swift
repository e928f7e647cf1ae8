import Domain
import Store
import TestSupport
import Testing
import UseCases

/// What whoever watches the machine is told: each number held against what was made.
struct OperatingFigureTests {
    private func figures(_ world: World) async throws -> OperatingFigures {
        await world.registry.flushRecords()
        return try world.registry.operatingFigures()
    }

    @Test func candidatesAndArchivesThatAreDue() async throws {
        let world = try await World()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        for name in ["ada", "bob", "eve"] { try await world.submit(Person(name), to: service) }
        try await world.submit(Person("zoe"), to: other)
        for change in [StatusChange.startReview, .approve] { try await world.change(change, "bob", of: service) }
        try await world.archive("eve", of: service)
        let now = try await figures(world)
        #expect(now.living.filter { $0.value != 0 } == [.waiting: 2, .approved: 1])
        #expect(now.archived.filter { $0.value != 0 } == [.waiting: 1])
        #expect(now.overdueCount == 0 && now.archiveLagSeconds == 0 && now.heldCount == 0 && now.pendingErasures == 0)

        let key = try await world.makeKey(.text, of: service, archiveAfter: 60)
        for name in ["ada", "bob"] {
            try await world.takeOver(name, with: key, of: service)
            world.clock.advance(seconds: 10)
        }
        let held = try world.candidate("ada", of: service).recordID
        try await world.registry.placeHold(of: held, in: service.serviceID, by: .localOperator)
        world.clock.advance(seconds: 49)
        #expect(try await figures(world).overdueCount == 0)
        world.clock.advance(seconds: 91)
        let late = try await figures(world)
        #expect(
            late.overdueCount == 1 && late.archiveLagSeconds == 90 && late.heldCount == 1, "who is held is not late")
        #expect(try await world.registry.archiveDue(limit: 9) == 1)
        let done = try await figures(world)
        #expect(done.overdueCount == 0 && done.archiveLagSeconds == 0 && done.archived[.approved] == 1)
    }

    @Test func submissionsThatWereBegunAndNotSent() async throws {
        let world = try await World()
        let service = try await world.makePage()
        _ = try await world.apply(to: service)
        _ = try await world.filledIn("ada", at: service).send()
        #expect(try await figures(world).draftCount == 1)
    }

    @Test func whatWaitsInTheOutbox() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service)
        let off = try await world.makeWebhook(in: service)
        try await world.setEnabled(false, off, in: service)
        try await world.submit(Person("ada"), to: service)
        _ = try await world.deliverAll()
        let idle = try await figures(world)
        #expect(idle.outboxCount == 0 && idle.outboxAgeSeconds == 0 && idle.pausedWebhooks == 0)
        world.clock.advance(seconds: 30)
        try await world.submit(Person("bob"), to: service)
        world.clock.advance(milliseconds: 5500)
        let waiting = try await figures(world)
        #expect(waiting.outboxCount == 2 && waiting.outboxAgeSeconds == 5.5)
        try await world.finish(#require(try world.due().first), status: 410)
        #expect(try await figures(world).pausedWebhooks == 1, "one that somebody switched off is not paused")
        #expect(try world.overview(webhook, in: service).pause == .gone)
    }

    @Test func handoversThatNobodyAcknowledges() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(of: service, after: .acknowledgement, seconds: 60)
        let ada = try await world.approve(Person("ada"), in: service)
        for count in 1...5 {
            #expect(try await figures(world).stuckHandovers == 0, "after \(count - 1)")
            _ = try await world.handOver(ada, to: key, of: service)
            world.clock.advance(seconds: 600)
            #expect(try await world.registry.endExpiredLeases(limit: 9) == 1)
        }
        #expect(try await figures(world).stuckHandovers == 1)
        try await world.submit(Person("ada", marker: "new"), to: service)
        #expect(try await figures(world).stuckHandovers == 0, "another submission has another hand-over")
    }

    @Test func keysAndTheirUseToday() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        let key = try await world.makeKey(.text, of: service)
        _ = try await world.makeKey(.text, of: service, expiresAt: world.clock.now.adding(seconds: 3600))
        let disabled = try await world.makeKey(.text, of: service)
        _ = try await world.registry.changeKey(disabled.key.keyID, by: .localOperator) { $0.isEnabled = false }
        for _ in 0..<2 { try await world.takeOver("ada", with: key, of: service) }
        let today = try await figures(world)
        #expect(today.extractionCount == 2 && today.usableKeys == 2 && today.otherKeys == 1)
        world.clock.advance(seconds: 86_400)
        let tomorrow = try await figures(world)
        #expect(tomorrow.extractionCount == 0 && tomorrow.usableKeys == 1 && tomorrow.otherKeys == 2)
        try await world.takeOver("ada", with: key, of: service)
        #expect(try await figures(world).extractionCount == 1)
    }
}
