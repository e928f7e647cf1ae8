internal import Domain
package import Logging
internal import ServiceLifecycle
internal import Synchronization
package import UseCases

/// Delivers what lies in the outbox, for as long as Lethe runs. A failure is logged and tried again; it never ends the
/// service.
package struct WebhookDeliverer: ServiceLifecycle.Service {
    /// Time between two looks for what is kept no longer.
    package static let sweepInterval = Duration.seconds(60)
    /// How long the deliverer sleeps at most: the clock may have been set meanwhile.
    private static let longestRest: Int64 = 30_000
    /// Attempts under way at a shutdown have so long; those that are cut are made again after the next start.
    private static let grace: Int64 = 3000

    private let registry: Registry
    private let transport: WebhookTransport
    private let random: @Sendable () -> Double
    private let logger: Logger

    /// - Parameter random: from 0 up to 1, new for each call.
    package init(
        registry: Registry, transport: WebhookTransport, random: @escaping @Sendable () -> Double, logger: Logger
    ) {
        self.registry = registry
        self.transport = transport
        self.random = random
        self.logger = logger
    }

    /// What the attempts under way share.
    private final class Board: Sendable {
        let steps = Mutex(DeliverySteps())
        let bell = Bell()
    }

    /// Ends at a graceful shutdown.
    package func run() async throws {
        let board = Board()
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await listen(board.bell) }
                group.addTask { await sweep() }
                var failures = 0
                while !Self.isEnding {
                    do throws(Failure) {
                        let began = registry.parts.clocks.now()
                        try start(board) { delivery in
                            group.addTask { await deliver(delivery, board) }
                        }
                        await board.bell.wait(atMost: try rest(board, since: began))
                        failures = 0
                    } catch {
                        log(error, "Looking for webhooks to deliver failed and will be tried again.")
                        await Pause.rest(.seconds(1 << min(failures, 6)))
                        failures += 1
                    }
                }
                await waitForLast(board)
                group.cancelAll()
            }
        } onGracefulShutdown: {
            board.bell.ring()
        }
    }

    private static var isEnding: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    /// Asks again as long as something starts: one webhook's backlog may fill the first answer.
    private func start(_ board: Board, _ begin: (DueDelivery) -> Void) throws(Failure) {
        while true {
            let uptime = uptime()
            let (limit, busy) = board.steps.withLock { steps in
                steps.look()
                return (steps.limit, steps.busy(at: uptime))
            }
            guard limit > 0 else { return }
            let due = try registry.dueDeliveries(
                limit: limit, ofEach: DeliverySteps.readOfWebhook, except: busy)
            let started = board.steps.withLock { $0.start(due, at: uptime) }
            guard !started.isEmpty else { return }
            for delivery in started { begin(delivery) }
        }
    }

    /// What was due when the look began and did not start is under way or held back: its end rings the bell, or a rest
    /// ends.
    private func rest(_ board: Board, since began: Instant) throws(Failure) -> Duration {
        let (now, uptime) = (registry.parts.clocks.now(), uptime())
        let endOfRest = board.steps.withLock { $0.nextEndOfRest(after: uptime) }
        var rest = Self.longestRest
        if let next = try registry.nextDelivery(after: began) { rest = min(rest, next.milliseconds - now.milliseconds) }
        if let endOfRest { rest = min(rest, endOfRest - uptime) }
        return .milliseconds(max(1, rest))
    }

    private func deliver(_ delivery: DueDelivery, _ board: Board) async {
        var isDelivered = false
        if let outcome = await transport.attempt(delivery) {
            isDelivered = outcome.result.isDelivered
            let end = registry.parts.clocks.now()
            let retry = DeliverySchedule.retry(
                afterAttempt: delivery.attempt, endedAt: end, retryAfter: outcome.retryAfter, random: random())
            do throws(Failure) {
                try await registry.finish(delivery, outcome.result, retryAt: isDelivered ? nil : retry)
            } catch {
                log(error, "The result of a webhook's delivery could not be kept. It will be delivered again.")
                // It is due still: without a pause it would go out again and again.
                await Pause.rest(.seconds(10))
            }
            if !isDelivered { log(delivery, outcome.result) }
        }
        let uptime = uptime()
        board.steps.withLock { $0.ended(delivery.deliveryID, isDelivered: isDelivered, at: uptime) }
        board.bell.ring()
    }

    private func listen(_ bell: Bell) async {
        var count = registry.outboxCount
        while !Task.isCancelled {
            await registry.waitForOutbox(beyond: count)
            count = registry.outboxCount
            bell.ring()
        }
    }

    private func sweep() async {
        while !Self.isEnding {
            do throws(Failure) {
                let count = try await registry.sweepDeliveries()
                if count > 0 { logger.info("Removed old lines of delivery logs.", metadata: ["lines": "\(count)"]) }
            } catch {
                log(error, "Removing old lines of delivery logs failed and will be tried again.")
            }
            await Pause.rest(Self.sweepInterval)
        }
    }

    private func waitForLast(_ board: Board) async {
        let end = uptime() + Self.grace
        while !Task.isCancelled, board.steps.withLock({ $0.count }) > 0, uptime() < end {
            await board.bell.wait(atMost: .milliseconds(max(1, end - uptime())))
        }
    }

    private func uptime() -> Int64 { registry.parts.clocks.uptime().milliseconds }

    private func log(_ failure: Failure, _ message: Logger.Message) {
        logger.error(message, metadata: Archiver.metadata(of: failure))
    }

    /// No URL: its path may hold a secret. No answer: it may name people.
    private func log(_ delivery: DueDelivery, _ result: AttemptResult) {
        let end = result.failure ?? result.httpStatus.map { "HTTP \($0)" } ?? "no answer"
        logger.info(
            "A webhook was not delivered.",
            metadata: [
                "webhook": "\(delivery.webhookID.text)", "delivery": "\(delivery.deliveryID.text)",
                "attempt": "\(delivery.attempt)", "result": "\(end)",
            ])
    }
}
