internal import Synchronization
package import UseCases

/// Hears the named steps of the use cases: keeps them, and does at one of them what a test asked for.
package final class StepLog: Sendable {
    private struct State: Sendable {
        var reached: [Step] = []
        var actions: [Step: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package var reached: [Step] { state.withLock(\.reached) }

    /// Runs `action` once, when the step is reached the next time.
    package func once(at step: Step, _ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.actions[step] = action }
    }

    package func forget() { state.withLock { $0.reached = [] } }

    package func note(_ step: Step) {
        let action = state.withLock { state in
            state.reached.append(step)
            return state.actions.removeValue(forKey: step)
        }
        action?()
    }
}
