internal import Domain
internal import FoundationEssentials
internal import UseCases

/// The machine's clocks, handed to the use cases.
enum SystemClocks {
    /// Wall-clock time, and the time since the boot, sleep included, which nobody can set.
    static func make() -> Clocks {
        let boot = bootID()
        return Clocks(
            now: { now() },
            uptime: { Uptime(boot: boot, milliseconds: uptime()) })
    }

    static func now() -> Instant {
        Instant(milliseconds: Int64((Date.now.timeIntervalSince1970 * 1000).rounded(.down)))
    }

    /// Milliseconds since the boot: `CLOCK_BOOTTIME` on Linux.
    static func uptime() -> Int64 {
        let clock = ContinuousClock()
        let (seconds, attoseconds) = clock.systemEpoch.duration(to: clock.now).components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// The kernel makes one at each boot. Where there is none, times of two runs are never compared.
    private static func bootID() -> String {
        let text = SmallFile.text("/proc/sys/kernel/random/boot_id")?.prefix(36)
        return text.map(String.init) ?? Hexadecimal.text(SystemRandomness.bytes(16))
    }
}
