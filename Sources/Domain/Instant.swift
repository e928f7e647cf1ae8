/// A moment in wall-clock time: whole milliseconds since 1970-01-01T00:00:00Z.
package struct Instant: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The moment `seconds` later; stays at the end of time instead of overflowing.
    package func adding(seconds: Int64) -> Instant {
        let (product, tooLong) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, tooLate) = milliseconds.addingReportingOverflow(product)
        return Instant(milliseconds: tooLong || tooLate ? .max : sum)
    }

    package static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }
}

/// How long the machine has been up, by a clock that nobody can set: it proves that time has really passed.
package struct Uptime: Hashable, Sendable {
    /// Differs after every boot; values of different boots can't be compared.
    package let boot: String
    package let milliseconds: Int64

    package init(boot: String, milliseconds: Int64) {
        self.boot = boot
        self.milliseconds = milliseconds
    }
}
