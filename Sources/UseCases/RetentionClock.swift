internal import Domain

/// The time that retention goes by. Pure: it is told what both clocks show, and answers what may be believed.
///
/// Retention archives whoever is old, all at once, and no clock of a single candidate stands against it. So the wall
/// clock alone is not enough: as long as the time it shows has been proven by the clock of the boot, it counts; what it
/// shows beyond that counts after it has stood for a day of running. A slip of the clock can be mended in that day.
struct RetentionClock: Sendable {
    /// Running time after which an unproven time is believed.
    static let proofSeconds: Int64 = 86_400
    /// How far the clocks may differ unnoticed: they don't run at exactly the same speed.
    static let toleranceMilliseconds: Int64 = 60_000

    private(set) var believed: Instant
    private var uptime: Uptime
    /// How far the wall clock is ahead of what is proven, and since how many milliseconds of running.
    private var lead: (milliseconds: Int64, stood: Int64)?

    /// At first sight the wall clock is believed.
    init(wall: Instant, uptime: Uptime) {
        believed = wall
        self.uptime = uptime
    }

    mutating func see(wall: Instant, uptime now: Uptime) {
        let isSameBoot = now.boot == uptime.boot
        let passed = max(0, isSameBoot ? now.milliseconds - uptime.milliseconds : now.milliseconds)
        uptime = now
        believed = Instant(milliseconds: believed.milliseconds + passed)
        let ahead = wall.milliseconds - believed.milliseconds
        guard ahead > Self.toleranceMilliseconds else {
            // A clock that is set back makes things late, which harms nobody.
            believed = wall
            lead = nil
            return
        }
        guard let known = lead, abs(known.milliseconds - ahead) <= Self.toleranceMilliseconds else {
            lead = (ahead, 0)
            return
        }
        let stood = known.stood + passed
        guard stood >= Self.proofSeconds * 1000 else {
            lead = (known.milliseconds, stood)
            return
        }
        believed = wall
        lead = nil
    }
}

extension RetentionClock {
    /// As it stands in the table `setting`: `believed boot uptime`, then `lead stood` if there is one.
    var text: String {
        let lead = lead.map { " \($0.milliseconds) \($0.stood)" } ?? ""
        return "\(believed.milliseconds) \(uptime.boot) \(uptime.milliseconds)\(lead)"
    }

    /// `nil` for anything else.
    init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 3 || words.count == 5, let believed = Int64(words[0]), let up = Int64(words[2]) else {
            return nil
        }
        self.init(
            wall: Instant(milliseconds: believed), uptime: Uptime(boot: words[1], milliseconds: up))
        guard words.count == 5 else { return }
        guard let ahead = Int64(words[3]), let stood = Int64(words[4]) else { return nil }
        lead = (ahead, stood)
    }
}
