internal import Configuration
internal import Synchronization
internal import UseCases
internal import WebCore

/// How much of the API is to fail, for the trial of receivers.
struct ChaosSettings: Sendable {
    /// Of the answers, above 0 and up to 1.
    let share: Double
    /// Makes the failures of one run those of another, as far as the requests come in the same order.
    let seed: UInt64?

    init?(_ source: SettingsSource) async throws {
        guard let share = try await source.fraction("chaos"), share > 0 else { return nil }
        self.share = share
        seed = try await source.text("chaosSeed").map { text in
            guard let seed = UInt64(text) else {
                throw LaunchFailure(.configuration, "The setting chaosSeed is a whole number from 0.")
            }
            return seed
        }
    }

    func chaos(_ registry: Registry, _ settings: EdgeSettings) -> Chaos {
        guard let seed else { return Chaos(registry, settings, share: share) { Self.fromSystem() } }
        let sequence = Mutex(SplitMix64(state: seed))
        return Chaos(registry, settings, share: share) { sequence.withLock { $0.next() } }
    }

    private static func fromSystem() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}

/// Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014. For failures that can be repeated,
/// and nothing else.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }
}
