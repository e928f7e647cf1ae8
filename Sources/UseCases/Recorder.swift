internal import Domain
internal import SQLCore
internal import Store
internal import Synchronization

/// Writes records that nobody waits for, in batches: refusals, uses of keys, reads that showed no attribute.
///
/// A crash may lose the last second of these. Whatever shows an attribute is recorded before its first byte instead,
/// by `Registry.extract`.
final class Recorder: Sendable {
    enum Entry: Sendable {
        case event(HistoryEvent)
        case extraction(ExtractionRecord)
        /// How an answer ended that starts no clock.
        case completion(ExtractionRecord)

        fileprivate var newExtraction: ExtractionRecord? {
            if case .extraction(let record) = self { record } else { nil }
        }
    }

    private struct SessionUse: Sendable {
        let memberID: MemberID
        let seenAt: Instant
    }

    private struct Buffer: Sendable {
        var entries: [Entry] = []
        var uses: [KeyID: Instant] = [:]
        var sessions: [SessionID: SessionUse] = [:]
    }

    /// Beyond it an entry is dropped rather than memory filled; a flush that is late that far has already failed.
    private static let capacity = 100_000
    private let database: any DatabasePort
    private let buffer = Mutex(Buffer())

    init(database: any DatabasePort) {
        self.database = database
    }

    func note(_ entry: Entry) {
        buffer.withLock { buffer in
            if buffer.entries.count < Self.capacity { buffer.entries.append(entry) }
        }
    }

    func noteUse(of keyID: KeyID, at now: Instant) {
        buffer.withLock { $0.uses[keyID] = now }
    }

    func noteUse(of sessionID: SessionID, by memberID: MemberID, at now: Instant) {
        buffer.withLock { $0.sessions[sessionID] = SessionUse(memberID: memberID, seenAt: now) }
    }

    /// Writes what has gathered. A failed batch is kept for the next time.
    func flush() async {
        let (entries, uses, sessions) = buffer.withLock { buffer in
            defer {
                buffer.entries = []
                buffer.uses = [:]
                buffer.sessions = [:]
            }
            return (buffer.entries, buffer.uses, buffer.sessions)
        }
        guard !entries.isEmpty || !uses.isEmpty || !sessions.isEmpty else { return }
        do {
            try await database.write { transaction in
                for entry in entries { try Self.write(entry, in: transaction) }
                for use in KeyUse.sums(of: entries.compactMap(\.newExtraction)) { try transaction.run(AddKeyUse(use)) }
                for (keyID, usedAt) in uses { try transaction.run(TouchAPIKey(keyID, usedAt: usedAt)) }
                for (sessionID, use) in sessions {
                    try transaction.run(TouchSession(sessionID, seenAt: use.seenAt))
                    try transaction.run(TouchMember(use.memberID, seenAt: use.seenAt))
                }
            }
        } catch {
            buffer.withLock { buffer in
                buffer.entries.insert(contentsOf: entries, at: 0)
                buffer.uses.merge(uses) { newer, _ in newer }
                buffer.sessions.merge(sessions) { newer, _ in newer }
            }
        }
    }

    private static func write(_ entry: Entry, in transaction: any Transaction) throws {
        switch entry {
        case .event(let event):
            try transaction.run(InsertHistoryEvent(event))
        case .extraction(let record):
            try transaction.run(InsertExtraction(record))
        case .completion(let record):
            try transaction.run(CompleteExtraction(record))
        }
    }
}
