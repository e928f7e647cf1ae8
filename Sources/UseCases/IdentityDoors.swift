internal import Domain
internal import Synchronization

/// Which identities members have opened by giving a reason: one candidate, one submission, one session, 15 minutes.
///
/// It lives in memory: a restart closes all. Who signed out has no session to come back with, and an archive or another
/// submission leaves the door of a submission that is no more.
final class IdentityDoors: Sendable {
    private struct Door: Hashable, Sendable {
        let sessionID: SessionID
        let recordID: RecordID
        let submitCount: Int
    }

    static let seconds: Int64 = 900
    private let opened = Mutex<[Door: Uptime]>([:])

    func open(_ candidate: Candidate, for sessionID: SessionID, at now: Uptime) {
        let door = Door(sessionID: sessionID, recordID: candidate.recordID, submitCount: candidate.submitCount)
        opened.withLock { opened in
            opened = opened.filter { Self.isOpen(since: $0.value, at: now) }
            opened[door] = now
        }
    }

    func isOpen(_ candidate: Candidate, for sessionID: SessionID, at now: Uptime) -> Bool {
        let door = Door(sessionID: sessionID, recordID: candidate.recordID, submitCount: candidate.submitCount)
        return opened.withLock { $0[door] }.map { Self.isOpen(since: $0, at: now) } ?? false
    }

    private static func isOpen(since start: Uptime, at now: Uptime) -> Bool {
        start.boot == now.boot && (0..<seconds * 1000).contains(now.milliseconds - start.milliseconds)
    }
}
