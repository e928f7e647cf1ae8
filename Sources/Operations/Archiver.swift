internal import Domain
package import Logging
internal import ServiceLifecycle
package import UseCases

/// Archives what is due and what is kept no longer, for as long as Lethe runs. A failure is logged and tried again; it never ends the service.
package struct Archiver: ServiceLifecycle.Service {
    private let registry: Registry
    private let logger: Logger

    package init(registry: Registry, logger: Logger) {
        self.registry = registry
        self.logger = logger
    }

    /// Ends at a graceful shutdown, between two rounds.
    package func run() async throws {
        var steps = ArchiveSteps()
        var action = steps.first
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                action = try await perform(action, &steps)
            } catch {
                logger.error("Archiving failed and will be tried again.", metadata: Self.metadata(of: error))
                action = steps.failed()
            }
        }
    }

    private func perform(_ action: ArchiveSteps.Action, _ steps: inout ArchiveSteps) async throws -> ArchiveSteps.Action
    {
        switch action {
        case .archive(let limit):
            let count = try await registry.archiveDue(limit: limit)
            if count > 0 { logger.info("Archived.", metadata: ["candidates": "\(count)"]) }
            let nextDue = count > 0 ? nil : try registry.nextArchive()
            return steps.archived(count, nextDue: nextDue, now: registry.parts.clocks.now())
        case .retain(let limit):
            try await registry.forgetEndedSecrets()
            let count = try await registry.archiveRetained(limit: limit)
            if count > 0 { logger.info("Archived what is kept no longer.", metadata: ["candidates": "\(count)"]) }
            return steps.retained(count)
        case .wipe:
            try await registry.erase()
            return steps.wiped()
        case .rest(let length):
            await Pause.rest(length)
            return steps.rested(at: registry.parts.clocks.uptime())
        }
    }

    static func metadata(of error: any Error) -> Logger.Metadata {
        guard let failure = error as? Failure else { return ["error": "\(type(of: error))"] }
        return ["error": "\(failure.word)", "detail": "\(failure.detail ?? failure.message)"]
    }
}
