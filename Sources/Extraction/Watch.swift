internal import Wire

/// Drains, follows the change feed (contract 2.5), and drains again when something has changed, until the run is to end.
struct Watch {
    let plan: Plan
    let receiver: Receiver
    let source: any Source
    let surroundings: Surroundings
    let stop: Stop

    /// What no feed tells, such as a lease that ran out, is found by looking, at the latest after so many milliseconds.
    private static let longestRest: Int64 = 60_000
    /// Without a feed the list is read so often.
    private static let restWithoutFeed = Duration.seconds(30)
    private static let pageSize = 100

    private struct Feed {
        var cursor: String?
        /// A server that speaks only the Dashboard API has none.
        var exists: Bool
    }

    func run(into summary: inout Summary) async {
        var feed = Feed(cursor: nil, exists: plan.way == .handover)
        var troubles = 0
        while !stop.isRequested {
            // The feed's end is looked up before the list: what changes between the two is seen by one of them.
            if await attempt(&summary, { _ = try await read(&feed, waiting: 0) }) {
                await drain(&summary)
            }
            if summary.stopped == nil, await rest(&feed, &summary) { troubles = 0 }
            guard await survives(&summary, &troubles) else { return }
        }
    }

    private func drain(_ summary: inout Summary) async {
        var drain = Drain(source, plan, surroundings, stop)
        await drain.run(into: &summary)
    }

    /// Waits until there is reason to look again; `false` when the feed failed.
    private func rest(_ feed: inout Feed, _ summary: inout Summary) async -> Bool {
        let began = surroundings.uptime()
        var isRelevant = false
        while !isRelevant, !stop.isRequested, surroundings.uptime() - began < Self.longestRest {
            guard feed.exists else {
                return await attempt(&summary) { try await pause(Self.restWithoutFeed) }
            }
            let asked = surroundings.uptime()
            let went = await attempt(&summary) { isRelevant = try await read(&feed, waiting: longestWait) }
            guard went else { return false }
            // A server that doesn't wait is not to be asked without end.
            if !isRelevant, surroundings.uptime() - asked < 1000 {
                guard await attempt(&summary, { try await pause(.seconds(1)) }) else { return false }
            }
        }
        return true
    }

    /// The answer must be here before the connection counts as dead.
    private var longestWait: Int { max(0, min(30, plan.idleSeconds - 5)) }

    /// Reads the feed to its present end.
    ///
    /// - Parameter waiting: seconds the server may wait for the first change.
    /// - Returns: whether a candidate may have become ready.
    private func read(_ feed: inout Feed, waiting: Int) async throws -> Bool {
        guard feed.exists else { return false }
        var isRelevant = false
        var wait = waiting
        while true {
            let after = feed.cursor.map { "&after=\($0.percentEncoded)" } ?? ""
            let path =
                "/api/v1/services/\(plan.service.percentEncoded)/changes?limit=\(Self.pageSize)&wait=\(wait)" + after
            let answer = try await stop.breaking { [receiver] in try await receiver.get(path) }
            guard let data = answer.data else {
                guard answer.status == 404 else {
                    throw ExtractionFailure(
                        .configuration, "The server's change feed can't be read (HTTP status \(answer.status)).")
                }
                feed.exists = false
                surroundings.warn("The server has no change feed; its list is read every 30 seconds instead.")
                return true
            }
            let records = data["records"]?.elements ?? []
            isRelevant = isRelevant || records.contains { $0["event"]?.string == "status" }
            guard let next = data["next"]?.string, !records.isEmpty, next != feed.cursor else { return isRelevant }
            feed.cursor = next
            wait = 0
        }
    }

    private func pause(_ duration: Duration) async throws {
        let pause = surroundings.pause
        try await stop.breaking { try await pause(duration) }
    }

    /// Notes why something didn't work.
    private func attempt(_ summary: inout Summary, _ body: () async throws -> Void) async -> Bool {
        do {
            try await body()
            return true
        } catch is Stop.Stopped {
        } catch let failure as ExtractionFailure {
            summary.stopped = failure
        } catch let failure as ReceptionFailure {
            summary.stopped = failure.asFatal
        } catch {
            summary.stopped = ExtractionFailure(.inputOutput, "Something failed: \(type(of: error)).")
        }
        return false
    }

    /// A server that can't be reached comes back; everything else needs somebody's hand.
    private func survives(_ summary: inout Summary, _ troubles: inout Int) async -> Bool {
        guard let failure = summary.stopped else { return true }
        guard failure.kind == .unreachable, !stop.isRequested else { return stop.isRequested }
        if troubles == 0 { surroundings.warn("\(failure.message) It is tried again until it works.") }
        troubles = min(troubles + 1, 6)
        summary.stopped = nil
        return await attempt(&summary) { try await pause(.seconds(1 << troubles)) } || stop.isRequested
    }
}
