package import Domain
package import SQLCore

/// One entry of the change feed (contract 2.5). It tells codes and ids, nothing of a person.
package struct CandidateChange: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case status
        case archived
        case deleted
    }

    package let recordID: RecordID
    package let kind: Kind
    package let status: CandidateStatus
    package let submitCount: Int
    package let at: Instant

    package init(_ candidate: Candidate, kind: Kind, at: Instant) {
        recordID = candidate.recordID
        self.kind = kind
        status = candidate.status
        submitCount = candidate.submitCount
        self.at = at
    }

    fileprivate init(_ row: inout Row) throws(SQLFailure) {
        recordID = try row.recordID()
        kind = try row.word(Kind.self)
        status = try row.word(CandidateStatus.self)
        submitCount = Int(try row.integer())
        at = try row.instant()
    }
}

/// Gives the change the next number of its service. There is one writer, so that no number is left out.
package struct InsertChange: Statement {
    package static let text: SQLText = """
        INSERT INTO candidate_change (service_id, number, record_id, kind, status, submit_count, at)
        VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM candidate_change WHERE service_id = $1),
            $2, $3, $4, $5, $6)
        """
    let change: CandidateChange
    let serviceID: ServiceID

    package init(_ change: CandidateChange, in serviceID: ServiceID) {
        self.change = change
        self.serviceID = serviceID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(change.recordID)
        inputs.append(change.kind.rawValue)
        inputs.append(change.status.rawValue)
        inputs.append(change.submitCount)
        inputs.append(change.at)
    }
}

/// Changes of a service behind a number, in their order.
package struct ChangesAfter: Statement {
    package static let text: SQLText = """
        SELECT number, record_id, kind, status, submit_count, at FROM candidate_change
        WHERE service_id = $1 AND number > $2 ORDER BY number LIMIT $3
        """
    let serviceID: ServiceID
    let number: Int64
    let limit: Int

    package init(_ number: Int64, of serviceID: ServiceID, limit: Int) {
        self.serviceID = serviceID
        self.number = number
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(number)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> (number: Int64, change: CandidateChange) {
        try (row.integer(), CandidateChange(&row))
    }
}
