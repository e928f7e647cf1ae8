package import Domain
internal import SQLCore
internal import Store

/// One entry of the change feed.
package struct FeedEntry: Sendable {
    /// The cursor behind it.
    package let number: Int64
    package let recordID: RecordID
    /// `status`, `archived` or `deleted`.
    package let kind: String
    package let status: CandidateStatus
    package let submitCount: Int
    package let at: Instant
}

extension Registry {
    /// What happened to the candidates of a service behind a number, in strict order and without gaps (contract 2.5).
    package func changes(
        after number: Int64, limit: Int, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> [FeedEntry] {
        try authorise(.listCandidates, by: caller, in: serviceID)
        return try read { transaction in
            let page = ChangesAfter(number, of: serviceID, limit: min(max(1, limit), Self.largestPage))
            return try transaction.all(page).map { number, change in
                FeedEntry(
                    number: number, recordID: change.recordID, kind: change.kind.rawValue, status: change.status,
                    submitCount: change.submitCount, at: change.at)
            }
        }
    }

    /// How often the service's candidates have changed; asked for before a look at the feed.
    package func changeCount(of serviceID: ServiceID) -> Int {
        signals.count(of: serviceID)
    }

    /// Returns when they have changed more often than `count`, or when the task is cancelled.
    package func waitForChange(of serviceID: ServiceID, beyond count: Int) async {
        await signals.wait(for: serviceID, beyond: count)
    }
}
