internal import Synchronization

/// The wish to end. What is under way is finished; what only waits is woken.
package final class Stop: Sendable {
    private struct State {
        var isRequested = false
        var next = 0
        var waiting: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package var isRequested: Bool { state.withLock(\.isRequested) }

    package func request() {
        let waiting = state.withLock { state in
            state.isRequested = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for cancel in waiting { cancel() }
    }

    /// Runs something that may be broken off at any time, such as waiting; throws `Stopped` when it was.
    func breaking<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        guard !isRequested else { throw Stopped() }
        let task = Task { try await body() }
        let number = state.withLock { state -> Int? in
            guard !state.isRequested else { return nil }
            state.next += 1
            state.waiting[state.next] = { task.cancel() }
            return state.next
        }
        if number == nil { task.cancel() }
        defer { if let number { state.withLock { $0.waiting[number] = nil } } }
        do {
            return try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        } catch {
            if isRequested { throw Stopped() }
            throw error
        }
    }

    /// What `breaking` throws.
    struct Stopped: Error {}
}
