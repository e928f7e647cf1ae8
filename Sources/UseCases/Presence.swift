internal import Domain
internal import Synchronization

/// When each session was last used, to the millisecond while this process lives; the store hears of it once a minute.
final class Presence: Sendable {
    private struct Entry: Sendable {
        var seenAt: Instant
        var writtenAt: Instant
    }

    private static let writeSeconds: Int64 = 60
    private let entries = Mutex<[SessionID: Entry]>([:])

    /// The later of what is stored and what is known here.
    func lastSeen(_ sessionID: SessionID, stored: Instant) -> Instant {
        entries.withLock { max($0[sessionID]?.seenAt ?? stored, stored) }
    }

    /// Notes a use; whether it is to be written now.
    func note(_ sessionID: SessionID, stored: Instant, at now: Instant) -> Bool {
        entries.withLock { entries in
            var entry = entries[sessionID] ?? Entry(seenAt: now, writtenAt: stored)
            entry.seenAt = now
            let isDue = now >= entry.writtenAt.adding(seconds: Self.writeSeconds)
            if isDue { entry.writtenAt = now }
            entries[sessionID] = entry
            return isDue
        }
    }

    /// Forgets sessions that nobody can use any more.
    func forget(until instant: Instant) {
        entries.withLock { entries in entries = entries.filter { $0.value.seenAt > instant } }
    }
}
