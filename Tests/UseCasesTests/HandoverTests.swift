import Domain
import TestSupport
import Testing
import UseCases

/// The hand-over with acknowledgement (contract 2.3).
struct HandoverTests {
    private struct Scene {
        let world: World
        let service: Service
        let key: HeldKey
        let ada: RecordID

        init(_ trigger: ArchiveRule.Trigger = .acknowledgement, seconds: Int64 = 60) async throws {
            world = try await World()
            service = try await world.makeService()
            key = try await world.makeKey(of: service, after: trigger, seconds: seconds)
            ada = try await world.approve(Person("ada"), in: service)
        }

        func handOver() async throws -> Received { try await world.handOver(ada, to: key, of: service) }
        var candidate: Candidate { get throws { try world.candidate("ada", of: service) } }
        var readyIDs: [RecordID] { get throws { try world.ready(for: key, of: service).map(\.recordID) } }
    }

    @Test func theClockStartsAtTheAcknowledgementAlone() async throws {
        let scene = try await Scene()
        let (world, service) = (scene.world, scene.service)
        try await world.takeOver("ada", with: scene.key, of: service)
        let received = try await scene.handOver()
        #expect(received.name == "Given Marker-ada")
        world.clock.advance(seconds: 500)
        #expect(try await world.registry.archiveDue(limit: 9) == 0)
        #expect(try scene.candidate.dates.willArchive == nil, "no extraction arms a key that waits for the receiver")
        let planned = try await world.acknowledge(received, with: scene.key, of: service)
        #expect(planned == world.clock.now.adding(seconds: 60))
        #expect(try scene.candidate.dates.willArchive == planned && scene.readyIDs == [])
        world.clock.advance(seconds: 10)
        #expect(try await world.acknowledge(received, with: scene.key, of: service) == planned, "again")
        let taken = await failure { _ = try await scene.handOver() }
        #expect(taken?.field == "acknowledged")
        world.clock.advance(seconds: 50)
        #expect(try await world.registry.archiveDue(limit: 9) == 1)
        #expect(try await world.acknowledge(received, with: scene.key, of: service) == planned, "after the archive too")
        #expect(await failure { _ = try await scene.handOver() }?.field == "isArchived")
        let kinds = try world.overview("ada", of: service).history.map(\.kind).suffix(3)
        #expect(Array(kinds) == [.acknowledged, .archiveArmed, .archived])
    }

    @Test func anAnswerIsTheSameThoughAnotherKeyBringsTheArchiveForward() async throws {
        let scene = try await Scene()
        let received = try await scene.handOver()
        let planned = try await scene.world.acknowledge(received, with: scene.key, of: scene.service)
        let fast = try await scene.world.makeKey(.text, of: scene.service, archiveAfter: 5)
        try await scene.world.takeOver("ada", with: fast, of: scene.service)
        #expect(try scene.candidate.dates.willArchive == scene.world.clock.now.adding(seconds: 5))
        #expect(try await scene.world.acknowledge(received, with: scene.key, of: scene.service) == planned)
    }

    @Test func anOlderLeaseIsWorthNothing() async throws {
        let scene = try await Scene()
        let (world, service, key) = (scene.world, scene.service, scene.key)
        let old = try await scene.handOver()
        let new = try await scene.handOver()
        #expect(old.lease != new.lease && old.proof != new.proof)
        for (lease, proof, status, field) in [
            (old.lease, old.proof, 409, "lease"), (old.lease, new.proof, 409, "lease"),
            (new.lease, old.proof, 422, "proof"), ("", new.proof, 409, "lease"), (new.lease, "00", 422, "proof"),
            (new.lease + "0", new.proof, 409, "lease"), (new.lease, String(repeating: "0", count: 64), 422, "proof"),
        ] {
            let refused = await failure {
                try await world.acknowledge(new, with: key, of: service, lease: lease, proof: proof)
            }
            #expect(refused?.httpStatus == status && refused?.field == field)
        }
        #expect(try scene.candidate.dates.willArchive == nil)
        let other = try await world.makeKey(of: service, after: .acknowledgement, seconds: 1)
        #expect(await failure { try await world.acknowledge(new, with: other, of: service) }?.field == "lease")
        try await world.acknowledge(new, with: key, of: service)
        #expect(try world.ready(for: other, of: service).map(\.recordID) == [scene.ada], "each key has its own")
    }

