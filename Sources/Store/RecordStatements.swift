package import Domain
package import SQLCore

package struct InsertHistoryEvent: Statement {
    package static let text: SQLText = """
        INSERT INTO history_event (\(HistoryEvent.columns), sealed_note)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """
    let event: HistoryEvent
    let sealedNote: Sealed?

    package init(_ event: HistoryEvent, sealedNote: Sealed? = nil) {
        self.event = event
        self.sealedNote = sealedNote
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(event.eventID)
        inputs.append(event.serviceID)
        inputs.append(event.recordID)
        inputs.append(event.at)
        inputs.append(event.actor.text)
        inputs.append(event.kind.rawValue)
        inputs.append(event.detail)
        inputs.append(sealedNote)
    }
}

/// A line of the history and the note that was sealed with it.
package struct HistoryRecord: Sendable {
    package let event: HistoryEvent
    package let sealedNote: Sealed?
}

package struct HistoryOfCandidate: Statement {
    package static let text: SQLText = """
        SELECT \(HistoryEvent.columns), sealed_note FROM history_event
        WHERE record_id = $1 ORDER BY event_id
        """
    let recordID: RecordID

    package init(_ recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> HistoryRecord {
        try HistoryRecord(event: HistoryEvent(&row), sealedNote: row.optionalSealed())
    }
}

/// The newest lines of a candidate's history, the newest first.
package struct NewestHistoryOfCandidate: Statement {
    package static let text: SQLText = """
        SELECT \(HistoryEvent.columns), sealed_note FROM history_event
        WHERE record_id = $1 ORDER BY event_id DESC LIMIT $2
        """
    let recordID: RecordID
    let limit: Int

    package init(_ recordID: RecordID, limit: Int) {
        self.recordID = recordID
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> HistoryRecord {
        try HistoryOfCandidate.row(&row)
    }
}

/// Takes the sealed notes of a candidate away with the candidate; the lines themselves stay.
package struct ForgetHistoryNotes: Statement {
    package static let text: SQLText = """
        UPDATE history_event SET sealed_note = NULL WHERE record_id = $1 AND sealed_note IS NOT NULL
        """
    let recordID: RecordID

    package init(of recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
}

/// Who took what, and when.
package struct ExtractionRecord: Hashable, Sendable {
    package enum Form: String, Sendable {
        case single
        case list
    }

    package let extractionID: ExtractionID
    package let serviceID: ServiceID
    package let recordID: RecordID
    package let keyID: KeyID
    package let scope: Scope
    package let form: Form
    package let at: Instant
    /// Bytes of the body that were written; `nil` while unknown.
    package var bytes: Int?
    /// When the last byte was written; `nil` for an answer that was cut.
    package var completedAt: Instant?

    package init(
        extractionID: ExtractionID, serviceID: ServiceID, recordID: RecordID, keyID: KeyID, scope: Scope, form: Form,
        at: Instant, bytes: Int? = nil, completedAt: Instant? = nil
    ) {
        self.extractionID = extractionID
        self.serviceID = serviceID
        self.recordID = recordID
        self.keyID = keyID
        self.scope = scope
        self.form = form
        self.at = at
        self.bytes = bytes
        self.completedAt = completedAt
    }

    static let columns = "extraction_id, service_id, record_id, key_id, scope, form, at, bytes, completed_at"

    init(_ row: inout Row) throws(SQLFailure) {
        try self.init(
            extractionID: ExtractionID(stored: row.text()), serviceID: row.serviceID(), recordID: row.recordID(),
            keyID: row.keyID(), scope: row.word(Scope.self), form: row.word(Form.self), at: row.instant(),
            bytes: row.optionalInteger().map { Int($0) }, completedAt: row.optionalInstant())
    }
}

package struct InsertExtraction: Statement {
    package static let text: SQLText = """
        INSERT INTO extraction (\(ExtractionRecord.columns))
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """
    let record: ExtractionRecord

    package init(_ record: ExtractionRecord) { self.record = record }

    package func bind(to inputs: inout Inputs) {
        inputs.append(record.extractionID)
        inputs.append(record.serviceID)
        inputs.append(record.recordID)
        inputs.append(record.keyID)
        inputs.append(record.scope.rawValue)
        inputs.append(record.form.rawValue)
        inputs.append(record.at)
        inputs.append(record.bytes.map(Int64.init))
        inputs.append(record.completedAt)
    }
}

/// Writes into a record how its answer ended.
package struct CompleteExtraction: Statement {
    package static let text: SQLText = """
        UPDATE extraction SET bytes = $3, completed_at = $4 WHERE record_id = $1 AND extraction_id = $2
        """
    let record: ExtractionRecord

    package init(_ record: ExtractionRecord) { self.record = record }

    package func bind(to inputs: inout Inputs) {
        inputs.append(record.recordID)
        inputs.append(record.extractionID)
        inputs.append(record.bytes.map(Int64.init))
        inputs.append(record.completedAt)
    }
}

package struct ExtractionsOfCandidate: Statement {
    package static let text: SQLText = """
        SELECT \(ExtractionRecord.columns) FROM extraction
        WHERE record_id = $1 ORDER BY extraction_id
        """
    let recordID: RecordID

    package init(_ recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ExtractionRecord { try ExtractionRecord(&row) }
}

package struct CountExtractions: Statement {
    package static let text: SQLText = "SELECT count(*) FROM extraction WHERE record_id = $1"
    let recordID: RecordID

    package init(of recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> Int { Int(try row.integer()) }
}
