internal import ServiceLifecycle

/// Waiting with an end.
package enum Patience {
    /// Returns when `something` has, but not later than after `limit`; what still waits then is cancelled. Ends early too
    /// when the task is cancelled or the server is asked to end.
    package static func wait(upTo limit: Duration, for something: @escaping @Sendable () async -> Void) async {
        await withTaskGroup { group in
            group.addTask { await something() }
            // Being woken for the end is what is wanted, so the error says nothing new.
            group.addTask { try? await cancelWhenGracefulShutdown { try await Task.sleep(for: limit) } }
            await group.next()
            group.cancelAll()
        }
    }
}
