package import Domain
internal import Wire

/// "4 minutes ago", "in 3 days".
package enum RelativeTime {
    /// Each with the count from which the next one says it better.
    private static let units: [(seconds: Int64, name: String, end: Int64)] = [
        (60, "minute", 60), (3600, "hour", 24), (86_400, "day", 30), (2_592_000, "month", 12),
        (31_536_000, "year", .max),
    ]

    /// Rounded to the nearest: what ends in two days says so also a moment later.
    package static func text(at instant: Instant, now: Instant) -> String {
        let (difference, overflow) = now.milliseconds.subtractingReportingOverflow(instant.milliseconds)
        let isPast = instant <= now
        let seconds = (overflow ? Int64.max / 1000 : Int64(clamping: difference.magnitude)) / 1000
        guard seconds >= 60 || !isPast && seconds >= 59 else {
            return isPast ? "just now" : "in less than a minute"
        }
        for unit in units {
            let count = (seconds + unit.seconds / 2) / unit.seconds
            guard count < unit.end else { continue }
            let words = "\(max(1, count)) \(unit.name)\(count <= 1 ? "" : "s")"
            return isPast ? "\(words) ago" : "in \(words)"
        }
        return isPast ? "long ago" : "in the far future"
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
