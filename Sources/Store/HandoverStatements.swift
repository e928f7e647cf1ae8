package import Domain
package import SQLCore

/// Where the hand-over of one candidate to one key stands.
package struct HandoverRecord: Hashable, Sendable {
    package let recordID: RecordID
    package let keyID: KeyID
    package let serviceID: ServiceID
    /// The submission that was handed over; another one starts anew.
    package var submitCount: Int
    /// The lease under way; the one before it is worth nothing any more.
    package var lease: LeaseID?
    package var leaseEndsAt: Instant?
    /// What a good acknowledgement has to show; `nil` until the answer's last byte is about to leave.
    package var proof: [UInt8]?
    /// Leases that ended without an acknowledgement, since the last one.
    package var expiredLeases: Int
    package var acknowledgedAt: Instant?
    /// The archive that the key's rule wants after the acknowledgement; another one may have planned an earlier.
    package var archiveAt: Instant?
    /// The planned archive that the acknowledgement was answered with.
    package var answeredArchiveAt: Instant?

    package init(recordID: RecordID, keyID: KeyID, serviceID: ServiceID, submitCount: Int) {
        self.recordID = recordID
        self.keyID = keyID
        self.serviceID = serviceID
        self.submitCount = submitCount
        expiredLeases = 0
    }

    static let columns = """
        record_id, key_id, service_id, submit_count, lease, lease_ends_at, proof, expired_leases, acknowledged_at,
        archive_at, answered_archive_at
        """

    fileprivate init(_ row: inout Row) throws(SQLFailure) {
        recordID = try row.recordID()
        keyID = try row.keyID()
        serviceID = try row.serviceID()
        submitCount = Int(try row.integer())
        lease = try row.optionalText().map { LeaseID(stored: $0) }
        leaseEndsAt = try row.optionalInstant()
        proof = try row.optionalBlob()
        expiredLeases = Int(try row.integer())
        acknowledgedAt = try row.optionalInstant()
        archiveAt = try row.optionalInstant()
        answeredArchiveAt = try row.optionalInstant()
    }

    fileprivate func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(keyID)
        inputs.append(serviceID)
        inputs.append(submitCount)
        inputs.append(lease)
        inputs.append(leaseEndsAt)
        inputs.append(proof)
        inputs.append(expiredLeases)
        inputs.append(acknowledgedAt)
        inputs.append(archiveAt)
        inputs.append(answeredArchiveAt)
    }
}

