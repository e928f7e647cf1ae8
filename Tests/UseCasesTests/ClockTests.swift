import Domain
import TestSupport
import Testing
import UseCases

struct ClockTests {
    private static let year: Int64 = 31_536_000

    @Test func aWallClockThatJumpsAheadArchivesNobodyEarly() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        try await world.takeOver("ada", with: world.makeKey(.text, of: service, archiveAfter: 3600), of: service)
        world.clock.setWallClock(aheadBySeconds: Self.year)
        #expect(try await world.registry.archiveDue(limit: 9) == 0)
        world.clock.advance(seconds: 3599)
        #expect(try await world.registry.archiveDue(limit: 9) == 0)
        let next = try await world.restarted()
        #expect(try await next.registry.archiveDue(limit: 9) == 0, "the same boot: the uptime still counts")
        next.clock.advance(seconds: 1)
        #expect(try await next.registry.archiveDue(limit: 9) == 1)
    }

    @Test func afterARebootTheWallClockCounts() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        try await world.takeOver("ada", with: world.makeKey(.text, of: service, archiveAfter: 3600), of: service)
        world.clock.reboot(afterSeconds: 3599)
        let next = try await world.killed()
        #expect(try await next.registry.archiveDue(limit: 9) == 0)
        next.clock.advance(seconds: 1)
        #expect(try await next.registry.archiveDue(limit: 9) == 1)
    }

    @Test func aWallClockThatIsSetBackArchivesNobodyEarly() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        try await world.takeOver("ada", with: world.makeKey(.text, of: service, archiveAfter: 10), of: service)
        world.clock.setWallClock(aheadBySeconds: -100)
        world.clock.advance(seconds: 10)
        #expect(try await world.registry.archiveDue(limit: 9) == 0, "not before the time that was announced")
        world.clock.advance(seconds: 100)
        #expect(try await world.registry.archiveDue(limit: 9) == 1)
    }

    @Test func idsSortAlsoWhenTheClockIsSetBack() async throws {
        let world = try await World()
        let service = try await world.makeService()
        var ids: [RecordID] = []
        for index in 0..<60 {
            ids.append(try await world.submit(Person("p\(index)"), to: service).recordID)
            if index == 20 { world.clock.setWallClock(aheadBySeconds: -1000) }
            if index == 40 { world.clock.setWallClock(aheadBySeconds: Self.year) }
        }
        #expect(ids == ids.sorted() && Set(ids).count == ids.count)
    }

    @Test func theArchiverCatchesUpAfterDowntime() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.text, of: service, archiveAfter: 5)
        for index in 0..<25 {
            try await world.submit(Person("p\(index)", hasPictures: index % 5 == 0), to: service)
            try await world.takeOver("p\(index)", with: key, of: service)
        }
        try await world.submit(Person("neighbour"), to: service)
        let next = try await world.killed()
        next.clock.reboot(afterSeconds: 86_400)
        #expect(try next.registry.nextArchive() != nil)
        var rounds: [Int] = []
        while let count = try? await next.registry.archiveDue(limit: 10), count > 0 { rounds.append(count) }
        #expect(rounds == [10, 10, 5])
        #expect(try next.registry.nextArchive() == nil)
        #expect(try !next.candidate("neighbour", of: service).isArchived)
        let found = try await next.registry.discrepancies(by: .localOperator)
        #expect(found.isClean && found.pendingErasures == 0)
    }
}
