package import Domain
package import SQLCore

/// A row of the list for people: everything of a candidate but what is sealed.
package struct ListRow: Hashable, Sendable {
    package let candidate: Candidate
    /// Its place in the order of arrival.
    package let arrival: Int64
    package let changedAt: Instant
    package let reviewer: MemberID?
    package let heldAt: Instant?

    static let columns = """
        candidate.record_id, candidate.support_id, candidate.service_id, candidate.ref_id, candidate.status,
        candidate.status_before_block, candidate.submit_count, candidate.submitted_at, candidate.waiting_at,
        candidate.in_review_at, candidate.approved_at, candidate.review_requested_at, candidate.archive_at,
        candidate.archived_at, candidate.arrival, candidate.changed_at, candidate.reviewer, candidate.held_at
        """

    init(_ row: inout Row) throws(SQLFailure) {
        let recordID = try row.recordID()
        let supportID = try SupportID(stored: row.text())
        let serviceID = try row.serviceID()
        let refID = try row.optionalText().map { RefID(stored: $0) }
        let status = try row.word(CandidateStatus.self)
        let statusBeforeBlock = try row.optionalWord(CandidateStatus.self)
        let submitCount = Int(try row.integer())
        var dates = CandidateDates(submitted: try row.instant())
        dates.waiting = try row.optionalInstant()
        dates.inReview = try row.optionalInstant()
        dates.approved = try row.optionalInstant()
        dates.reviewRequested = try row.optionalInstant()
        dates.willArchive = try row.optionalInstant()
        candidate = Candidate(
            recordID: recordID, supportID: supportID, serviceID: serviceID, refID: refID, status: status,
            statusBeforeBlock: statusBeforeBlock, submitCount: submitCount, dates: dates,
            archivedAt: try row.optionalInstant())
        arrival = try row.integer()
        changedAt = try row.optionalInstant() ?? dates.submitted
        reviewer = try row.optionalText().map { MemberID(stored: $0) }
        heldAt = try row.optionalInstant()
    }
}

/// Where a walk down a list begins, and how much of it is wanted.
package struct ListStretch: Sendable {
    let serviceID: ServiceID
    let before: Int64
    let limit: Int

    /// - Parameter before: a place in the order of arrival; what stands there and what came later is left out.
    package init(of serviceID: ServiceID, before: Int64, limit: Int) {
        self.serviceID = serviceID
        self.before = before
        self.limit = limit
    }
}

/// What answers rows of the list.
package protocol ListStatement: Statement where Output == ListRow {}

extension ListStatement {
    package static func row(_ row: inout Row) throws(SQLFailure) -> ListRow { try ListRow(&row) }
}

/// One that needs nothing but its stretch.
package protocol StretchStatement: ListStatement {
    var stretch: ListStretch { get }
}

extension StretchStatement {
    package func bind(to inputs: inout Inputs) {
        inputs.append(stretch.serviceID)
        inputs.append(stretch.before)
        inputs.append(stretch.limit)
    }
}

/// The list for people from the newest arrival down.
package struct ListOfAll: StretchStatement {
    package static let text: SQLText = """
        SELECT \(ListRow.columns) FROM candidate
        WHERE service_id = $1 AND arrival < $2 ORDER BY arrival DESC LIMIT $3
        """
    package let stretch: ListStretch

    package init(_ stretch: ListStretch) { self.stretch = stretch }
}

/// The same for those whose attributes are here.
package struct ListOfLiving: StretchStatement {
    package static let text: SQLText = """
        SELECT \(ListRow.columns) FROM candidate
        WHERE service_id = $1 AND arrival < $2 AND archived_at IS NULL ORDER BY arrival DESC LIMIT $3
        """
    package let stretch: ListStretch

    package init(_ stretch: ListStretch) { self.stretch = stretch }
}

/// The same for the archived.
package struct ListOfArchived: StretchStatement {
    package static let text: SQLText = """
        SELECT \(ListRow.columns) FROM candidate
        WHERE service_id = $1 AND arrival < $2 AND archived_at IS NOT NULL ORDER BY arrival DESC LIMIT $3
        """
    package let stretch: ListStretch

    package init(_ stretch: ListStretch) { self.stretch = stretch }
}

/// The same for one status.
package struct ListByStatus: ListStatement {
    package static let text: SQLText = """
        SELECT \(ListRow.columns) FROM candidate
        WHERE service_id = $1 AND status = $2 AND arrival < $3 ORDER BY arrival DESC LIMIT $4
        """
    let stretch: ListStretch
    let status: CandidateStatus

    package init(_ stretch: ListStretch, _ status: CandidateStatus) {
        self.stretch = stretch
        self.status = status
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(stretch.serviceID)
        inputs.append(status.rawValue)
        inputs.append(stretch.before)
        inputs.append(stretch.limit)
    }
}

/// The same for those whom one member reviews.
package struct ListByReviewer: ListStatement {
    package static let text: SQLText = """
        SELECT \(ListRow.columns) FROM candidate
        WHERE service_id = $1 AND reviewer = $2 AND arrival < $3 ORDER BY arrival DESC LIMIT $4
        """
    let stretch: ListStretch
    let reviewer: MemberID

    package init(_ stretch: ListStretch, _ reviewer: MemberID) {
        self.stretch = stretch
        self.reviewer = reviewer
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(stretch.serviceID)
        inputs.append(reviewer)
        inputs.append(stretch.before)
        inputs.append(stretch.limit)
    }
}

/// The same for those who have a choice of a drop-down.
package struct ListByField: ListStatement {
    package static let text: SQLText = """
        SELECT \(ListRow.columns) FROM candidate_field
        JOIN candidate ON candidate.record_id = candidate_field.record_id
        WHERE candidate_field.service_id = $1 AND candidate_field.token = $2 AND candidate_field.arrival < $3
        ORDER BY candidate_field.arrival DESC LIMIT $4
        """
    let stretch: ListStretch
    let token: [UInt8]

    package init(_ stretch: ListStretch, token: [UInt8]) {
        self.stretch = stretch
        self.token = token
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(stretch.serviceID)
        inputs.append(token)
        inputs.append(stretch.before)
        inputs.append(stretch.limit)
    }
}

/// Those who first submitted within a time, the latest first. After a clock was set back, this is not the order of arrival.
package struct ListBySubmission: ListStatement {
    package static let text: SQLText = """
        SELECT \(ListRow.columns) FROM candidate
        WHERE service_id = $1 AND submitted_at >= $2 AND (submitted_at, arrival) < ($3, $4)
        ORDER BY submitted_at DESC, arrival DESC LIMIT $5
        """
    let serviceID: ServiceID
    let from: Instant
    let before: (submitted: Instant, arrival: Int64)
    let limit: Int

    package init(
        of serviceID: ServiceID, from: Instant, before: (submitted: Instant, arrival: Int64), limit: Int
    ) {
        self.serviceID = serviceID
        self.from = from
        self.before = before
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(from)
        inputs.append(before.submitted)
        inputs.append(before.arrival)
        inputs.append(limit)
    }
}

/// Whether the candidate at a place has a choice of a drop-down.
package struct FieldAtPlace: Statement {
    package static let text: SQLText = """
        SELECT arrival FROM candidate_field WHERE service_id = $1 AND token = $2 AND arrival = $3
        """
    let serviceID: ServiceID
    let token: [UInt8]
    let arrival: Int64

    package init(of serviceID: ServiceID, token: [UInt8], arrival: Int64) {
        self.serviceID = serviceID
        self.token = token
        self.arrival = arrival
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(token)
        inputs.append(arrival)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> Int64 { try row.integer() }
}
