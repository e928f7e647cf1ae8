import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

struct ListTests {
    @Test func neverPicturesAlwaysIDs() async throws {
        let world = try await World()
        let service = try await world.makeService()
        for name in ["c", "a", "b"] { try await world.submit(Person(name, hasPictures: true), to: service) }
        try await world.archive("a", of: service)
        for scope in Scope.allCases {
            let list = try await list(world, service, key: world.makeKey(scope, of: service))
            #expect(list.records.map(\.candidate.refID?.text) == ["c", "a", "b"] && list.total == 3)
            for record in list.records {
                #expect((record.attributes != nil) == scope.readsAttributes)
                #expect((record.attributes?.texts != nil) == (scope.readsAttributes && !record.candidate.isArchived))
            }
        }
    }

    @Test func limitsAndSkips() async throws {
        let world = try await World()
        let service = try await world.makeService()
        for index in 0..<105 { try await world.submit(Person("p\(index)"), to: service) }
        let key = try await world.makeKey(.metadata, of: service)
        let asked: [(skip: Int, limit: Int, skipped: Int, applied: Int, count: Int)] = [
            (0, 20, 0, 20, 20), (0, 100, 0, 100, 100), (0, 101, 0, 100, 100), (100, 20, 100, 20, 5),
            (105, 20, 105, 20, 0),
            (.max, 20, .max, 20, 0), (-5, 20, 0, 20, 20), (.min, .max, 0, 100, 100), (104, 1, 104, 1, 1),
        ]
        for page in asked {
            let list = try await list(world, service, key: key, skip: page.skip, limit: page.limit)
            #expect(list.records.count == page.count && list.limit == page.applied && list.skip == page.skipped)
            #expect(list.total == 105)
        }
        let empty = try await self.list(world, service, key: key, status: .approved)
        #expect(empty.total == 0 && empty.records.isEmpty)
    }

    @Test func newArrivalsNeverShiftAPage() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.metadata, of: service)
        for index in 0..<25 { try await world.submit(Person("p\(index)"), to: service) }
        var seen: [String] = []
        for page in 0..<5 {
            let list = try await list(world, service, key: key, skip: page * 5, limit: 5)
            seen += list.records.compactMap(\.candidate.refID?.text)
            #expect(list.total == 25 + page)
            world.clock.setWallClock(aheadBySeconds: -1000)
            try await world.submit(Person("late\(page)"), to: service)
            try await world.submit(Person("p\(page)"), to: service)
        }
        #expect(seen == (0..<25).map { "p\($0)" })
    }

    @Test func whatAListShowedIsRecorded() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let ids = [
            try await world.submit(Person("a"), to: service).recordID,
            try await world.submit(Person("b"), to: service).recordID,
        ]
        for scope in Scope.allCases {
            let key = try await world.makeKey(scope, of: service)
            _ = try await list(world, service, key: key)
            for recordID in ids {
                let written = try await world.extractions(of: recordID).filter { $0.keyID == key.key.keyID }
                #expect(written.map(\.form) == (scope.readsAttributes ? [.list] : []))
                #expect(written.allSatisfy { $0.scope == .text }, "a list shows text at most")
            }
            _ = try await list(world, service, key: key, status: .approved)
            await world.registry.flushRecords()
            let events = try world.database.read { try $0.all(HistoryOfService(service.serviceID)) }
            let mine = events.filter { $0.actor == .key(key.key.keyID) && $0.kind == .listed }.map(\.detail)
            #expect(mine == (scope.readsAttributes ? ["text 0"] : ["metadata 2", "metadata 0"]), "\(scope)")
        }
    }

    private func list(
        _ world: World, _ service: Service, key: HeldKey, status: CandidateStatus? = nil, skip: Int = 0,
        limit: Int = 100
    ) async throws -> CandidateList {
        try await world.registry.list(
            status: status, skip: skip, limit: limit, in: service.serviceID, by: world.caller(key, of: service))
    }
}
