internal import Synchronization

/// Recognises a form that comes a second time: a reload, the way back, two clicks.
///
/// An id counts only in the process that gave it; after a restart a page made before it is too old to be sent.
package final class UsedForms: Sendable {
    private struct State: Sendable {
        var used: Set<String> = []
        var order: [String] = []
    }

    private static let mostRemembered = 20_000
    private let process: String
    private let random: @Sendable () -> String
    private let state = Mutex(State())

    /// - Parameter random: makes a text that nobody can guess.
    package init(random: @escaping @Sendable () -> String) {
        self.random = random
        process = String(random().prefix(12))
    }

    /// A new id for a form.
    package func make() -> String { "\(process).\(random())" }

    /// Whether the id is ours and was not taken before.
    package func take(_ id: String) -> Bool {
        guard id.hasPrefix(process + "."), id.utf8.count <= 80 else { return false }
        return state.withLock { state in
            guard state.used.insert(id).inserted else { return false }
            state.order.append(id)
            if state.order.count > Self.mostRemembered {
                let dropped = state.order.prefix(Self.mostRemembered / 2)
                state.used.subtract(dropped)
                state.order.removeFirst(dropped.count)
            }
            return true
        }
    }
}
