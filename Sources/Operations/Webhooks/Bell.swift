internal import Synchronization

/// Wakes one waiter; rung while nobody waits, it wakes the next one at once.
final class Bell: Sendable {
    private struct State: Sendable {
        var isRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func ring() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let waiter = state.waiter.take() else {
                state.isRung = true
                return nil
            }
            return waiter
        }
        waiter?.resume()
    }

    /// Returns when the bell was rung since the last time, or after so long.
    func wait(atMost length: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await Task.sleep(for: length)
                    self.ring()
                } catch {
                    // The bell was heard first.
                }
            }
            await withCheckedContinuation { continuation in
                let isRung = state.withLock { state in
                    guard !state.isRung else {
                        state.isRung = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isRung { continuation.resume() }
            }
            group.cancelAll()
        }
    }
}
