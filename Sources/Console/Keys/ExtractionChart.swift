package import Domain
internal import Wire

/// Extractions of 30 days as bars, with the same in words.
package struct ExtractionChart: Sendable {
    package struct Bar: Sendable, Equatable {
        package let x: Int
        package let y: Int
        package let height: Int
    }

    /// One of 3 units a day, 1 apart; days without an extraction have none.
    package let bars: [Bar]
    package let total: Int
    /// The text equivalent.
    package let words: String

    package static let height = 24
    private static let step = 4

    /// - Parameters:
    ///   - counts: one a day, oldest first, the last one of today.
    ///   - now: tells which day (UTC) today is.
    package init(counts: [Int], now: Instant) {
        let most = counts.max() ?? 0
        total = counts.reduce(0, +)
        bars = counts.enumerated().compactMap { index, count in
            guard count > 0 else { return nil }
            let height = max(2, count * (Self.height - 1) / most)
            return Bar(x: index * Self.step, y: Self.height - 1 - height, height: height)
        }
        guard most > 0, let peak = counts.lastIndex(of: most), let last = counts.lastIndex(where: { $0 > 0 }) else {
            words = "No extractions in 30 days"
            return
        }
        func day(_ index: Int) -> String {
            let daysAgo = Int64(counts.count - 1 - index)
            let text = WireDate.string(milliseconds: now.milliseconds - daysAgo * 86_400_000)
            return daysAgo == 0 ? "today" : "on \(text.prefix(10))"
        }
        let noun = total == 1 ? "extraction" : "extractions"
        words = "\(total) \(noun) in 30 days; most \(day(peak)): \(most); latest \(day(last))"
    }
}
