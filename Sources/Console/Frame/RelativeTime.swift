package import Domain
internal import Wire

/// "4 minutes ago", "in 3 days".
package enum RelativeTime {
    private static let units: [(seconds: Int64, name: String)] = [
        (31_536_000, "year"), (2_592_000, "month"), (86_400, "day"), (3600, "hour"), (60, "minute"),
    ]

    package static func text(at instant: Instant, now: Instant) -> String {
        let (difference, overflow) = now.milliseconds.subtractingReportingOverflow(instant.milliseconds)
        let isPast = instant <= now
        let seconds = (overflow ? Int64.max : abs(difference)) / 1000
        guard let unit = units.first(where: { seconds >= $0.seconds }) else {
            return isPast ? "just now" : "in less than a minute"
        }
        let count = seconds / unit.seconds
        let words = "\(count) \(unit.name)\(count == 1 ? "" : "s")"
        return isPast ? "\(words) ago" : "in \(words)"
    }
}

/// A moment for the partial `{{>time}}`: `{{#lastUsed}}{{>time}}{{/lastUsed}}`.
struct TimeCell: Sendable {
    /// ISO 8601, for machines and for the script that adds the reader's zone.
    let iso: String
    /// Such as `2026-11-23 12:15:38 UTC`.
    let exact: String
    let relative: String

    init(_ instant: Instant, now: Instant) {
        iso = WireDate.string(milliseconds: instant.milliseconds)
        exact = "\(iso.prefix(10)) \(iso.dropFirst(11).prefix(8)) UTC"
        relative = RelativeTime.text(at: instant, now: now)
    }
}
