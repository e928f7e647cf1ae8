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
    }

    private struct SessionUse: Sendable {
        let memberID: MemberID
        let seenAt: Instant
    }

    private struct Buffer: Sendable {
        var events: [HistoryEvent] = []
        var extractions: [ExtractionRecord] = []
        var completions: [ExtractionRecord] = []
        var uses: [KeyID: Instant] = [:]
        var sessions: [SessionID: SessionUse] = [:]

        var entryCount: Int { events.count + extractions.count + completions.count }
        var isEmpty: Bool { entryCount == 0 && uses.isEmpty && sessions.isEmpty }

        mutating func append(_ entry: Entry) {
            switch entry {
            case .event(let event): events.append(event)
            case .extraction(let record): extractions.append(record)
            case .completion(let record): completions.append(record)
            }
        }

        /// Puts what could not be written back before what has come since.
        mutating func takeBack(_ older: Buffer) {
            events = older.events + events
            extractions = older.extractions + extractions
            completions = older.completions + completions
            uses.merge(older.uses) { newer, _ in newer }
            sessions.merge(older.sessions) { newer, _ in newer }
        }
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
            if buffer.entryCount < Self.capacity { buffer.append(entry) }
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
        let gathered = buffer.withLock { buffer in
            defer { buffer = Buffer() }
            return buffer
        }
        guard !gathered.isEmpty else { return }
        do {
            try await database.write { transaction in try Self.write(gathered, in: transaction) }
        } catch {
            buffer.withLock { $0.takeBack(gathered) }
        }
    }

    private static func write(_ gathered: Buffer, in transaction: any Transaction) throws {
        for event in gathered.events { try transaction.run(InsertHistoryEvent(event)) }
        for record in gathered.extractions { try transaction.run(InsertExtraction(record)) }
        for record in gathered.completions { try transaction.run(CompleteExtraction(record)) }
        for use in KeyUse.sums(of: gathered.extractions) { try transaction.run(AddKeyUse(use)) }
        for (keyID, usedAt) in gathered.uses { try transaction.run(TouchAPIKey(keyID, usedAt: usedAt)) }
        for (sessionID, use) in gathered.sessions {
            try transaction.run(TouchSession(sessionID, seenAt: use.seenAt))
            try transaction.run(TouchMember(use.memberID, seenAt: use.seenAt))
        }
    }
}
