internal import Synchronization

/// How far a drain has come.
package struct Progress: Hashable, Sendable {
    package var done = 0
    /// As far as the list has been read.
    package var total = 0
    /// In milliseconds.
    package let startedAt: Int64

    package init(startedAt: Int64) { self.startedAt = startedAt }

    /// A bar of at most `width` characters with numbers behind it.
    package func line(at now: Int64, width: Int) -> String {
        let seconds = Double(max(1, now - startedAt)) / 1000
        let rate = Double(done) / seconds
        let left = rate > 0 ? Int((Double(total - done) / rate).rounded(.up)) : 0
        let shownRate = rate < 10 ? "\(Int(rate)).\(Int(rate * 10) % 10)" : "\(Int(rate))"
        let figures = " \(done) of \(total), \(shownRate) a second, \(Self.duration(left)) left"
        let room = max(0, min(40, width - figures.count - 3))
        let filled = total > 0 ? min(room, room * done / total) : 0
        return "[\(String(repeating: "#", count: filled))\(String(repeating: ".", count: room - filled))]\(figures)"
    }

    private static func duration(_ seconds: Int) -> String {
        seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
    }
}

/// Draws progress in one line of a terminal, ten times a second at most.
package final class ProgressBar: Sendable {
    private let drawn = Mutex<Int64?>(nil)
    private let uptime: @Sendable () -> Int64
    private let width: @Sendable () -> Int
    private let draw: @Sendable (String) -> Void

    package init(
        uptime: @escaping @Sendable () -> Int64, width: @escaping @Sendable () -> Int,
        draw: @escaping @Sendable (String) -> Void
    ) {
        self.uptime = uptime
        self.width = width
        self.draw = draw
    }

    package func show(_ progress: Progress) {
        let now = uptime()
        drawn.withLock { last in
            if let last, now - last < 100 { return }
            last = now
            draw("\r\(progress.line(at: now, width: width()))\u{1B}[K")
        }
    }

    /// Takes the bar away, so that something else can be written.
    package func clear() {
        drawn.withLock { last in
            if last != nil { draw("\r\u{1B}[K") }
            last = nil
        }
    }
}
