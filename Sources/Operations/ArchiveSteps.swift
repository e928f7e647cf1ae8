package import Domain

/// What the archiver does next. Pure: it is told what happened and when, and answers what to do.
package struct ArchiveSteps: Sendable {
    /// One thing to do.
    package enum Action: Hashable, Sendable {
        /// Archive what is due, at most so many at once.
        case archive(limit: Int)
        /// Archive what its service keeps no longer, at most so many at once, and end old secrets whose time is over.
        case retain(limit: Int)
        /// Wipe keys and pictures that an earlier round left behind.
        case wipe
        /// Look again after so long.
        case rest(Duration)
    }

    /// Candidates of one round: one transaction and one sync of the key store.
    package static let batch = 500
    /// How long the archiver sleeps at most: a clock that starts meanwhile is noticed after that.
    package static let longestRest = Duration.milliseconds(500)
    /// So that a due time that lies a moment ahead does not become a busy loop.
    package static let shortestRest = Duration.milliseconds(2)
    /// Time between two looks at retention.
    package static let retentionInterval = Duration.seconds(60)
    /// Rests between two looks for what is left to wipe, when nothing failed.
    package static let restsBetweenWipes = 60
    /// The longest pause after a failure.
    package static let longestPause = Duration.seconds(60)

    private var failures = 0
    private var mustWipe = false
    private var restsUntilWipe = Self.restsBetweenWipes
    private var lastRetention: Uptime?

    package init() {}

    /// The first thing to do.
    package var first: Action { .archive(limit: Self.batch) }

    /// After a round: on at once while there is more, else a rest until the next planned archive, if that is soon.
    ///
    /// - Parameter nextDue: the earliest planned archive. One that lies in the past and still was not archived waits for
    ///   time to really pass (the wall clock jumped), so it is looked at again after the longest rest.
    package mutating func archived(_ count: Int, nextDue: Instant?, now: Instant) -> Action {
        failures = 0
        guard count == 0 else { return .archive(limit: Self.batch) }
        guard let nextDue, nextDue > now else { return .rest(Self.longestRest) }
        let (distance, isFar) = nextDue.milliseconds.subtractingReportingOverflow(now.milliseconds)
        guard !isFar, distance < 500 else { return .rest(Self.longestRest) }
        return .rest(max(Self.shortestRest, .milliseconds(distance)))
    }

    /// After a failure of either: a pause that doubles each time, from one second up, then the wiping first.
    package mutating func failed() -> Action {
        failures += 1
        mustWipe = true
        return .rest(min(Self.longestPause, .seconds(1 << min(failures - 1, 6))))
    }

    /// After a rest.
    package mutating func rested(at uptime: Uptime) -> Action {
        restsUntilWipe -= 1
        if mustWipe || restsUntilWipe <= 0 { return .wipe }
        guard isRetentionDue(at: uptime) else { return .archive(limit: Self.batch) }
        lastRetention = uptime
        return .retain(limit: Self.batch)
    }

    /// After a look at retention: what archive clocks say comes before more of it.
    package mutating func retained(_ count: Int) -> Action {
        failures = 0
        if count >= Self.batch { lastRetention = nil }
        return .archive(limit: Self.batch)
    }

    private func isRetentionDue(at uptime: Uptime) -> Bool {
        guard let lastRetention, lastRetention.boot == uptime.boot else { return true }
        return .milliseconds(uptime.milliseconds - lastRetention.milliseconds) >= Self.retentionInterval
    }

    /// After wiping.
    package mutating func wiped() -> Action {
        mustWipe = false
        restsUntilWipe = Self.restsBetweenWipes
        return .archive(limit: Self.batch)
    }
}
