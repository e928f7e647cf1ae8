internal import Domain
internal import Synchronization

/// Which sessions were offered a second factor that waits for its first code. An offer is for the session that gave the
/// password for it, and for a quarter of an hour: whoever else is signed in as the same member never sees its secret.
final class FactorOffers: Sendable {
    private static let seconds: Int64 = 900
    private let endings = Mutex<[SessionID: Instant]>([:])

    func begin(_ sessionID: SessionID, at now: Instant) {
        endings.withLock { endings in
            endings = endings.filter { $0.value > now }
            endings[sessionID] = now.adding(seconds: Self.seconds)
        }
    }

    func isOpen(_ sessionID: SessionID, at now: Instant) -> Bool {
        endings.withLock { $0[sessionID].map { $0 > now } ?? false }
    }

    func end(_ sessionID: SessionID) {
        endings.withLock { $0[sessionID] = nil }
    }
}
