import Domain
import Operations
import SQLCore
import Store
import Synchronization
import TestSupport
import Testing
import UseCases

/// A receiver that was down while thousands of events came, beside many webhooks of which nobody is to be told anything.
@Suite struct BacklogTests {
    private static let eventsOfEach = 4

    /// What one look costs: no clock, but what is asked of the store and what comes back.
    private struct Cost: Equatable {
        var statements = 0
        var rows = 0
    }

    private final class CountingDatabase: DatabasePort {
        private let database: any DatabasePort
        private let cost = Mutex(Cost())

        init(_ database: any DatabasePort) { self.database = database }

        func cost(of look: () throws -> Void) rethrows -> Cost {
            cost.withLock { $0 = Cost() }
            try look()
            return cost.withLock { $0 }
        }

        func count(rows: Int) {
            cost.withLock { cost in
                cost.statements += 1
                cost.rows += rows
            }
        }

        func read<Result>(_ body: (any Transaction) throws -> Result) throws -> Result {
            try database.read { try body(CountingTransaction(base: $0, database: self)) }
        }

        func write<Result: Sendable>(
            _ body: @escaping @Sendable (any Transaction) throws -> Result
        ) async throws -> Result {
            try await database.write(body)
        }

        func prepare(_ statements: [any Statement.Type]) throws { try database.prepare(statements) }
        func executeSchema(_ texts: [String]) async throws { try await database.executeSchema(texts) }
        func integrityProblems() throws -> [String] { try database.integrityProblems() }
        func close() async throws { try await database.close() }
    }

    private struct CountingTransaction: Transaction {
        let base: any Transaction
        let database: CountingDatabase

        func first<S: Statement>(_ statement: S) throws(SQLFailure) -> S.Output? {
            let row = try base.first(statement)
            database.count(rows: row == nil ? 0 : 1)
            return row
        }

        func all<S: Statement>(_ statement: S) throws(SQLFailure) -> [S.Output] {
            let rows = try base.all(statement)
            database.count(rows: rows.count)
            return rows
        }

        func run<S: Statement>(_ statement: S) throws(SQLFailure) -> Int { try base.run(statement) }
    }

    /// One webhook whose receiver was down, and others that are quiet, ten services of them at most.
    private struct Scene {
        let world: World
        let store: CountingDatabase
        let registry: Registry
        let service: Service
        let webhookID: WebhookID

        init(quiet: Int) async throws {
            world = try await World()
            store = CountingDatabase(world.database)
            registry = try Registry(
                Parts(
                    database: store, keyStore: world.keyStore,
                    pictures: PictureFiles(directory: world.directory.path + "/pictures"), clocks: world.clock.clocks,
                    random: world.random.source, makeRSAKey: TestRSAKey.pkcs1, webhookBody: TestWebhookBody.make))
            service = try await registry.createService(
                name: "Acme", clientID: ClientID("acme_00001"), by: .localOperator)
            webhookID = try await Self.makeWebhook(registry, service)
            var others: [Service] = []
            for number in 0..<quiet {
                if number % Registry.mostWebhooks == 0 {
                    others.append(
                        try await registry.createService(
                            name: "Quiet", clientID: ClientID("quiet_\(number)"), by: .localOperator))
                }
                _ = try await Self.makeWebhook(registry, #require(others.last))
            }
        }

        private static func makeWebhook(_ registry: Registry, _ service: Service) async throws -> WebhookID {
            try await registry.createWebhook(
                WebhookSettings(name: "Shop", url: "https://hooks.example.com/", events: [.created]),
                in: service.serviceID, by: .localOperator
            ).webhookID
        }

        /// Puts down what has come meanwhile, in the order in which it came.
        func collect(of candidates: Range<Int>) async throws {
            let (webhookID, serviceID, now) = (webhookID, service.serviceID, world.clock.now)
            try await store.write { transaction in
                for turn in 0..<BacklogTests.eventsOfEach {
                    for candidate in candidates {
                        try transaction.run(
                            InsertDelivery(
                                DeliveryRecord(
                                    deliveryID: DeliveryID(stored: Self.id(candidate, turn)), webhookID: webhookID,
                                    serviceID: serviceID, recordID: RecordID(stored: Self.id(candidate, 0)),
                                    event: .created, isPing: false, body: Array("{\"turn\":\(turn)}".utf8), at: now)))
                    }
                }
            }
        }

        private static func id(_ candidate: Int, _ turn: Int) -> String {
            let digits = String(candidate * 10 + turn)
            return String(repeating: "0", count: 24 - digits.count) + digits
        }

        func due(_ steps: DeliverySteps = DeliverySteps()) throws -> [DueDelivery] {
            try registry.dueDeliveries(
                limit: steps.limit, ofEach: DeliverySteps.readOfWebhook, except: steps.busy(at: 0))
        }

        /// What the deliverer asks before it starts something, and before it rests.
        func costOfALook() throws -> Cost {
            try store.cost {
                _ = try due()
                _ = try registry.nextDelivery(after: world.clock.now)
            }
        }
    }

    @Test func aLookReadsNoMoreWhenThousandsWait() async throws {
        let scene = try await Scene(quiet: 200)
        try await scene.collect(of: 0..<10)
        let small = try scene.costOfALook()
        try await scene.collect(of: 10..<5000)
        let overview = try scene.registry.webhook(scene.webhookID, in: scene.service.serviceID, by: .localOperator)
        #expect(overview.waitingCount == 20_000)
        #expect(try scene.costOfALook() == small)
        // For each webhook: what is due, and when the next is. Of the one where something is: its row and a few deliveries.
        #expect(small == Cost(statements: 2 * 201 + 1, rows: 201 + 1 + DeliverySteps.readOfWebhook))
    }

    @Test func afterItsRecoveryTheReceiverIsToldEverythingInOrder() async throws {
        let scene = try await Scene(quiet: 20)
        let candidates = 400
        try await scene.collect(of: 0..<candidates)
        var told: [Int: [Int]] = [:]
        var steps = DeliverySteps()
        while true {
            steps.look()
            let due = try scene.due(steps)
            let started = steps.start(due, at: 0)
            if started.isEmpty { break }
            #expect(due.count <= DeliverySteps.readOfWebhook && steps.count <= DeliverySteps.perWebhook)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for delivery in started {
                    group.addTask {
                        let result = AttemptResult(
                            startedAt: scene.world.clock.now, milliseconds: 1, httpStatus: 204, failure: nil, answer: []
                        )
                        try await scene.registry.finish(delivery, result, retryAt: nil)
                    }
                }
                try await group.waitForAll()
            }
            for delivery in started {
                let number = try #require(Int(delivery.deliveryID.text))
                told[number / 10, default: []].append(number % 10)
                steps.ended(delivery.deliveryID, isDelivered: true, at: 0)
            }
        }
        #expect(told.count == candidates && told.values.allSatisfy { $0 == Array(0..<Self.eventsOfEach) })
        let overview = try scene.registry.webhook(scene.webhookID, in: scene.service.serviceID, by: .localOperator)
        #expect(overview.waitingCount == 0 && overview.failingSince == nil)
    }
}
