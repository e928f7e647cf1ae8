package import Domain
package import SQLCore

/// Counts over all services, for whoever watches the machine. Each is read from a narrow index or a small table.
package struct OperatingCounts: Statement {
    package static let text: SQLText = """
        SELECT (SELECT COUNT(*) FROM candidate
                WHERE archive_at <= $1 AND archived_at IS NULL AND held_at IS NULL),
            (SELECT MIN(archive_at) FROM candidate
                WHERE archive_at <= $1 AND archived_at IS NULL AND held_at IS NULL),
            (SELECT COUNT(*) FROM legal_hold), (SELECT COUNT(*) FROM erasure),
            (SELECT COUNT(*) FROM draft WHERE key_slot IS NOT NULL),
            (SELECT COUNT(*) FROM delivery WHERE state = 'waiting'),
            (SELECT MIN(created_at) FROM delivery WHERE state = 'waiting'),
            (SELECT COUNT(*) FROM webhook WHERE paused_at IS NOT NULL),
            (SELECT COUNT(*) FROM handover JOIN candidate ON candidate.record_id = handover.record_id
                WHERE handover.expired_leases >= 5 AND handover.acknowledged_at IS NULL
                    AND candidate.archived_at IS NULL AND candidate.submit_count = handover.submit_count),
            (SELECT COALESCE(SUM(extractions), 0) FROM key_use
                WHERE service_id IN (SELECT service_id FROM service) AND day = $2)
        """
    let now: Instant

    package init(now: Instant) { self.now = now }

    package func bind(to inputs: inout Inputs) {
        inputs.append(now)
        inputs.append(KeyUse.day(of: now))
    }

    package struct Counts: Sendable {
        package let overdue: Int
        package let oldestDue: Instant?
        package let held: Int
        package let erasures: Int
        package let drafts: Int
        package let outbox: Int
        package let oldestDelivery: Instant?
        package let pausedWebhooks: Int
        package let stuckHandovers: Int
        /// Of this day, UTC.
        package let extractions: Int
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> Counts {
        try Counts(
            overdue: Int(row.integer()), oldestDue: row.optionalInstant(), held: Int(row.integer()),
            erasures: Int(row.integer()), drafts: Int(row.integer()), outbox: Int(row.integer()),
            oldestDelivery: row.optionalInstant(), pausedWebhooks: Int(row.integer()),
            stuckHandovers: Int(row.integer()), extractions: Int(row.integer()))
    }
}

/// Candidates by status in all services.
package struct AllTallies: Statement {
    package static let text: SQLText = """
        SELECT status, SUM(candidates), SUM(archived) FROM candidate_tally GROUP BY status
        """

    package init() {}
    package func bind(to inputs: inout Inputs) {}

    package static func row(
        _ row: inout Row
    ) throws(SQLFailure) -> (status: CandidateStatus, count: Int, archived: Int) {
        try (row.word(CandidateStatus.self), Int(row.integer()), Int(row.integer()))
    }
}
