import Domain
import TestSupport
import Testing
import UseCases

/// The change feed (contract 2.5).
struct FeedTests {
    @Test func everythingThatHappensStandsInItInOrder() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let other = try await world.makeService("other_00001")
        let key = try await world.makeKey(.metadata, of: service)
        let ada = try await world.approve(Person("ada"), in: service)
        try await world.submit(Person("zoe"), to: other)
        let bob = try await world.submit(Person("bob"), to: service).recordID
        _ = try await world.registry.archiveNow(.recordID(ada), in: service.serviceID, by: .localOperator)
        try await world.registry.delete(.recordID(bob), in: service.serviceID, by: .localOperator)
        try await world.submit(Person("ada"), to: service)
        // What is refused leaves no gap.
        for _ in 0..<3 {
            _ = await failure {
                _ = try await world.registry.changeStatus(
                    .approve, of: .recordID(ada), in: service.serviceID, by: .localOperator)
            }
        }
        func page(after: Int64 = 0, limit: Int = 100) throws -> [FeedEntry] {
            try world.registry.changes(
                after: after, limit: limit, in: service.serviceID, by: world.caller(key, of: service))
        }
        let all = try page()
        #expect(all.map(\.number) == Array(1...7))
        #expect(
            all.map { "\($0.recordID == ada ? "ada" : "bob") \($0.kind) \($0.status.rawValue) \($0.submitCount)" } == [
                "ada status waiting 1", "ada status inreview 1", "ada status approved 1", "bob status waiting 1",
                "ada archived approved 1", "bob deleted waiting 1", "ada status waiting 2",
            ])
        #expect(try page(after: 2, limit: 2).map(\.number) == [3, 4])
        #expect(try page(after: 7).isEmpty && page(after: 99).isEmpty)
        let stranger = try await world.makeKey(.metadata, of: other)
        let caller = try world.caller(stranger, of: other)
        let refused = immediateFailure {
            _ = try world.registry.changes(after: 0, limit: 9, in: service.serviceID, by: caller)
        }
        #expect(refused?.isForbidden == true)
    }

    @Test(.timeLimit(.minutes(5))) func whoWaitsIsWokenByACommit() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let other = try await world.makeService("other_00001")
        let before = world.registry.changeCount(of: service.serviceID)
        async let waiting: Void = world.registry.waitForChange(of: service.serviceID, beyond: before)
        try await world.submit(Person("zoe"), to: other)
        try await world.submit(Person("ada"), to: service)
        await waiting
        await world.registry.waitForChange(of: service.serviceID, beyond: before)
        let now = world.registry.changeCount(of: service.serviceID)
        #expect(now == before + 1)
        let endless = Task { await world.registry.waitForChange(of: service.serviceID, beyond: now) }
        endless.cancel()
        await endless.value
    }

    @Test func numbersHaveNoGapsUnderManyWriters() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.metadata, of: service)
        try await withThrowingTaskGroup { group in
            for number in 0..<60 {
                group.addTask {
                    let recordID = try await world.submit(Person("p\(number)"), to: service).recordID
                    // Every other one fails within its transaction.
                    _ = await failure {
                        _ = try await world.registry.changeStatus(
                            number % 2 == 0 ? .approve : .startReview, of: .recordID(recordID), in: service.serviceID,
                            by: .localOperator)
                    }
                }
            }
            try await group.waitForAll()
        }
        let entries = try world.registry.changes(
            after: 0, limit: 100, in: service.serviceID, by: world.caller(key, of: service))
        #expect(entries.map(\.number) == Array(1...90))
    }
}
