package import Domain
internal import SQLCore
internal import Store

/// How much of a service is used: counts only.
package struct ServiceUsage: Sendable {
    /// What one key has extracted.
    package struct OfKey: Sendable {
        package let keyID: KeyID
        /// `nil` once the key is deleted; what it has extracted stays.
        package let description: String?
        /// One count a month, as `months`.
        package let byMonth: [Int]
        package var total: Int { byMonth.reduce(0, +) }
    }

    package static let monthCount = 12
    package static let dayCount = 30

    /// The last twelve, oldest first; the last one is under way.
    package let months: [CalendarMonth]
    /// Every key that is there or was used in these months, the most used first.
    package let keys: [OfKey]
    /// Of all keys, one count a day (UTC), oldest first.
    package let byDay: [Int]
    package let live: Int
    package let archived: Int
    /// Since the service began, candidates that are gone included.
    package let submissions: Int

    /// Of all keys, one count a month.
    package var byMonth: [Int] { months.indices.map { index in keys.reduce(0) { $0 + $1.byMonth[index] } } }
    package var total: Int { keys.reduce(0) { $0 + $1.total } }

    fileprivate init(of serviceID: ServiceID, at now: Instant, in transaction: any Transaction) throws {
        let today = KeyUse.day(of: now)
        let current = CalendarMonth(day: today)
        let months = (0..<Self.monthCount).reversed().map { current.earlier(by: $0) }
        let places = Dictionary(uniqueKeysWithValues: zip(months, months.indices))
        var byKey: [KeyID: [Int]] = [:]
        var byDay = [Int](repeating: 0, count: Self.dayCount)
        let none = [Int](repeating: 0, count: months.count)
        let firstDay = min(current.earlier(by: Self.monthCount - 1).firstDay, today - Int64(Self.dayCount) + 1)
        // A clock that was set back leaves days that are still to come.
        for use in try transaction.all(KeyUses(of: serviceID, since: firstDay)) where use.day <= today {
            let daysAgo = Int(today - use.day)
            if daysAgo < Self.dayCount { byDay[Self.dayCount - 1 - daysAgo] += use.extractions }
            guard let place = places[CalendarMonth(day: use.day)] else { continue }
            byKey[use.keyID, default: none][place] += use.extractions
        }
        let known = try transaction.all(APIKeysOfService(serviceID)).map(\.key)
        let names = Dictionary(known.map { ($0.keyID, $0.description) }, uniquingKeysWith: { first, _ in first })
        keys = Set(byKey.keys).union(names.keys)
            .map { OfKey(keyID: $0, description: names[$0], byMonth: byKey[$0] ?? none) }
            .sorted { ($1.total, $0.keyID.text) < ($0.total, $1.keyID.text) }
        let tallies = try transaction.all(Tallies(serviceID))
        archived = tallies.reduce(0) { $0 + $1.archived }
        live = tallies.reduce(0) { $0 + $1.count } - archived
        submissions = try transaction.first(SubmissionCount(of: serviceID)) ?? 0
        (self.months, self.byDay) = (months, byDay)
    }
}

extension Registry {
    /// How much of a service is used. Asks for `seeUsage`.
    package func usage(of serviceID: ServiceID, by caller: Caller) throws(Failure) -> ServiceUsage {
        try authorise(.seeUsage, by: caller, in: serviceID)
        _ = try serviceRecord(serviceID)
        let at = now
        return try read { try ServiceUsage(of: serviceID, at: at, in: $0) }
    }

    /// The descriptions of a service's keys, for whoever sees its candidates: who took one over is no secret there.
    package func keyNames(of serviceID: ServiceID, by caller: Caller) throws(Failure) -> [KeyID: String] {
        try authorisePerson(.listCandidates, by: caller, in: serviceID)
        return try read { transaction in
            let keys = try transaction.all(APIKeysOfService(serviceID)).map(\.key)
            return Dictionary(keys.map { ($0.keyID, $0.description) }, uniquingKeysWith: { first, _ in first })
        }
    }
}
