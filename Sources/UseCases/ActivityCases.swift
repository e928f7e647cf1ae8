package import Domain
internal import SQLCore
internal import Store

/// Which lines of a service's activity are wanted; everything by default.
package struct ActivityFilter: Hashable, Sendable {
    package var member: MemberID?
    /// What the key did, and what was done to it.
    package var keyID: KeyID?
    /// A history kind's raw value, or `candidate.extracted`.
    package var kind: String?

    package init() {}
}

/// One thing that happened in a service: a line of the history, or an extraction.
package struct ActivityLine: Sendable {
    /// Sorts by time; the cursor of the next page.
    package let id: String
    package let at: Instant
    package let actor: HistoryEvent.Actor
    /// A history kind's raw value, or `candidate.extracted`.
    package let kind: String
    package let recordID: RecordID?
    /// See `HistoryEvent.Kind`; for an extraction the scope.
    package let detail: String
    /// For an extraction whose last byte was acknowledged.
    package let bytes: Int64?

    package static let extractedKind = "candidate.extracted"

    init(_ event: HistoryEvent) {
        id = event.eventID.text
        at = event.at
        actor = event.actor
        kind = event.kind.rawValue
        recordID = event.recordID
        detail = event.detail
        bytes = nil
    }

    init(_ extraction: ExtractionRecord) {
        id = extraction.extractionID.text
        at = extraction.at
        actor = extraction.actor
        kind = Self.extractedKind
        recordID = extraction.recordID
        detail = extraction.scope.rawValue
        bytes = extraction.completedAt.flatMap { _ in extraction.bytes.map(Int64.init) }
    }
}

package struct ActivityPage: Sendable {
    package let lines: [ActivityLine]
    /// For the next older page; `nil` on the last one.
    package let next: String?
}

extension Registry {
    /// A page of what happened, newest first. Asks for `seeActivity`.
    package func activity(
        _ filter: ActivityFilter, before: String?, limit: Int, in service: ServiceID, by caller: Caller
    ) throws(Failure) -> ActivityPage {
        try authorise(.seeActivity, by: caller, in: service)
        if let before, HistoryEventID(before) == nil {
            throw .invalid(field: "before", "This is no place in an activity.")
        }
        let streams = ActivityStream.all(filter, in: service)
        let limit = min(max(1, limit), Self.largestActivityPage)
        return try read { transaction in
            let rows = try transaction.all(MembersOfService(service)) + transaction.all(MembersOfService(.house))
            let team = Set(rows.map(\.record.memberID))
            let runs = try streams.map {
                try $0.withSignIns(of: team).run(before: before, limit: limit + 1, in: transaction)
            }
            return ActivityPage(merging: runs, limit: limit)
        }
    }

    package static let largestActivityPage = 200

    /// A page of candidates, newest first: metadata only. Asks for `listCandidates`.
    package func candidatePage(
        status: CandidateStatus?, before arrival: Int64?, limit: Int, in service: ServiceID, by caller: Caller
    ) throws(Failure) -> CandidateListPage {
        try authorisePerson(.listCandidates, by: caller, in: service)
        let limit = min(max(1, limit), Self.largestPage)
        return try read { transaction in
            let (before, more) = (arrival ?? .max, limit + 1)
            let rows =
                if let status {
                    try transaction.all(
                        CandidatesBeforeByStatus(of: service, status: status, before: before, limit: more))
                } else {
                    try transaction.all(CandidatesBefore(of: service, before: before, limit: more))
                }
            let tallies = try transaction.all(Tallies(service)).filter { status == nil || $0.status == status }
            let page = rows.prefix(limit)
            return CandidateListPage(
                candidates: page.map(\.record.candidate),
                changedAt: Dictionary(
                    page.map { ($0.record.candidate.recordID, $0.record.changedAt) }, uniquingKeysWith: { $1 }),
                next: rows.count > limit ? page.last?.arrival : nil,
                total: tallies.reduce(0) { $0 + $1.count })
        }
    }

    /// Who took a candidate over, newest first, at most `limit`. Asks for `listCandidates`.
    package func extractions(
        of recordID: RecordID, limit: Int, in service: ServiceID, by caller: Caller
    ) throws(Failure) -> [ActivityLine] {
        try authorisePerson(.listCandidates, by: caller, in: service)
        return try read { transaction in
            // Whoever asks for a candidate of another service is told that there is none.
            _ = try CandidateRecord.find(.recordID(recordID), of: service, in: transaction)
            let latest = LatestExtractions(of: recordID, limit: min(max(1, limit), Self.largestActivityPage))
            return try transaction.all(latest).map { ActivityLine($0) }
        }
    }

    /// For what is shown to people only: an API key is refused, whatever it may do.
    func authorisePerson(_ act: Act, by caller: Caller, in service: ServiceID) throws(Failure) {
        if caller.grant != nil { try authoriseOperator(.reviewCandidate, by: caller) }
        try authorise(act, by: caller, in: service)
    }
}

package struct CandidateListPage: Sendable {
    package let candidates: [Candidate]
    /// When each was last submitted or moved to another status.
    package let changedAt: [RecordID: Instant]
    /// For the next older page; `nil` on the last one.
    package let next: Int64?
    /// How many there are with this status, or at all.
    package let total: Int
}