package struct HandoverOf: Statement {
    package static let text: SQLText = """
        SELECT \(HandoverRecord.columns) FROM handover WHERE record_id = $1 AND key_id = $2
        """
    let recordID: RecordID
    let keyID: KeyID

    package init(_ recordID: RecordID, to keyID: KeyID) {
        self.recordID = recordID
        self.keyID = keyID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(keyID)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> HandoverRecord { try HandoverRecord(&row) }
}

/// Every key's hand-over of one candidate.
package struct HandoversOfCandidate: Statement {
    package static let text: SQLText = """
        SELECT \(HandoverRecord.columns) FROM handover WHERE record_id = $1 ORDER BY key_id
        """
    let recordID: RecordID

    package init(_ recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> HandoverRecord { try HandoverRecord(&row) }
}

package struct PutHandover: Statement {
    package static let text: SQLText = """
        INSERT INTO handover (\(HandoverRecord.columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (record_id, key_id) DO UPDATE SET submit_count = $4, lease = $5, lease_ends_at = $6, proof = $7,
            expired_leases = $8, acknowledged_at = $9, archive_at = $10, answered_archive_at = $11
        """
    let record: HandoverRecord

    package init(_ record: HandoverRecord) { self.record = record }
    package func bind(to inputs: inout Inputs) { record.bind(to: &inputs) }
}

/// Writes what the acknowledgement of a lease has to show. Changes nothing when the lease isn't the newest any more.
package struct SetHandoverProof: Statement {
    package static let text: SQLText = """
        UPDATE handover SET proof = $4 WHERE record_id = $1 AND key_id = $2 AND lease = $3
        """
    let recordID: RecordID
    let keyID: KeyID
    let lease: LeaseID
    let proof: [UInt8]

    package init(_ proof: [UInt8], for lease: LeaseID, of recordID: RecordID, to keyID: KeyID) {
        self.recordID = recordID
        self.keyID = keyID
        self.lease = lease
        self.proof = proof
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(keyID)
        inputs.append(lease)
        inputs.append(proof)
    }
}

/// Leases that have ended and that nobody acknowledged.
package struct ExpiredLeases: Statement {
    package static let text: SQLText = """
        SELECT \(HandoverRecord.columns) FROM handover
        WHERE lease_ends_at <= $1 AND lease_ends_at IS NOT NULL AND acknowledged_at IS NULL
        ORDER BY lease_ends_at LIMIT $2
        """
    let now: Instant
    let limit: Int

    package init(at now: Instant, limit: Int) {
        self.now = now
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(now)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> HandoverRecord { try HandoverRecord(&row) }
}

package struct DeleteHandovers: Statement {
    package static let text: SQLText = "DELETE FROM handover WHERE record_id = $1"
    let recordID: RecordID

    package init(of recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
}

/// What nobody has acknowledged; its leases are worth nothing any more.
package struct DeleteOpenHandovers: Statement {
    package static let text: SQLText = "DELETE FROM handover WHERE record_id = $1 AND acknowledged_at IS NULL"
    let recordID: RecordID

    package init(of recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
}

/// How many candidates a key has failed to take over so many times in a row.
package struct StuckHandovers: Statement {
    package static let text: SQLText = """
        SELECT COUNT(*) FROM handover JOIN candidate ON candidate.record_id = handover.record_id
        WHERE handover.key_id = $1 AND handover.expired_leases >= $2 AND handover.acknowledged_at IS NULL
            AND candidate.archived_at IS NULL AND candidate.submit_count = handover.submit_count
        """
    let keyID: KeyID
    let leases: Int

    package init(of keyID: KeyID, leases: Int) {
        self.keyID = keyID
        self.leases = leases
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(keyID)
        inputs.append(leases)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> Int { Int(try row.integer()) }
}

/// One that waits to be taken over.
package struct ReadyRecord: Sendable {
    package let recordID: RecordID
    package let refID: RefID?
    package let status: CandidateStatus
    package let submitCount: Int
    package let changedAt: Instant
    package let arrival: Int64
}

/// Candidates that are ready for a key, oldest arrival first.
package struct ReadyCandidates: Statement {
    package static let text: SQLText = """
        SELECT c.record_id, c.ref_id, c.status, c.submit_count, c.changed_at, c.arrival
        FROM candidate c LEFT JOIN handover h ON h.record_id = c.record_id AND h.key_id = $2
        WHERE c.service_id = $1 AND c.status = $3 AND c.archived_at IS NULL AND c.arrival > $4
            AND (h.record_id IS NULL OR h.submit_count <> c.submit_count
                OR (h.acknowledged_at IS NULL AND (h.lease_ends_at IS NULL OR h.lease_ends_at <= $5)))
        ORDER BY c.arrival LIMIT $6
        """
    let serviceID: ServiceID
    let keyID: KeyID
    let status: CandidateStatus
    let after: Int64
    let now: Instant
    let limit: Int

    package init(
        for keyID: KeyID, of serviceID: ServiceID, status: CandidateStatus, after: Int64, at now: Instant, limit: Int
    ) {
        self.serviceID = serviceID
        self.keyID = keyID
        self.status = status
        self.after = after
        self.now = now
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(keyID)
        inputs.append(status.rawValue)
        inputs.append(after)
        inputs.append(now)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ReadyRecord {
        try ReadyRecord(
            recordID: row.recordID(), refID: row.optionalText().map { RefID(stored: $0) },
            status: row.word(CandidateStatus.self), submitCount: Int(row.integer()),
            changedAt: row.optionalInstant() ?? Instant(milliseconds: 0), arrival: row.integer())
    }
}