    @Test func aLeaseThatRunsOutIsCountedAndReadyAgain() async throws {
        let scene = try await Scene()
        let (world, service, key) = (scene.world, scene.service, scene.key)
        for time in 1...5 {
            let received = try await scene.handOver()
            #expect(try scene.readyIDs == [], "under way")
            world.clock.advance(seconds: 599)
            #expect(try await world.registry.endExpiredLeases(limit: 9) == 0)
            world.clock.advance(seconds: 1)
            #expect(try scene.readyIDs == [scene.ada])
            #expect(await failure { try await world.acknowledge(received, with: key, of: service) }?.field == "lease")
            // Noticed by the sweep, or by the next lease.
            if time % 2 == 0 { #expect(try await world.registry.endExpiredLeases(limit: 9) == 1) }
            #expect(try await world.registry.archiveDue(limit: 9) == 0)
        }
        #expect(try world.registry.stuckHandovers(of: key.key.serviceID, by: .localOperator)[key.key.keyID] == nil)
        #expect(try await world.registry.endExpiredLeases(limit: 9) == 1)
        #expect(try await world.registry.endExpiredLeases(limit: 9) == 0)
        #expect(try world.registry.stuckHandovers(of: key.key.serviceID, by: .localOperator)[key.key.keyID] == 1)
        let handover = try #require(
            try world.registry.handovers(of: .recordID(scene.ada), in: service.serviceID, by: .localOperator).first)
        #expect(handover.isStuck && handover.expiredLeases == 5 && handover.leaseEndsAt == nil && !handover.isUndoable)
        let details = try world.overview("ada", of: service).history.filter { $0.kind == .leaseExpired }.map(\.detail)
        #expect(details == (1...5).map { "\(key.key.keyID.text) \($0)" })
        try await world.acknowledge(try await scene.handOver(), with: key, of: service)
        #expect(try world.registry.stuckHandovers(of: key.key.serviceID, by: .localOperator)[key.key.keyID] == nil)
    }

    @Test func anAcknowledgementCanBeTakenBackUntilTheArchive() async throws {
        let scene = try await Scene()
        let (world, service, key) = (scene.world, scene.service, scene.key)
        func undo(_ key: HeldKey) async throws {
            try await world.registry.undoAcknowledgement(
                of: .recordID(scene.ada), to: key.key.keyID, in: service.serviceID, by: .localOperator)
        }
        #expect(await failure { try await undo(key) }?.isNotFound == true)
        let slow = try await world.makeKey(of: service, after: .acknowledgement, seconds: 900)
        let slowly = try await world.acknowledge(
            world.handOver(scene.ada, to: slow, of: service), with: slow, of: service)
        let received = try await scene.handOver()
        try await world.acknowledge(received, with: key, of: service)
        try await undo(key)
        #expect(try scene.candidate.dates.willArchive == slowly, "what another key acknowledged stands")
        #expect(try scene.readyIDs == [scene.ada])
        #expect(await failure { try await world.acknowledge(received, with: key, of: service) }?.field == "lease")
        try await undo(slow)
        #expect(try scene.candidate.dates.willArchive == nil)
        world.clock.advance(seconds: 10_000)
        #expect(try await world.registry.archiveDue(limit: 9) == 0)
        let again = try await scene.handOver()
        try await world.acknowledge(again, with: key, of: service)
        world.clock.advance(seconds: 60)
        #expect(try await world.registry.archiveDue(limit: 9) == 1)
        #expect(await failure { try await undo(key) }?.field == "isArchived")
    }

