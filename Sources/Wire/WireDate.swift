/// Dates as the contract writes them: ISO 8601, UTC, milliseconds and `Z`, e.g. `2018-11-12T10:49:17.973Z`.
///
/// Milliseconds count from 1970-01-01T00:00:00Z without leap seconds. The years 0000 to 9999 of the proleptic Gregorian
/// calendar can be written; a time outside becomes the first or the last millisecond of that range.
/// Calendar arithmetic after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
package enum WireDate {
    /// The first and the last time that can be written, in milliseconds since 1970.
    package static let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// Appends the 24 bytes of the date, without quotes.
    package static func write(milliseconds: Int64, into bytes: inout [UInt8]) {
        let time = min(max(milliseconds, range.lowerBound), range.upperBound)
        let days = floorDivide(time, 86_400_000)
        let inDay = Int(time - days * 86_400_000)
        let (year, month, day) = civil(fromDays: Int(days))
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { text in
            _ = text.initialize(fromContentsOf: "0000-00-00T00:00:00.000Z".utf8)
            putPair(year / 100, in: text, at: 0)
            putPair(year % 100, in: text, at: 2)
            putPair(month, in: text, at: 5)
            putPair(day, in: text, at: 8)
            putPair(inDay / 3_600_000, in: text, at: 11)
            putPair(inDay / 60_000 % 60, in: text, at: 14)
            putPair(inDay / 1000 % 60, in: text, at: 17)
            let fraction = inDay % 1000
            text[20] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: fraction / 100)
            putPair(fraction % 100, in: text, at: 21)
            bytes.append(contentsOf: UnsafeBufferPointer(text))
        }
    }

    /// The date as text.
    package static func string(milliseconds: Int64) -> String {
        var bytes: [UInt8] = []
        write(milliseconds: milliseconds, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Milliseconds since 1970 of a date in exactly this form; nil for anything else. The fraction may be missing or
    /// have one to nine digits, of which those after the third are dropped. A day that the calendar doesn't have, a
    /// leap second, the hour 24 and any zone but `Z` are refused.
    package static func parse(_ text: some Collection<UInt8>) -> Int64? {
        let text = Array(text.prefix(31))
        guard text.count >= 20, text.count <= 30, text[text.count - 1] == UInt8(ascii: "Z"),
            text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), text[10] == UInt8(ascii: "T"),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let year = number(text[0..<4]), let month = number(text[5..<7]), let day = number(text[8..<10]),
            let hour = number(text[11..<13]), let minute = number(text[14..<16]), let second = number(text[17..<19]),
            let fraction = milliseconds(text[19..<(text.count - 1)]),
            (1...12).contains(month), day >= 1, day <= lastDay(ofMonth: month, year: year),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let inDay = ((hour * 60 + minute) * 60 + second) * 1000 + fraction
        return Int64(days(year: year, month: month, day: day)) * 86_400_000 + Int64(inDay)
    }

    /// The same for a text.
    package static func parse(_ text: String) -> Int64? { parse(text.utf8) }

    /// Whether a text is a day of the calendar as the contract writes a date of birth: `MM/DD/YYYY`.
    package static func isDay(_ text: String) -> Bool {
        let text = Array(text.utf8.prefix(11))
        guard text.count == 10, text[2] == UInt8(ascii: "/"), text[5] == UInt8(ascii: "/"),
            let month = number(text[0..<2]), let day = number(text[3..<5]), let year = number(text[6..<10])
        else { return false }
        return (1...12).contains(month) && day >= 1 && day <= lastDay(ofMonth: month, year: year)
    }

    private static func putPair(_ value: Int, in text: UnsafeMutableBufferPointer<UInt8>, at index: Int) {
        text[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10)
        text[index + 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }

    /// Reads an empty text as 0, otherwise a point and one to nine digits.
    private static func milliseconds(_ fraction: ArraySlice<UInt8>) -> Int? {
        guard let point = fraction.first else { return 0 }
        let digits = fraction.dropFirst()
        guard point == UInt8(ascii: "."), (1...9).contains(digits.count), number(digits) != nil else { return nil }
        let kept = digits.prefix(3)
        guard let value = number(kept) else { return nil }
        return kept.count == 1 ? value * 100 : kept.count == 2 ? value * 10 : value
    }

    private static func lastDay(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
