/// A bar on standard error, when somebody watches: how far, how fast, how long still.
struct ImportProgress {
    private let total: Int
    private let isShown = Terminal.isWatched
    private let startedAt = SystemClocks.uptime()
    private var drawnAt: Int64 = 0
    private var done = 0
    private var records = 0

    /// - Parameter total: bytes of all sources.
    init(total: Int) {
        self.total = max(1, total)
    }

    var seconds: Double { Double(SystemClocks.uptime() - startedAt) / 1000 }

    mutating func add(records count: Int, bytes: Int) {
        records += count
        done += bytes
        let now = SystemClocks.uptime()
        guard isShown, now - drawnAt >= 100 else { return }
        drawnAt = now
        draw()
    }

    /// Takes the bar away.
    func end() {
        if isShown, drawnAt > 0 { Terminal.draw("\r\u{1B}[K") }
    }

    private func draw() {
        let part = min(1, Double(done) / Double(total))
        let rate = seconds > 0 ? Int(Double(records) / seconds) : 0
        let left = part > 0 ? Int(seconds / part * (1 - part)) : 0
        let figures = " \(Int(part * 100)) %  \(records) records, \(rate) a second, \(Self.duration(left)) left"
        let width = max(0, min(40, Terminal.width - figures.count - 3))
        let filled = Int(part * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        Terminal.draw("\r[\(bar)]\(figures)\u{1B}[K")
    }

    private static func duration(_ seconds: Int) -> String {
        seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
    }
}
