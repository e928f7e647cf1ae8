package import Domain
internal import SQLCore
internal import Store

/// Where the hand-over of a candidate to one key stands.
package struct HandoverOverview: Sendable {
    package let keyID: KeyID
    /// The submission it is about.
    package let submitCount: Int
    /// `nil` when no lease is under way.
    package let leaseEndsAt: Instant?
    /// Leases in a row that nobody acknowledged.
    package let expiredLeases: Int
    package let acknowledgedAt: Instant?
    /// Whether `undoAcknowledgement` can take it back.
    package let isUndoable: Bool
    /// Whether so many leases ran out that somebody should look.
    package var isStuck: Bool { acknowledgedAt == nil && expiredLeases >= Registry.tooManyLeases }

    fileprivate init(_ record: HandoverRecord, of candidate: Candidate, at now: Instant) {
        keyID = record.keyID
        submitCount = record.submitCount
        let isOpen = record.acknowledgedAt == nil
        leaseEndsAt = isOpen ? record.leaseEndsAt.flatMap { now < $0 ? $0 : nil } : nil
        expiredLeases = record.expiredLeases
        acknowledgedAt = record.acknowledgedAt
        isUndoable = !isOpen && !candidate.isArchived && record.submitCount == candidate.submitCount
    }
}

extension Registry {
    /// Each key's hand-over of one candidate, for people.
    package func handovers(
        of selector: CandidateSelector, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> [HandoverOverview] {
        try authorisePerson(.listCandidates, by: caller, in: serviceID)
        let at = now
        return try read { transaction in
            let candidate = try CandidateRecord.find(selector, of: serviceID, in: transaction).candidate
            return try transaction.all(HandoversOfCandidate(candidate.recordID)).map {
                HandoverOverview($0, of: candidate, at: at)
            }
        }
    }

    /// Takes an acknowledgement back while its candidate is not archived: it is ready for the key again, and an archive
    /// that the acknowledgement planned is planned no more. What other keys have acknowledged stands.
    package func undoAcknowledgement(
        of selector: CandidateSelector, to keyID: KeyID, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) {
        let uptime = parts.clocks.uptime()
        try await perform(.archiveCandidate, by: caller, in: serviceID) { work in
            var record = try work.candidate(selector)
            let recordID = record.candidate.recordID
            guard var handover = try work.transaction.first(HandoverOf(recordID, to: keyID)),
                handover.acknowledgedAt != nil, handover.submitCount == record.candidate.submitCount
            else { throw Failure.notFound("Nothing was acknowledged for this key.") }
            guard !record.candidate.isArchived else {
                throw Failure.conflict(field: "isArchived", "This candidate is archived already. That can't be undone.")
            }
            let planned = handover.archiveAt
            handover.lease = nil
            handover.leaseEndsAt = nil
            handover.proof = nil
            handover.acknowledgedAt = nil
            handover.archiveAt = nil
            handover.answeredArchiveAt = nil
            try work.transaction.run(PutHandover(handover))
            try work.record(.acknowledgementUndone, about: recordID, detail: keyID.text)
            if let planned, record.armed?.archiveAt == planned { try work.planAnew(&record, uptime) }
        }
    }

    /// Ends leases that nobody acknowledged in time, at most `limit`, and counts them.
    ///
    /// - Returns: how many were looked at.
    package func endExpiredLeases(limit: Int) async throws(Failure) -> Int {
        let at = now
        let expired = try read { try $0.all(ExpiredLeases(at: at, limit: limit)) }
        for (serviceID, group) in Dictionary(grouping: expired, by: \.serviceID) {
            try await perform(.archiveCandidate, by: .lethe, in: serviceID) { work in
                for seen in group {
                    guard var handover = try work.transaction.first(HandoverOf(seen.recordID, to: seen.keyID)),
                        handover.lease == seen.lease, handover.acknowledgedAt == nil
                    else { continue }
                    try work.expire(&handover, at: at)
                    try work.transaction.run(PutHandover(handover))
                }
                work.leaveUnchanged()
            }
        }
        return expired.count
    }

    /// The keys of a service that failed to take candidates over `tooManyLeases` times in a row, and how many.
    package func stuckHandovers(of serviceID: ServiceID, by caller: Caller) throws(Failure) -> [KeyID: Int] {
        try authorise(.manageKeys, by: caller, in: serviceID)
        return try read { transaction in
            var counts: [KeyID: Int] = [:]
            for record in try transaction.all(APIKeysOfService(serviceID)) {
                let stuck = StuckHandovers(of: record.key.keyID, leases: Self.tooManyLeases)
                guard let count = try transaction.first(stuck), count > 0 else { continue }
                counts[record.key.keyID] = count
            }
            return counts
        }
    }
}

extension Work {
    /// Counts the lease under way, if its time is over.
    mutating func expire(_ handover: inout HandoverRecord, at now: Instant) throws {
        guard let endsAt = handover.leaseEndsAt, endsAt <= now else { return }
        handover.lease = nil
        handover.leaseEndsAt = nil
        handover.proof = nil
        handover.expiredLeases += 1
        try record(
            .leaseExpired, about: handover.recordID, detail: "\(handover.keyID.text) \(handover.expiredLeases)")
    }

    /// The archive as the acknowledgements that still stand want it; none, where none does.
    fileprivate mutating func planAnew(_ record: inout CandidateRecord, _ uptime: Uptime) throws {
        let candidate = record.candidate
        let wanted = try transaction.all(HandoversOfCandidate(candidate.recordID))
            .filter { $0.acknowledgedAt != nil && $0.submitCount == candidate.submitCount }.compactMap(\.archiveAt)
        record.armed = wanted.min().map { archiveAt in
            let left = max(0, archiveAt.milliseconds - now.milliseconds)
            let due = Uptime(boot: uptime.boot, milliseconds: uptime.milliseconds + left)
            return CandidateRecord.Armed(archiveAt: archiveAt, due: due)
        }
        record.candidate.dates.willArchive = record.armed?.archiveAt
        try transaction.run(UpdateCandidate(record))
        if let armed = record.armed {
            try self.record(.archiveArmed, about: candidate.recordID, detail: String(armed.archiveAt.milliseconds))
        }
    }
}
