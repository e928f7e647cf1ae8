internal import CoreMetrics
internal import Operations
internal import SQLCore
internal import UseCases

/// Times the store and the key store, when somebody asks for metrics. Once made, everything in the process that counts
/// through swift-metrics is collected.
struct Metering: Sendable {
    let registry: MetricsRegistry
    private let made: CoreMetrics.Timer
    private let destroyed: CoreMetrics.Timer

    /// To be called once in a process.
    static func start() -> Metering {
        let registry = MetricsRegistry()
        MetricsSystem.bootstrap(registry)
        return Metering(registry)
    }

    private init(_ registry: MetricsRegistry) {
        self.registry = registry
        made = Self.timer("lethe_keystore_duration", Measured.keysMade.rawValue)
        destroyed = Self.timer("lethe_keystore_duration", Measured.keysDestroyed.rawValue)
    }

    static func timer(_ name: String, _ operation: String) -> CoreMetrics.Timer {
        CoreMetrics.Timer(label: name, dimensions: [("operation", operation)])
    }

    func begin(_ what: Measured) -> @Sendable () -> Void {
        let start = ContinuousClock.now
        let timer = what == .keysMade ? made : destroyed
        return { timer.recordNanoseconds(Self.nanoseconds(since: start)) }
    }

    static func nanoseconds(since start: ContinuousClock.Instant) -> Int64 {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}

/// A store whose reads and writes are timed. A write's time ends when it is durable.
struct MeasuredDatabase: DatabasePort {
    private let database: any DatabasePort
    private let reads = Metering.timer("lethe_store_duration", "read")
    private let writes = Metering.timer("lethe_store_duration", "write")

    init(_ database: any DatabasePort) {
        self.database = database
    }

    func read<Result>(_ body: (any Transaction) throws -> Result) throws -> Result {
        let start = ContinuousClock.now
        defer { reads.recordNanoseconds(Metering.nanoseconds(since: start)) }
        return try database.read(body)
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        let start = ContinuousClock.now
        defer { writes.recordNanoseconds(Metering.nanoseconds(since: start)) }
        return try await database.write(body)
    }

    func prepare(_ statements: [any Statement.Type]) throws { try database.prepare(statements) }
    func executeSchema(_ texts: [String]) async throws { try await database.executeSchema(texts) }
    func integrityProblems() throws -> [String] { try database.integrityProblems() }
    func close() async throws { try await database.close() }
}
