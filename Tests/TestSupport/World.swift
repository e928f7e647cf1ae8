internal import Dispatch
internal import Domain
package import SQLCore
internal import SQLiteDriver
internal import Store
package import UseCases
package import Vault

/// Everything a test needs of Lethe, and nothing that another test can touch: its own directory, database, key store,
/// pictures, clock and randomness.
package final class World: Sendable {
    package let directory: DataDirectory
    package let clock: FakeClock
    package let random: SeededRandomness
    package let steps: StepLog
    package var database: any DatabasePort { listening }
    package let keyStore: KeyStore
    package let registry: Registry
    private let listening: ListeningDatabase
    private let crash = CrashSite()

    /// An empty Lethe with the newest schema.
    package convenience init(seed: UInt64 = 1) async throws {
        try await self.init(on: DataDirectory(), clock: FakeClock(), random: SeededRandomness(seed))
    }

    private init(on directory: DataDirectory, clock: FakeClock, random: SeededRandomness) async throws {
        self.directory = directory
        self.clock = clock
        self.random = random
        let steps = StepLog()
        self.steps = steps
        let rootKey = try RootKey(bytes: Array(0..<32))
        let keys = directory.path + "/keystore"
        if !KeyStore.exists(in: keys) { try KeyStore.create(in: keys, rootKey: rootKey, random: random.source) }
        keyStore = try KeyStore.open(in: keys, rootKey: rootKey, random: random.source)
        let database = ListeningDatabase(try SQLiteDatabase(path: directory.path + "/lethe.db"))
        listening = database
        try await Migrator.migrate(database, at: clock.now.milliseconds)
        try database.prepare(Statements.all)
        registry = try Registry(
            Parts(
                database: database, keyStore: keyStore, pictures: PictureFiles(directory: directory.path + "/pictures"),
                clocks: clock.clocks, random: random.source,
                passwordCost: PasswordCost(logRounds: 4, blockSize: 8, parallelism: 1),
                makeRSAKey: TestRSAKey.pkcs1, webhookBody: TestWebhookBody.make, reached: { steps.note($0) }))
    }

    /// The next process after this one stopped cleanly. This world is over.
    package func restarted() async throws -> World {
        await registry.flushRecords()
        try await database.close()
        return try await Self.started(on: directory.copied(), clock, random)
    }

    /// The next process after this one was killed now. This world goes on beside it.
    package func killed(recovers: Bool = true) async throws -> World {
        try await Self.started(on: directory.copied(), clock, random, recovers: recovers)
    }

    /// Runs `body`, and `action` once in the midst of it: between a read of the database, its first or a later one, and
    /// what it does with that.
    package func interrupting<Result: Sendable>(
        afterRead number: Int = 1, with action: @escaping @Sendable () async throws -> Void,
        _ body: @Sendable () async throws -> Result
    ) async rethrows -> Result {
        listening.afterRead(number) {
            let isDone = DispatchSemaphore(value: 0)
            Task.detached {
                try? await action()
                isDone.signal()
            }
            isDone.wait()
        }
        return try await withTaskExecutorPreference(OwnThread()) { try await body() }
    }

    /// Lets the world be killed when `step` is reached the next time; `afterCrash` is what comes then.
    package func kill(at step: Step) {
        steps.once(at: step) { [directory, crash] in crash.take { try directory.copied() } }
    }

    /// The process after the crash that `kill(at:)` asked for, recovered as at every start; `nil` when the step was not
    /// reached.
    package func afterCrash(recovers: Bool = true) async throws -> World? {
        guard let left = try crash.left() else { return nil }
        return try await Self.started(on: left, clock, random, recovers: recovers)
    }

    private static func started(
        on directory: DataDirectory, _ clock: FakeClock, _ random: SeededRandomness, recovers: Bool = true
    ) async throws -> World {
        let world = try await World(on: directory, clock: clock, random: random)
        guard recovers else { return world }
        let end = world.registry.endSlot
        try await world.registry.recover()
        _ = try await world.registry.sweepOrphanedKeys(before: end)
        return world
    }
}
