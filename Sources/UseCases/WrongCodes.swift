package import Domain
internal import SQLCore
internal import Store

/// Wrong codes of the second factor that stand against a member: of all sign-ins with the right password that were not
/// completed. After five, a code of the app is looked at only after a wait, which doubles with each further one.
///
/// They are counted in the rows of those sign-ins, so a restart forgives none. A sign-in that is completed takes its own
/// along: those were slips of whoever had the right code as well. A right code elsewhere forgives nothing, else the member's
/// own sign-ins would buy a guesser new tries. A new password and *Sign out everywhere* end those sign-ins, and with them
/// what was counted.
struct WrongCodes: Sendable {
    /// Seconds after which wrong codes are forgotten.
    static let memory: Int64 = 7 * 86_400
    private static let longestWait: Int64 = 86_400

    let count: Int
    private let latestAt: Instant?

    init(of memberID: MemberID, at now: Instant, in transaction: any Transaction) throws {
        let since = now.adding(seconds: -Self.memory)
        let failed = try transaction.all(SessionsOfMember(memberID)).filter {
            $0.waitsForCode && $0.wrongCodes > 0 && $0.lastSeenAt > since
        }
        count = failed.reduce(0) { $0 + $1.wrongCodes }
        latestAt = failed.map(\.lastSeenAt).max()
    }

    /// Seconds until a code of the app is looked at: none up to the fifth wrong code, then 60, 120, 240 … up to a day.
    func wait(at now: Instant) -> Int64 {
        guard count >= Registry.wrongCodeLimit, let latestAt else { return 0 }
        let wait = min(60 << Int64(min(count - Registry.wrongCodeLimit, 20)), Self.longestWait)
        let left = latestAt.adding(seconds: wait).milliseconds - now.milliseconds
        return min(max(0, (left + 999) / 1000), wait)
    }

    static func tooMany(_ seconds: Int64) -> Failure {
        .rateLimited(
            retryAfter: Int(seconds),
            "Too many wrong codes. The next one from the app is looked at in \(words(seconds)); a recovery code at once."
        )
    }

    private static func words(_ seconds: Int64) -> String {
        switch seconds {
        case ...120: "\(seconds) s"
        case ...7200: "\((seconds + 59) / 60) min"
        default: "\((seconds + 3599) / 3600) h"
        }
    }
}

extension Registry {
    /// How many wrong codes of the second factor stand against the caller: somebody gave the right password with each.
    package func wrongCodes(by caller: Caller) throws(Failure) -> Int {
        guard let grant = caller.member else { return 0 }
        return try read { try WrongCodes(of: grant.member.memberID, at: now, in: $0).count }
    }
}
