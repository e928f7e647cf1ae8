package import Domain
package import SQLCore

/// Living candidates of one status whose last change lies at or before a moment, the oldest first.
package struct RetainedCandidates: Statement {
    package static let text: SQLText = """
        SELECT record_id FROM candidate
        WHERE service_id = $1 AND status = $2 AND changed_at <= $3 AND archived_at IS NULL AND held_at IS NULL
        ORDER BY changed_at LIMIT $4
        """
    let serviceID: ServiceID
    let status: CandidateStatus
    let changedBy: Instant
    let limit: Int

    package init(of serviceID: ServiceID, status: CandidateStatus, changedBy: Instant, limit: Int) {
        self.serviceID = serviceID
        self.status = status
        self.changedBy = changedBy
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(status.rawValue)
        inputs.append(changedBy)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> RecordID { try row.recordID() }
}
