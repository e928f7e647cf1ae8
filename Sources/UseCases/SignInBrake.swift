internal import Domain
internal import Synchronization

/// Slows down who guesses passwords or codes. In memory: a restart forgives, and costs more than it gives.
///
/// A try counts as failed from its beginning until it is known not to be, so that a hundred tries at once gain nothing.
final class SignInBrake: Sendable {
    /// One try that is under way.
    struct Attempt: Sendable {
        fileprivate let account: Place
        fileprivate let network: Place?

        fileprivate struct Place: Sendable {
            let key: [UInt8]
            /// When the try began, and the one before it.
            let at: Int64
            let earlierAt: Int64?
        }
    }

    private struct Tries: Sendable {
        var failures = 0
        var lastAt: Int64

        /// Milliseconds until the next try is heard: 2, 4, 8, … up to 60 seconds.
        func wait(at now: Int64, free: Int) -> Int64 {
            guard failures >= free else { return 0 }
            let seconds: Int64 = failures - free >= 5 ? 60 : 2 << Int64(failures - free)
            return max(0, lastAt + seconds * 1000 - now)
        }
    }

    private struct State: Sendable {
        var accounts: [[UInt8]: Tries] = [:]
        var networks: [[UInt8]: Tries] = [:]
    }

    /// Failures without consequence.
    static let freeForAccount = 5
    static let freeForAddress = 20
    /// Milliseconds without a failure after which all is forgotten.
    private static let memory: Int64 = 900_000
    /// Accounts, and addresses, that are remembered at a time.
    private static let capacity = 10_000
    private let state = Mutex(State())

    /// Begins a try.
    ///
    /// - Parameter account: the blind index of an e-mail, whether it has an account or not.
    /// - Throws: 429 while it has to wait.
    func begin(account: [UInt8], address: IPAddress?, at uptime: Uptime) throws(Failure) -> Attempt {
        let now = uptime.milliseconds
        let network = address.map(Self.network(of:))
        let (wait, attempt): (Int64, Attempt?) = state.withLock { state in
            let wait = max(
                state.accounts[account]?.wait(at: now, free: Self.freeForAccount) ?? 0,
                network.flatMap { state.networks[$0]?.wait(at: now, free: Self.freeForAddress) } ?? 0)
            guard wait == 0 else { return (wait, nil) }
            let place = Self.count(account, in: &state.accounts, at: now)
            return (0, Attempt(account: place, network: network.map { Self.count($0, in: &state.networks, at: now) }))
        }
        guard let attempt else { throw .rateLimited(retryAfter: Int((wait + 999) / 1000)) }
        return attempt
    }

    /// The try was right: the account starts anew.
    func succeed(_ attempt: Attempt) {
        state.withLock { state in
            state.accounts[attempt.account.key] = nil
            Self.uncount(attempt.network, in: &state.networks)
        }
    }

    /// The try says nothing, such as a right password that a code has to follow: it doesn't count.
    func withdraw(_ attempt: Attempt) {
        state.withLock { state in
            Self.uncount(attempt.account, in: &state.accounts)
            Self.uncount(attempt.network, in: &state.networks)
        }
    }

    /// An IPv4 address, or the /64 that one customer has of IPv6.
    private static func network(of address: IPAddress) -> [UInt8] {
        address.isIPv4 ? address.bytes : Array(address.bytes.prefix(8))
    }

    private static func count(_ key: [UInt8], in tries: inout [[UInt8]: Tries], at now: Int64) -> Attempt.Place {
        if let known = tries[key], now - known.lastAt >= memory { tries[key] = nil }
        if tries[key] == nil, tries.count >= capacity { makeRoom(in: &tries, at: now) }
        let earlierAt = tries[key]?.lastAt
        tries[key, default: Tries(lastAt: now)].failures += 1
        tries[key]?.lastAt = now
        return Attempt.Place(key: key, at: now, earlierAt: earlierAt)
    }

    /// Also takes back the time, so that the next step of who was right needn't wait.
    private static func uncount(_ place: Attempt.Place?, in tries: inout [[UInt8]: Tries]) {
        guard let place, let known = tries[place.key] else { return }
        guard known.failures > 1 else {
            tries[place.key] = nil
            return
        }
        tries[place.key]?.failures -= 1
        if known.lastAt == place.at, let earlierAt = place.earlierAt { tries[place.key]?.lastAt = earlierAt }
    }

    /// Forgets what is old, and else the tenth that waits longest.
    private static func makeRoom(in tries: inout [[UInt8]: Tries], at now: Int64) {
        tries = tries.filter { now - $0.value.lastAt < memory }
        guard tries.count >= capacity else { return }
        for (key, _) in tries.sorted(by: { $0.value.lastAt < $1.value.lastAt }).prefix(capacity / 10) {
            tries[key] = nil
        }
    }
}
