/// A month of the Gregorian calendar in UTC.
package struct CalendarMonth: Hashable, Sendable {
    package let year: Int
    /// 1 to 12.
    package let month: Int

    /// The month of a day, counted from 1970-01-01.
    ///
    /// A year begins in March here, so that the leap day is its last.
    init(day: Int64) {
        let sinceMarch0 = day + 719_468
        let era = (sinceMarch0 >= 0 ? sinceMarch0 : sinceMarch0 - 146_096) / 146_097
        let dayOfEra = sinceMarch0 - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        self.init(year: Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0), month: Int(month))
    }

    package init(year: Int, month: Int) {
        self.year = year
        self.month = month
    }

    /// The first day, counted from 1970-01-01.
    var firstDay: Int64 {
        let marchYear = Int64(month <= 2 ? year - 1 : year)
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let fromMarch = Int64((month + 9) % 12)
        let dayOfYear = (153 * fromMarch + 2) / 5
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The month so many months before this one.
    func earlier(by months: Int) -> CalendarMonth {
        let index = year * 12 + month - 1 - months
        return CalendarMonth(year: index / 12, month: index % 12 + 1)
    }

    /// Such as `2026-11`.
    package var text: String { "\(year)-\(month < 10 ? "0" : "")\(month)" }
}
