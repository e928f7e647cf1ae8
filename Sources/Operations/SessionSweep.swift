package import Logging
internal import ServiceLifecycle
package import UseCases

/// Removes, every hour, what is left of ended sessions and used links. They open nothing any more; this only keeps the
/// tables small.
package struct SessionSweep: ServiceLifecycle.Service {
    package static let interval = Duration.seconds(3600)
    private let registry: Registry
    private let logger: Logger

    package init(registry: Registry, logger: Logger) {
        self.registry = registry
        self.logger = logger
    }

    package func run() async {
        await Rounds.run(every: Self.interval, logger, "Removing ended sessions failed and will be tried again.") {
            let count = try await registry.sweepSessions()
            if count > 0 { logger.info("Removed what was over.", metadata: ["sessions": "\(count)"]) }
        }
    }
}
