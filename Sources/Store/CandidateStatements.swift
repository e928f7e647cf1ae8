package import Domain
package import SQLCore

package struct CandidateByRecordID: Statement {
    package static let text: SQLText = """
        SELECT \(CandidateRecord.columns) FROM candidate WHERE record_id = $1 AND service_id = $2
        """
    let recordID: RecordID
    let serviceID: ServiceID

    package init(_ recordID: RecordID, of serviceID: ServiceID) {
        self.recordID = recordID
        self.serviceID = serviceID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(serviceID)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> CandidateRecord { try CandidateRecord(&row) }
}

package struct CandidateByRefID: Statement {
    package static let text: SQLText = """
        SELECT \(CandidateRecord.columns) FROM candidate WHERE service_id = $1 AND ref_id = $2
        """
    let serviceID: ServiceID
    let refID: RefID

    package init(_ refID: RefID, of serviceID: ServiceID) {
        self.serviceID = serviceID
        self.refID = refID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(refID)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> CandidateRecord { try CandidateRecord(&row) }
}

package struct InsertCandidate: Statement {
    package static let text: SQLText = """
        INSERT INTO candidate (\(CandidateRecord.columns), arrival)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
            $22, $23, 0, $24)
        """
    let record: CandidateRecord
    let arrival: Int64

    package init(_ record: CandidateRecord, arrival: Int64) {
        self.record = record
        self.arrival = arrival
    }

    package func bind(to inputs: inout Inputs) {
        record.bind(to: &inputs)
        inputs.append(arrival)
    }
}

/// Writes everything of a candidate but what never changes: ids, service and place in the list. Leaving these out also
/// keeps their indexes out of it.
package struct UpdateCandidate: Statement {
    package static let text: SQLText = """
        UPDATE candidate SET status = $2, status_before_block = $3, submit_count = $4, submitted_at = $5,
            waiting_at = $6, in_review_at = $7, approved_at = $8, review_requested_at = $9, archive_at = $10,
            armed_boot = $11, due_uptime = $12, archived_at = $13, key_slot = $14, sealed_text = $15,
            sealed_kept = $16, email_index = $17, changed_at = $18, reviewer = $19, held_at = $20,
            revision = revision + 1
        WHERE record_id = $1
        """
    let record: CandidateRecord

    package init(_ record: CandidateRecord) { self.record = record }

    package func bind(to inputs: inout Inputs) {
        inputs.append(record.candidate.recordID)
        record.bindState(to: &inputs)
    }
}

package struct DeleteCandidate: Statement {
    package static let text: SQLText = "DELETE FROM candidate WHERE record_id = $1"
    let recordID: RecordID

    package init(_ recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
}

/// Whether an id that an import brings along is taken, in any service.
package struct IDsInUse: Statement {
    package static let text: SQLText = """
        SELECT (SELECT COUNT(*) FROM candidate WHERE record_id = $1),
            (SELECT COUNT(*) FROM candidate WHERE support_id = $2)
        """
    let recordID: RecordID
    let supportID: SupportID

    package init(_ recordID: RecordID, _ supportID: SupportID) {
        self.recordID = recordID
        self.supportID = supportID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(supportID)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> (recordID: Bool, supportID: Bool) {
        try (row.integer() > 0, row.integer() > 0)
    }
}

/// A row of a list with the place it has in the order.
package struct ListedRecord: Sendable {
    package let record: CandidateRecord
    package let arrival: Int64

    fileprivate init(_ row: inout Row) throws(SQLFailure) {
        record = try CandidateRecord(&row)
        arrival = try row.integer()
    }
}

/// A page of a service's list behind a place in the order of arrival.
package struct CandidatePage: Statement {
    package static let text: SQLText = """
        SELECT \(CandidateRecord.columns), arrival FROM candidate
        WHERE service_id = $1 AND arrival > $2 ORDER BY arrival LIMIT $3 OFFSET $4
        """
    let serviceID: ServiceID
    let after: Int64
    let limit: Int
    let skip: Int

    package init(of serviceID: ServiceID, after: Int64, limit: Int, skip: Int) {
        self.serviceID = serviceID
        self.after = after
        self.limit = limit
        self.skip = skip
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(after)
        inputs.append(limit)
        inputs.append(skip)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ListedRecord { try ListedRecord(&row) }
}

/// The same for one status.
package struct CandidatePageByStatus: Statement {
    package static let text: SQLText = """
        SELECT \(CandidateRecord.columns), arrival FROM candidate
        WHERE service_id = $1 AND status = $2 AND arrival > $3 ORDER BY arrival LIMIT $4 OFFSET $5
        """
    let serviceID: ServiceID
    let status: CandidateStatus
    let after: Int64
    let limit: Int
    let skip: Int

    package init(of serviceID: ServiceID, status: CandidateStatus, after: Int64, limit: Int, skip: Int) {
        self.serviceID = serviceID
        self.status = status
        self.after = after
        self.limit = limit
        self.skip = skip
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(status.rawValue)
        inputs.append(after)
        inputs.append(limit)
        inputs.append(skip)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ListedRecord { try ListedRecord(&row) }
}

/// A page of a service's list from the newest arrival down.
package struct CandidatesBefore: Statement {
    package static let text: SQLText = """
        SELECT \(CandidateRecord.columns), arrival FROM candidate
        WHERE service_id = $1 AND arrival < $2 ORDER BY arrival DESC LIMIT $3
        """
    let serviceID: ServiceID
    let before: Int64
    let limit: Int

    package init(of serviceID: ServiceID, before: Int64, limit: Int) {
        self.serviceID = serviceID
        self.before = before
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(before)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ListedRecord { try ListedRecord(&row) }
}

/// The same for one status.
package struct CandidatesBeforeByStatus: Statement {
    package static let text: SQLText = """
        SELECT \(CandidateRecord.columns), arrival FROM candidate
        WHERE service_id = $1 AND status = $2 AND arrival < $3 ORDER BY arrival DESC LIMIT $4
        """
    let serviceID: ServiceID
    let status: CandidateStatus
    let before: Int64
    let limit: Int

    package init(of serviceID: ServiceID, status: CandidateStatus, before: Int64, limit: Int) {
        self.serviceID = serviceID
        self.status = status
        self.before = before
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(status.rawValue)
        inputs.append(before)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ListedRecord { try ListedRecord(&row) }
}

/// Candidates whose archive is due, the longest overdue first.
///
/// Due is what the wall clock says *and*, within the boot in which the clock was started, what the uptime proves: a
/// wall clock that jumps ahead archives nobody early.
package struct DueCandidates: Statement {
    package static let text: SQLText = """
        SELECT record_id, service_id FROM candidate
        WHERE archive_at <= $1 AND archived_at IS NULL AND held_at IS NULL AND (armed_boot <> $2 OR due_uptime <= $3)
        ORDER BY archive_at LIMIT $4
        """
    let now: Instant
    let uptime: Uptime
    let limit: Int

    package init(now: Instant, uptime: Uptime, limit: Int) {
        self.now = now
        self.uptime = uptime
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(now)
        inputs.append(uptime.boot)
        inputs.append(uptime.milliseconds)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> (recordID: RecordID, serviceID: ServiceID) {
        try (row.recordID(), row.serviceID())
    }
}

/// When the next archive is planned.
package struct NextArchive: Statement {
    package static let text: SQLText = """
        SELECT archive_at FROM candidate WHERE archive_at IS NOT NULL AND archived_at IS NULL AND held_at IS NULL
        ORDER BY archive_at LIMIT 1
        """

    package init() {}
    package func bind(to inputs: inout Inputs) {}
    package static func row(_ row: inout Row) throws(SQLFailure) -> Instant { try row.instant() }
}

/// Whether a key slot belongs to somebody.
package struct SlotOwners: Statement {
    package static let text: SQLText = """
        SELECT (SELECT COUNT(*) FROM candidate WHERE key_slot = $1) + (SELECT COUNT(*) FROM service WHERE key_slot = $1)
            + (SELECT COUNT(*) FROM draft WHERE key_slot = $1)
            + (SELECT COUNT(*) FROM erasure WHERE kind = 'slot' AND target = $2)
        """
    let slot: Int64

    package init(_ slot: Int64) { self.slot = slot }

    package func bind(to inputs: inout Inputs) {
        inputs.append(slot)
        inputs.append(String(slot))
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> Int64 { try row.integer() }
}

/// The largest slot that a candidate, a service or a draft points at; 0 for none.
package struct LargestSlot: Statement {
    package static let text: SQLText = """
        SELECT COALESCE(MAX(slot), 0) FROM (SELECT MAX(key_slot) AS slot FROM candidate
            UNION ALL SELECT MAX(key_slot) AS slot FROM service
            UNION ALL SELECT MAX(key_slot) AS slot FROM draft) AS slots
        """

    package init() {}
    package func bind(to inputs: inout Inputs) {}
    package static func row(_ row: inout Row) throws(SQLFailure) -> Int64 { try row.integer() }
}

/// Slots that candidates, services and drafts point at, in order, for the doctor.
package struct SlotsPointedAt: Statement {
    package static let text: SQLText = """
        SELECT key_slot FROM candidate WHERE key_slot > $1
        UNION ALL SELECT key_slot FROM service WHERE key_slot > $1
        UNION ALL SELECT key_slot FROM draft WHERE key_slot > $1
        ORDER BY 1 LIMIT $2
        """
    let after: Int64
    let limit: Int

    package init(after: Int64, limit: Int) {
        self.after = after
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(after)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> Int64 { try row.integer() }
}

/// What an answer's beginning must find unchanged: whether the candidate is archived, and which submission it is.
package struct CandidateStanding: Statement {
    package static let text: SQLText = "SELECT archived_at, submit_count FROM candidate WHERE record_id = $1"
    let recordID: RecordID

    package init(_ recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> (isArchived: Bool, submitCount: Int) {
        try (row.optionalInstant() != nil, Int(row.integer()))
    }
}

/// Starts the archive clock of the submission that was handed over, or brings it forward; never postpones it.
package struct ArmArchive: Statement {
    package static let text: SQLText = """
        UPDATE candidate SET archive_at = $2, armed_boot = $3, due_uptime = $4
        WHERE record_id = $1 AND archived_at IS NULL AND submit_count = $5 AND (archive_at IS NULL OR archive_at > $2)
        """
    let recordID: RecordID
    let submitCount: Int
    let armed: CandidateRecord.Armed

    package init(_ recordID: RecordID, submitCount: Int, _ armed: CandidateRecord.Armed) {
        self.recordID = recordID
        self.submitCount = submitCount
        self.armed = armed
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(armed.archiveAt)
        inputs.append(armed.due.boot)
        inputs.append(armed.due.milliseconds)
        inputs.append(submitCount)
    }
}
