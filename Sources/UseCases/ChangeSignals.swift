internal import Domain
internal import Synchronization

/// Wakes those who wait for something to happen to a service's candidates.
final class ChangeSignals: Sendable {
    private struct State: Sendable {
        var counts: [ServiceID: Int] = [:]
        var waiting: [ServiceID: [Int: CheckedContinuation<Void, Never>]] = [:]
        var lastWaiter = 0
    }

    private let state = Mutex(State())

    /// How often the service has changed since the start.
    func count(of serviceID: ServiceID) -> Int {
        state.withLock { $0.counts[serviceID, default: 0] }
    }

    func signal(_ serviceID: ServiceID) {
        let waiting = state.withLock { state in
            state.counts[serviceID, default: 0] += 1
            return state.waiting.removeValue(forKey: serviceID) ?? [:]
        }
        for continuation in waiting.values { continuation.resume() }
    }

    /// Returns when the service has changed more often than `count`, or when the task is cancelled.
    func wait(for serviceID: ServiceID, beyond count: Int) async {
        let waiter = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    // A cancellation before this finds no waiter to wake.
                    guard state.counts[serviceID, default: 0] == count, !Task.isCancelled else { return true }
                    state.waiting[serviceID, default: [:]][waiter] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting[serviceID]?.removeValue(forKey: waiter) }?.resume()
        }
    }
}
