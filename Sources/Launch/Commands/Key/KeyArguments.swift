internal import ArgumentParser
internal import Domain
internal import Wire

extension Scope: ExpressibleByArgument {}

/// A length of time: `10s`, `5m`, `2h` or `30d`.
struct Delay: ExpressibleByArgument, Sendable {
    let seconds: Int

    init?(argument: String) {
        let units = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = argument.last.flatMap({ units[String($0)] }), let count = Int(argument.dropLast()),
            count >= 0, !count.multipliedReportingOverflow(by: unit).overflow
        else { return nil }
        seconds = count * unit
    }
}

/// `2027-01-31`, which is its first moment in UTC, or `2027-01-31T18:00:00Z`.
struct Deadline: ExpressibleByArgument, Sendable {
    let milliseconds: Int64

    init?(argument: String) {
        let text = argument.utf8.count == 10 ? argument + "T00:00:00Z" : argument
        guard let milliseconds = WireDate.parse(text) else { return nil }
        self.milliseconds = milliseconds
    }
}
