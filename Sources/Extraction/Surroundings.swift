/// What the machine gives, handed in by Launch.
package struct Surroundings: Sendable {
    /// Milliseconds on a clock that nobody can set.
    package let uptime: @Sendable () -> Int64
    /// As many random bytes as asked for.
    package let random: @Sendable (Int) -> [UInt8]
    /// Waits; throws when the task is cancelled meanwhile.
    package let pause: @Sendable (Duration) async throws -> Void
    /// A sentence for whoever started the run. It never holds anything of a candidate but the record id.
    package let warn: @Sendable (String) -> Void
    /// How far the run has come.
    package let progress: @Sendable (Progress) -> Void
    package let reached: @Sendable (ExtractionStep) -> Void

    package init(
        uptime: @escaping @Sendable () -> Int64, random: @escaping @Sendable (Int) -> [UInt8],
        pause: @escaping @Sendable (Duration) async throws -> Void,
        warn: @escaping @Sendable (String) -> Void = { _ in },
        progress: @escaping @Sendable (Progress) -> Void = { _ in },
        reached: @escaping @Sendable (ExtractionStep) -> Void = { _ in }
    ) {
        self.uptime = uptime
        self.random = random
        self.pause = pause
        self.warn = warn
        self.progress = progress
        self.reached = reached
    }

    /// Eight random bytes as a number.
    func randomNumber() -> UInt64 { random(8).reduce(0) { $0 << 8 | UInt64($1) } }
}

/// Named places between two durable effects of one candidate. A test may end the process at each of them; in the
/// shipped program nobody listens.
package enum ExtractionStep: String, Sendable, CaseIterable {
    /// The answer is here and has been checked.
    case received = "extract.received"
    /// The bytes have been given to the file system, and may be nowhere but in memory.
    case written = "extract.written"
    /// They have their final name.
    case renamed = "extract.renamed"
    /// Nothing can take them away any more.
    case synced = "extract.synced"
    /// The server knows.
    case acknowledged = "extract.acknowledged"
}
