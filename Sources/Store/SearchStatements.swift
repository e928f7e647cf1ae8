package import Domain
package import SQLCore

/// The candidate with a record id, as the list shows it.
package struct ListRowByRecordID: Statement {
    package static let text: SQLText = """
        SELECT \(ListRow.columns) FROM candidate WHERE record_id = $1 AND service_id = $2
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

    package static func row(_ row: inout Row) throws(SQLFailure) -> ListRow { try ListRow(&row) }
}

/// The candidate with a support id.
package struct ListRowBySupportID: Statement {
    package static let text: SQLText = """
        SELECT \(ListRow.columns) FROM candidate WHERE support_id = $1 AND service_id = $2
        """
    let supportID: SupportID
    let serviceID: ServiceID

    package init(_ supportID: SupportID, of serviceID: ServiceID) {
        self.supportID = supportID
        self.serviceID = serviceID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(supportID)
        inputs.append(serviceID)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ListRow { try ListRow(&row) }
}

/// The candidate with a refId.
package struct ListRowByRefID: Statement {
    package static let text: SQLText = """
        SELECT \(ListRow.columns) FROM candidate WHERE service_id = $1 AND ref_id = $2
        """
    let refID: RefID
    let serviceID: ServiceID

    package init(_ refID: RefID, of serviceID: ServiceID) {
        self.refID = refID
        self.serviceID = serviceID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(refID)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ListRow { try ListRow(&row) }
}

/// Candidates with the fingerprint of an e-mail, in no order that means anything.
package struct ListRowsByEmail: Statement {
    package static let text: SQLText = """
        SELECT \(ListRow.columns) FROM candidate WHERE service_id = $1 AND email_index = $2 LIMIT $3
        """
    let serviceID: ServiceID
    let emailIndex: [UInt8]
    let limit: Int

    package init(_ emailIndex: [UInt8], of serviceID: ServiceID, limit: Int) {
        self.serviceID = serviceID
        self.emailIndex = emailIndex
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(emailIndex)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ListRow { try ListRow(&row) }
}

/// A living candidate with its sealed texts: what a search by name opens.
package struct LivingText: Sendable {
    package let recordID: RecordID
    package let arrival: Int64
    package let submittedAt: Instant
    package let keySlot: Int64
    package let sealedText: Sealed
}

/// Living candidates from the newest arrival down.
package struct LivingTexts: Statement {
    package static let text: SQLText = """
        SELECT record_id, arrival, submitted_at, key_slot, sealed_text FROM candidate
        WHERE service_id = $1 AND arrival < $2 AND archived_at IS NULL ORDER BY arrival DESC LIMIT $3
        """
    let stretch: ListStretch

    package init(_ stretch: ListStretch) { self.stretch = stretch }

    package func bind(to inputs: inout Inputs) {
        inputs.append(stretch.serviceID)
        inputs.append(stretch.before)
        inputs.append(stretch.limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> LivingText {
        try LivingText(
            recordID: row.recordID(), arrival: row.integer(), submittedAt: row.instant(), keySlot: row.integer(),
            sealedText: Sealed(bytes: row.blob()))
    }
}
