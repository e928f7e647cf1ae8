internal import Domain
internal import UseCases
internal import Wire

/// `usage-table.mustache`
struct UsagePage: PageModel {
    /// A number of one month. `none` instead of a zero, so that what counts stands out.
    struct Cell: Sendable {
        let label: String
        let count: String?
    }

    struct Row: Sendable {
        let name: String
        let keyId: String
        let isGone: Bool
        let cells: [Cell]
        let sum: String
    }

    struct Day: Sendable {
        let day: String
        let count: String
    }

    /// Beyond it a page gets too long to read; the CSV holds all.
    static let longestTable = 25

    let frame: PageFrame
    let csvHref: String
    let live: String
    let archived: String
    let submissions: String
    let chart: ExtractionChart
    let firstDay: String
    let lastDay: String
    /// Those of the last 30 with an extraction, the latest first.
    let days: [Day]
    let hasDays: Bool
    let heads: [String]
    let rows: [Row]
    /// Of all keys, also of those that have no row.
    let totals: [Cell]
    let sum: String
    /// Such as "3 keys", which are used less than those above.
    let further: String?
    let isEmpty: Bool

    init(_ usage: ServiceUsage, _ context: ServiceContext) {
        let now = context.visit.now
        frame = PageFrame(title: "Usage", tab: .usage, context: context)
        csvHref = "\(context.servicePath)/usage.csv"
        live = Figures.text(usage.live)
        archived = Figures.text(usage.archived)
        submissions = Figures.text(usage.submissions)
        chart = ExtractionChart(counts: usage.byDay, now: now)
        let all = usage.byDay.indices.map { Self.day(usage.byDay.count - 1 - $0, before: now) }
        (firstDay, lastDay) = (all.first ?? "", all.last ?? "")
        days = zip(all, usage.byDay).reversed().filter { $0.1 > 0 }.map { Day(day: $0, count: Figures.text($1)) }
        hasDays = !days.isEmpty
        let heads = usage.months.map(\.words)
        self.heads = heads
        func cells(_ counts: [Int]) -> [Cell] {
            zip(heads, counts).map { Cell(label: $0, count: $1 == 0 ? nil : Figures.text($1)) }
        }
        rows = usage.keys.prefix(Self.longestTable).map { key in
            Row(
                name: key.description ?? "Deleted key", keyId: key.keyID.text, isGone: key.description == nil,
                cells: cells(key.byMonth), sum: Figures.text(key.total))
        }
        totals = cells(usage.byMonth)
        sum = Figures.text(usage.total)
        let left = usage.keys.count - rows.count
        further = left > 0 ? Figures.count(left, "key") : nil
        isEmpty = rows.isEmpty
    }

    private static func day(_ daysAgo: Int, before now: Instant) -> String {
        String(WireDate.string(milliseconds: now.milliseconds - Int64(daysAgo) * 86_400_000).prefix(10))
    }
}

extension CalendarMonth {
    /// Such as "Nov 2026".
    package var words: String {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(names[month - 1]) \(year)"
    }
}