    @Test func anotherSubmissionBeginsAnew() async throws {
        let scene = try await Scene()
        let (world, service, key) = (scene.world, scene.service, scene.key)
        let first = try await scene.handOver()
        try await world.approve(Person("ada", marker: "Second"), in: service)
        #expect(await failure { try await world.acknowledge(first, with: key, of: service) }?.field == "lease")
        let second = try await scene.handOver()
        #expect(second.submitCount == 2 && second.name == "Given Second")
        let planned = try await world.acknowledge(second, with: key, of: service)
        try await world.approve(Person("ada", marker: "Third"), in: service)
        #expect(try scene.candidate.dates.willArchive == nil && scene.readyIDs == [scene.ada])
        #expect(try await world.acknowledge(second, with: key, of: service) == planned, "a good one stays good")
        #expect(try scene.candidate.dates.willArchive == nil)
        world.clock.advance(seconds: 100)
        #expect(try await world.registry.archiveDue(limit: 9) == 0)
    }

    @Test func readyAreThoseOfTheKeysStatusOldestFirst() async throws {
        let scene = try await Scene()
        let (world, service, key) = (scene.world, scene.service, scene.key)
        var all = [scene.ada]
        for name in ["bob", "cyd", "dan"] { all.append(try await world.approve(Person(name), in: service)) }
        try await world.submit(Person("eve"), to: service)
        #expect(try scene.readyIDs == all)
        let page = try world.ready(for: key, of: service, limit: 2)
        #expect(page.map(\.recordID) == Array(all.prefix(2)))
        try await world.registry.delete(.recordID(all[0]), in: service.serviceID, by: .localOperator)
        _ = try await world.handOver(all[2], to: key, of: service)
        let rest = try world.ready(for: key, of: service, after: page[1].cursor, limit: 2)
        #expect(rest.map(\.recordID) == [all[3]], "a cursor stays good while rows go")
        _ = try await world.registry.changeKey(key.key.keyID, by: .localOperator) { $0.handoverStatus = .waiting }
        #expect(try world.ready(for: key, of: service).map(\.refID?.text) == ["eve"])
        #expect(await failure { _ = try await world.handOver(all[3], to: key, of: service) }?.field == "status")
        let metadata = try await world.makeKey(.metadata, of: service)
        #expect(immediateFailure { _ = try world.ready(for: metadata, of: service) }?.isForbidden == true)
    }

    @Test func theTimerRuleStillStartsAtTheLastByte() async throws {
        let scene = try await Scene(.extraction)
        _ = try await scene.handOver()
        #expect(try scene.candidate.dates.willArchive == scene.world.clock.now.adding(seconds: 60))
    }

    @Test func anAnswerThatSomebodyElseTookOverIsNotBound() async throws {
        let scene = try await Scene()
        let caller = try scene.world.caller(scene.key, of: scene.service)
        let (extraction, lease) = try await scene.world.registry.takeOver(
            scene.ada, in: scene.service.serviceID, by: caller)
        _ = try await scene.handOver()
        #expect(await failure { try await lease.bind(to: SentText(of: [1])) }?.field == "lease")
        extraction.ticket.cut(bytes: 0)
    }

    @Test func switchingToAcknowledgementDisarmsAnAnswerUnderWay() async throws {
        let scene = try await Scene(.extraction)
        let extraction = try await scene.world.extract("ada", with: scene.key, of: scene.service)
        _ = try await scene.world.registry.changeKey(scene.key.key.keyID, by: .localOperator) {
            (key) throws(Failure) in key.archiveRule = try ArchiveRule(seconds: 60, trigger: .acknowledgement)
        }
        #expect(extraction.ticket.mustStop)
        extraction.ticket.holdReaders()
        await extraction.ticket.complete(bytes: 9)
        #expect(try scene.candidate.dates.willArchive == nil)
    }
}
