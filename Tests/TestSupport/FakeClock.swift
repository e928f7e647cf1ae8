package import Domain
internal import Synchronization
package import UseCases

/// Wall clock and uptime that stand still until a test turns them.
package final class FakeClock: Sendable {
    private struct State: Sendable {
        var now = Instant(milliseconds: 1_800_000_000_000)
        var uptime: Int64 = 5_000_000
        var boot = 1
    }

    private let state = Mutex(State())

    package init() {}

    package var now: Instant { state.withLock(\.now) }
    package var uptime: Uptime {
        state.withLock { Uptime(boot: "boot-\($0.boot)", milliseconds: $0.uptime) }
    }
    package var clocks: Clocks { Clocks(now: { self.now }, uptime: { self.uptime }) }

    /// Time passes: both clocks go on.
    package func advance(seconds: Int64) { advance(milliseconds: seconds * 1000) }

    package func advance(milliseconds: Int64) {
        state.withLock { state in
            state.now = Instant(milliseconds: state.now.milliseconds + milliseconds)
            state.uptime += milliseconds
        }
    }

    /// Somebody sets the wall clock; no time passes.
    package func setWallClock(aheadBySeconds seconds: Int64) {
        state.withLock { $0.now = $0.now.adding(seconds: seconds) }
    }

    /// The machine starts anew: another boot, uptime from the beginning. The wall clock goes on.
    package func reboot(afterSeconds seconds: Int64 = 0) {
        state.withLock { state in
            state.now = state.now.adding(seconds: seconds)
            state.uptime = 1000
            state.boot += 1
        }
    }
}
