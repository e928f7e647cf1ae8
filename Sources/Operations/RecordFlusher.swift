internal import ServiceLifecycle
package import UseCases

/// Writes the records that nobody waits for, twice a second, and once more at the end.
///
/// In a group it stands before the servers: services end in reverse order, so its last flush comes after the last
/// request.
package struct RecordFlusher: ServiceLifecycle.Service {
    /// Time between two writes, and what a crash may lose.
    package static let interval = Duration.milliseconds(500)
    private let registry: Registry

    package init(registry: Registry) {
        self.registry = registry
    }

    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            await Pause.rest(Self.interval)
            await registry.flushRecords()
        }
        await registry.flushRecords()
    }
}
