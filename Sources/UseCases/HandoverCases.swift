package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// One that waits to be taken over.
package struct ReadyCandidate: Sendable {
    package let recordID: RecordID
    package let refID: RefID?
    package let status: CandidateStatus
    /// Changes with each submission and each change of status.
    package let etag: String
    /// The cursor behind it.
    package let cursor: Int64
}

extension Registry {
    /// Seconds in which a lease wants to be acknowledged.
    package static let leaseSeconds: Int64 = 600
    /// So many leases without an acknowledgement, and the console says so.
    package static let tooManyLeases = 5

    /// Candidates that are ready for a key, oldest first (contract 2.3).
    package func readyCandidates(
        after cursor: Int64, limit: Int, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> [ReadyCandidate] {
        try authorise(.listCandidates, by: caller, in: serviceID)
        let key = try Self.handoverKey(of: caller)
        let at = now
        return try read { transaction in
            let ready = ReadyCandidates(
                for: key.keyID, of: serviceID, status: key.handoverStatus, after: cursor, at: at,
                limit: min(max(1, limit), Self.largestPage))
            return try transaction.all(ready).map { record in
                ReadyCandidate(
                    recordID: record.recordID, refID: record.refID, status: record.status,
                    etag: "\(record.submitCount)-\(record.changedAt.milliseconds)", cursor: record.arrival)
            }
        }
    }

    /// Takes a candidate over under a new lease. One who holds an older lease of the same key has lost it.
    ///
    /// The ticket of the extraction must be ended as for any other; the lease must be bound to the answer's text before
    /// its last byte leaves.
    package func takeOver(
        _ recordID: RecordID, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> (extraction: Extraction, lease: HandoverLease) {
        let key = try Self.handoverKey(of: caller)
        try authorise(.readCandidate, by: caller, in: serviceID)
        // What is not ready leaves no trace of an extraction.
        try read { transaction in
            let candidate = try CandidateRecord.find(.recordID(recordID), of: serviceID, in: transaction).candidate
            _ = try transaction.openHandover(of: candidate, to: key)
        }
        let extraction = try await extract(.recordID(recordID), in: serviceID, by: caller, isHandover: true)
        do throws(Failure) {
            return (extraction, try await lease(extraction.candidate, to: key, by: caller))
        } catch {
            extraction.ticket.cut(bytes: 0)
            throw error
        }
    }

    private func lease(
        _ candidate: Candidate, to key: APIKey, by caller: Caller
    ) async throws(Failure) -> HandoverLease {
        let at = now
        let lease: LeaseID = ids.make(at: at)
        let endsAt = at.adding(seconds: Self.leaseSeconds)
        try await perform(.readCandidate, by: caller, in: candidate.serviceID) { work in
            let current = try work.candidate(.recordID(candidate.recordID)).candidate
            var handover = try work.transaction.openHandover(of: current, to: key)
            guard current.submitCount == candidate.submitCount else {
                throw Failure.unavailable("The candidate is being changed by somebody else.", retryAfter: 1)
            }
            try work.expire(&handover, at: at)
            handover.lease = lease
            handover.leaseEndsAt = endsAt
            handover.proof = nil
            try work.transaction.run(PutHandover(handover))
            // Who got what stands in the extraction's own record.
            work.leaveUnchanged()
        }
        return HandoverLease(
            registry: self, leaseID: lease, recordID: candidate.recordID, keyID: key.keyID, endsAt: endsAt,
            nonce: parts.keyStore.makeNonce())
    }

    /// Takes an acknowledgement (contract 2.3). The same again gets the same answer, after the archive too.
    ///
    /// - Parameter proof: hexadecimal.
    /// - Returns: the planned archive, if the key's rule starts one.
    /// - Throws: 409 for a lease that is not the newest or has expired; 422 for a wrong proof.
    package func acknowledge(
        _ recordID: RecordID, lease: String, proof: String, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> Instant? {
        try authorise(.readCandidate, by: caller, in: serviceID)
        let key = try Self.handoverKey(of: caller)
        guard let shown = Hexadecimal.bytes(proof), shown.count == 32 else { throw Self.wrongProof }
        let uptime = parts.clocks.uptime()
        return try await perform(.readCandidate, by: caller, in: serviceID) { work in
            let record = try work.candidate(.recordID(recordID))
            let stored = try work.transaction.first(HandoverOf(recordID, to: key.keyID))
            guard var handover = stored, let expected = handover.proof, let current = handover.lease,
                ConstantTime.equal(Array(current.text.utf8), Array(lease.utf8))
            else { throw Self.staleLease }
            guard ConstantTime.equal(expected, shown) else { throw Self.wrongProof }
            guard handover.acknowledgedAt == nil else {
                work.leaveUnchanged()
                return handover.answeredArchiveAt
            }
            guard let endsAt = handover.leaseEndsAt, work.now < endsAt,
                handover.submitCount == record.candidate.submitCount, !record.candidate.isArchived
            else { throw Self.staleLease }
            handover.acknowledgedAt = work.now
            handover.expiredLeases = 0
            try work.record(.acknowledged, about: recordID, detail: "\(key.keyID.text) \(handover.submitCount)")
            handover.archiveAt = try work.plan(key.archiveRule, for: record.candidate, uptime)
            handover.answeredArchiveAt = [handover.archiveAt, record.candidate.dates.willArchive].compactMap(\.self)
                .min()
            try work.transaction.run(PutHandover(handover))
            try work.tell([.extracted], of: record.candidate)
            return handover.answeredArchiveAt
        }
    }

    private static func handoverKey(of caller: Caller) throws(Failure) -> APIKey {
        guard let key = caller.grant?.key else { throw .forbidden("A hand-over needs an API key.") }
        guard key.scope.readsAttributes else {
            throw .forbidden("A key that reads metadata only has nothing to take over.")
        }
        return key
    }

    private static let wrongProof = Failure.invalid(
        field: "proof", "The proof does not fit the answer of this lease: the text received is not the text sent.")
    private static let staleLease = Failure.conflict(
        field: "lease", "This lease has ended. Take the candidate over again.")
}

/// The JSON text of an answer, seen piece by piece while it is sent.
package struct SentText: Sendable {
    fileprivate var digest = TextDigest()

    package init() {}

    package init(of text: [UInt8]) {
        digest = TextDigest(of: text)
    }

    package mutating func update(_ piece: UnsafeRawBufferPointer) {
        digest.update(piece)
    }
}

/// One answer of a hand-over: what the receiver has to show for it.
package struct HandoverLease: Sendable {
    private let registry: Registry
    package let leaseID: LeaseID
    private let recordID: RecordID
    private let keyID: KeyID
    package let endsAt: Instant
    /// Stands in the answer, and nowhere else: only who could read it can acknowledge.
    package let nonce: String

    fileprivate init(
        registry: Registry, leaseID: LeaseID, recordID: RecordID, keyID: KeyID, endsAt: Instant, nonce: String
    ) {
        self.registry = registry
        self.leaseID = leaseID
        self.recordID = recordID
        self.keyID = keyID
        self.endsAt = endsAt
        self.nonce = nonce
    }

    /// Makes durable what a good acknowledgement shows; to be called before the answer's last byte leaves.
    ///
    /// - Parameter text: the answer's JSON text.
    package func bind(to text: SentText) async throws(Failure) {
        let proof = HandoverProof.make(nonce: nonce, recordID: recordID, text: text.digest)
        let statement = SetHandoverProof(proof, for: leaseID, of: recordID, to: keyID)
        let isNewest: Bool
        do {
            isNewest = try await registry.parts.database.write { try $0.run(statement) == 1 }
        } catch {
            throw Failure(wrapping: error)
        }
        guard isNewest else { throw .conflict(field: "lease", "Somebody else took this candidate over meanwhile.") }
    }
}

extension Transaction {
    /// Where the hand-over of the candidate's newest submission stands, if it can be handed over to the key now.
    fileprivate func openHandover(of candidate: Candidate, to key: APIKey) throws -> HandoverRecord {
        guard !candidate.isArchived else {
            throw Failure.conflict(
                field: "isArchived", "This candidate is archived: there is nothing to hand over.")
        }
        guard candidate.status == key.handoverStatus else {
            throw Failure.conflict(field: "status", "This candidate is not ready for this key.")
        }
        let stored = try first(HandoverOf(candidate.recordID, to: key.keyID))
        guard let stored, stored.submitCount == candidate.submitCount else {
            return HandoverRecord(
                recordID: candidate.recordID, keyID: key.keyID, serviceID: candidate.serviceID,
                submitCount: candidate.submitCount)
        }
        guard stored.acknowledgedAt == nil else {
            throw Failure.conflict(
                field: "acknowledged",
                "This candidate was acknowledged already. A manager can take that back in the console.")
        }
        return stored
    }
}

extension Work {
    /// Starts the clock of a rule that waits for the acknowledgement, unless an earlier archive is planned.
    ///
    /// - Returns: what the rule wants, also when something earlier stands already.
    fileprivate mutating func plan(
        _ rule: ArchiveRule?, for candidate: Candidate, _ uptime: Uptime
    ) throws -> Instant? {
        guard let rule, rule.trigger == .acknowledgement else { return nil }
        let due = Uptime(boot: uptime.boot, milliseconds: uptime.milliseconds + rule.seconds * 1000)
        let armed = CandidateRecord.Armed(archiveAt: now.adding(seconds: rule.seconds), due: due)
        let arm = ArmArchive(candidate.recordID, submitCount: candidate.submitCount, armed)
        if try transaction.run(arm) == 1 {
            try record(.archiveArmed, about: candidate.recordID, detail: String(armed.archiveAt.milliseconds))
        }
        return armed.archiveAt
    }
}
