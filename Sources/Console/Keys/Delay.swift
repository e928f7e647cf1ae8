internal import Domain

/// A length of time as people write it in a form: a whole number and a unit.
package struct Delay: Equatable, Sendable {
    package enum Unit: String, CaseIterable, Sendable {
        case seconds
        case minutes
        case hours
        case days

        var seconds: Int64 {
            switch self {
            case .seconds: 1
            case .minutes: 60
            case .hours: 3600
            case .days: 86_400
            }
        }
    }

    /// As typed.
    package var number: String
    package var unit: Unit

    package init(number: String, unit: Unit) {
        self.number = number
        self.unit = unit
    }

    /// In the largest unit that divides it.
    package init(seconds: Int64) {
        unit = Unit.allCases.last { seconds > 0 && seconds % $0.seconds == 0 } ?? .seconds
        number = String(seconds / unit.seconds)
    }

    /// Takes what a form sent; a unit that doesn't exist counts as seconds.
    package init(number: String, unitText: String) {
        self.init(number: number, unit: Unit(rawValue: unitText) ?? .seconds)
    }

    package enum Reading: Equatable, Sendable {
        case seconds(Int64)
        case notWhole
        case outOfRange
    }

    /// The seconds, if they are a whole number within `range`.
    package func reading(within range: ClosedRange<Int64>) -> Reading {
        let isWhole = !number.isEmpty && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isWhole else { return .notWhole }
        guard let count = Int64(number) else { return .outOfRange }
        let (seconds, isTooLong) = count.multipliedReportingOverflow(by: unit.seconds)
        return !isTooLong && range.contains(seconds) ? .seconds(seconds) : .outOfRange
    }

    /// Such as `10 s`, `5 min`, `2 h`, `1 day`, `30 days`.
    package static func words(seconds: Int64) -> String {
        let delay = Delay(seconds: seconds)
        return switch delay.unit {
        case .seconds: "\(delay.number) s"
        case .minutes: "\(delay.number) min"
        case .hours: "\(delay.number) h"
        case .days: delay.number == "1" ? "1 day" : "\(delay.number) days"
        }
    }
}

/// An entry of a select.
struct Choice: Sendable {
    let value: String
    let label: String
    let isChosen: Bool

    static func units(chosen: Delay.Unit, from smallest: Delay.Unit = .seconds) -> [Choice] {
        Delay.Unit.allCases.drop { $0 != smallest }.map { unit in
            Choice(value: unit.rawValue, label: unit.rawValue, isChosen: unit == chosen)
        }
    }
}
