import Synchronization

/// Texts that differ, in order.
final class Counter: Sendable {
    private let value = Mutex(100_000_000_000)

    func next() -> String {
        value.withLock { value in
            value += 1
            return String(value)
        }
    }
}
