internal import Logging
internal import ServiceLifecycle

/// The same work again and again, with a rest in between, until Lethe ends.
enum Rounds {
    /// - Parameter complaint: what the log says of a round that failed. The next one tries again.
    static func run(
        every interval: Duration, _ logger: Logger, _ complaint: Logger.Message, _ round: () async throws -> Void
    ) async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await round()
            } catch {
                logger.error(complaint, metadata: Archiver.metadata(of: error))
            }
            await Pause.rest(interval)
        }
    }
}
