package import Logging
internal import ServiceLifecycle
package import UseCases

/// Ends leases that nobody acknowledged in time, and makes the encryption keys of new services.
package struct HandoverSweep: ServiceLifecycle.Service {
    package static let interval = Duration.seconds(15)
    private static let batch = 500
    private let registry: Registry
    private let logger: Logger

    package init(registry: Registry, logger: Logger) {
        self.registry = registry
        self.logger = logger
    }

    package func run() async {
        await Rounds.run(every: Self.interval, logger, "Looking after hand-overs failed and will be tried again.") {
            while try await registry.endExpiredLeases(limit: Self.batch) == Self.batch {}
            try await registry.makeMissingServiceKeys()
        }
    }
}
