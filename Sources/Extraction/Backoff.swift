/// How long to wait before a request is repeated, and when to give it up. Without I/O.
package struct Backoff: Sendable {
    package enum Trouble: Hashable, Sendable {
        /// No answer, or half of one.
        case broken
        /// The server asks for patience; `seconds` when it says how much.
        case busy(seconds: Int?)
    }

    /// Requests without a word from the server about waiting.
    package static let mostTries = 6
    /// Seconds that a server may ask for, all in all.
    package static let longestWait = 900

    private static let firstMilliseconds: UInt64 = 250
    private static let longestMilliseconds: UInt64 = 20_000

    private var tries = 0
    private var waited = 0

    package init() {}

    /// The next pause: doubled each time, at least half of it and the rest by chance, so that many receivers don't come
    /// back at once; never less than the server asked for. `nil` to give up.
    package mutating func next(after trouble: Trouble, random: UInt64) -> Duration? {
        if case .busy(let seconds?) = trouble {
            // At least a second counts, so that a server that says 0 for ever is given up too.
            waited += max(1, seconds)
            guard waited <= Self.longestWait else { return nil }
            return .seconds(seconds) + .milliseconds(random % Self.firstMilliseconds)
        }
        tries += 1
        guard tries < Self.mostTries else { return nil }
        let whole = min(Self.firstMilliseconds << UInt64(tries - 1), Self.longestMilliseconds)
        return .milliseconds(whole / 2 + random % (whole / 2 + 1))
    }
}
