package import Logging
internal import ServiceLifecycle
package import UseCases

/// Wipes, once after the start, the keys that intakes left behind which a crash ended.
package struct KeySweep: ServiceLifecycle.Service {
    private let registry: Registry
    private let end: Int64
    private let logger: Logger

    /// - Parameter end: `Registry.endSlot` before the first intake.
    package init(registry: Registry, before end: Int64, logger: Logger) {
        self.registry = registry
        self.end = end
        self.logger = logger
    }

    /// Sweeps, then waits for the end: a service that returns would take its group along.
    package func run() async throws {
        do {
            let count = try await registry.sweepOrphanedKeys(before: end)
            if count > 0 { logger.notice("Wiped keys of unfinished intakes.", metadata: ["keys": "\(count)"]) }
        } catch {
            logger.error(
                "Looking for keys of unfinished intakes failed; the next start looks again.",
                metadata: Archiver.metadata(of: error))
        }
        try? await gracefulShutdown()
    }
}
