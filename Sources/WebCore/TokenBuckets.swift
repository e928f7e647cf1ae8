internal import Synchronization

/// Limits how often each of many callers may come: a bucket a caller, filled at a steady rate.
package final class TokenBuckets<Name: Hashable & Sendable>: Sendable {
    private struct Bucket: Sendable {
        var tokens: Double
        var filledAt: Int64
    }

    private static var mostBuckets: Int { 100_000 }
    private let buckets = Mutex<[Name: Bucket]>([:])

    package init() {}

    /// Takes one token; otherwise the whole seconds until there is one.
    ///
    /// - Parameters:
    ///   - rate: tokens a second; 0 means no limit.
    ///   - burst: tokens a full bucket holds.
    ///   - milliseconds: of a clock that only goes forward.
    package func take(_ name: Name, rate: Int, burst: Int, at milliseconds: Int64) -> Int? {
        guard rate > 0 else { return nil }
        return buckets.withLock { buckets in
            if buckets.count >= Self.mostBuckets { Self.drop(&buckets, rate: rate, burst: burst, at: milliseconds) }
            var bucket = buckets[name] ?? Bucket(tokens: Double(burst), filledAt: milliseconds)
            let seconds = Double(max(0, milliseconds - bucket.filledAt)) / 1000
            bucket.tokens = min(Double(burst), bucket.tokens + seconds * Double(rate))
            bucket.filledAt = milliseconds
            defer { buckets[name] = bucket }
            guard bucket.tokens < 1 else {
                bucket.tokens -= 1
                return nil
            }
            return max(1, Int(((1 - bucket.tokens) / Double(rate)).rounded(.up)))
        }
    }

    /// Forgets buckets that are full again; when nobody's is, all of them, which errs on the side of the callers.
    private static func drop(_ buckets: inout [Name: Bucket], rate: Int, burst: Int, at milliseconds: Int64) {
        let secondsToFill = Double(burst) / Double(rate)
        buckets = buckets.filter { Double(milliseconds - $0.value.filledAt) / 1000 < secondsToFill }
        if buckets.count >= mostBuckets { buckets = [:] }
    }
}
