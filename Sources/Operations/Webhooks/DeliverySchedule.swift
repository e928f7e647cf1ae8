package import Domain

/// When a delivery that failed is attempted again: soon at first, then ever later, for three days. Pure.
package enum DeliverySchedule {
    /// Seconds from the end of one attempt to the next.
    package static let pauses: [Int64] =
        [1, 5, 30, 2 * minute, 10 * minute, hour, 3 * hour, 6 * hour]
        + Array(repeating: 12 * hour, count: 5)
    /// A pause is at most so much shorter or longer, so that many receivers that failed together are not asked together.
    package static let jitter = 0.2
    /// A receiver may ask for more time than the schedule gives it, up to this many seconds.
    package static let longestWish = hour

    private static let minute: Int64 = 60
    private static let hour: Int64 = 3600

    /// When to try again; `nil`: never, the delivery is dead.
    ///
    /// - Parameters:
    ///   - attempt: the one that failed, from 1.
    ///   - retryAfter: seconds that the receiver asked for.
    ///   - random: from 0 up to 1, new for each call.
    package static func retry(
        afterAttempt attempt: Int, endedAt end: Instant, retryAfter: Int64?, random: Double
    ) -> Instant? {
        guard attempt >= 1, attempt <= pauses.count else { return nil }
        let share = 1 + jitter * (2 * min(max(random, 0), 1) - 1)
        let milliseconds = Int64(Double(pauses[attempt - 1]) * 1000 * share)
        let wish = min(max(retryAfter ?? 0, 0), longestWish) * 1000
        let (moment, isTooLate) = end.milliseconds.addingReportingOverflow(max(milliseconds, wish))
        return Instant(milliseconds: isTooLate ? .max : moment)
    }
}
