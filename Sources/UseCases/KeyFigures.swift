internal import Domain
internal import SQLCore
internal import Store

/// What the keys of a service have extracted in the last 30 days.
struct KeyFigures {
    static let days = 30
    private let now: Instant
    private var byDay: [KeyID: [Int]] = [:]

    init(of serviceID: ServiceID, at now: Instant, in transaction: any Transaction) throws {
        self.now = now
        let first = KeyUse.day(of: now) - Int64(Self.days) + 1
        for use in try transaction.all(KeyUses(of: serviceID, since: first)) {
            // A clock that was set back leaves days that are still to come.
            let place = Int(use.day - first)
            guard place < Self.days else { continue }
            byDay[use.keyID, default: Self.none][place] += use.extractions
        }
    }

    /// An old secret whose time is over is not shown any more.
    func overview(_ record: APIKeyRecord) -> KeyOverview {
        var key = record.key
        if let end = key.oldSecretEndsAt, end <= now { key.oldSecretEndsAt = nil }
        return KeyOverview(
            key: key, lastUsedAt: record.lastUsedAt, createdBy: record.createdBy,
            extractionsByDay: byDay[key.keyID] ?? Self.none)
    }

    private static let none = [Int](repeating: 0, count: days)
}
