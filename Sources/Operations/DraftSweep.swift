package import Logging
internal import ServiceLifecycle
package import UseCases

/// Wipes, every minute, submissions that were begun and left for a day, and what pages of the console kept too long.
package struct DraftSweep: ServiceLifecycle.Service {
    package static let interval = Duration.seconds(60)
    private static let batch = 500
    private let registry: Registry
    private let logger: Logger

    package init(registry: Registry, logger: Logger) {
        self.registry = registry
        self.logger = logger
    }

    package func run() async {
        await Rounds.run(
            every: Self.interval, logger, "Wiping abandoned submissions failed and will be tried again."
        ) {
            registry.sweepKeptTexts()
            while try await registry.sweepDrafts(limit: Self.batch) == Self.batch {}
        }
    }
}
