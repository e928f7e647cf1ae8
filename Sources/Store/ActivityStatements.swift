package import Domain
package import SQLCore

/// Behind every id: where a walk from the newest one down begins.
private let behindAllIDs = "g"

extension HistoryEvent {
    static let columns = "event_id, service_id, record_id, at, actor, kind, detail"

    init(_ row: inout Row) throws(SQLFailure) {
        try self.init(
            eventID: HistoryEventID(stored: row.text()), serviceID: row.serviceID(),
            recordID: row.optionalText().map { RecordID(stored: $0) }, at: row.instant(),
            actor: HistoryEvent.Actor(stored: row.text()), kind: row.word(HistoryEvent.Kind.self), detail: row.text())
    }
}

/// A service's history from the newest line down.
package struct HistoryOfService: Statement {
    package static let text: SQLText = """
        SELECT \(HistoryEvent.columns) FROM history_event
        WHERE service_id = $1 AND event_id < $2 ORDER BY event_id DESC LIMIT $3
        """
    let serviceID: ServiceID
    let before: String?
    let limit: Int

    package init(_ serviceID: ServiceID, before: String?, limit: Int) {
        self.serviceID = serviceID
        self.before = before
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(before ?? behindAllIDs)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> HistoryEvent { try HistoryEvent(&row) }
}

/// The same for what one has done.
package struct HistoryByActor: Statement {
    package static let text: SQLText = """
        SELECT \(HistoryEvent.columns) FROM history_event
        WHERE service_id = $1 AND actor = $2 AND event_id < $3 ORDER BY event_id DESC LIMIT $4
        """
    let serviceID: ServiceID
    let actor: HistoryEvent.Actor
    let before: String?
    let limit: Int

    package init(_ serviceID: ServiceID, _ actor: HistoryEvent.Actor, before: String?, limit: Int) {
        self.serviceID = serviceID
        self.actor = actor
        self.before = before
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(actor.text)
        inputs.append(before ?? behindAllIDs)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> HistoryEvent { try HistoryEvent(&row) }
}

/// The same for lines of one kind.
package struct HistoryByKind: Statement {
    package static let text: SQLText = """
        SELECT \(HistoryEvent.columns) FROM history_event
        WHERE service_id = $1 AND kind = $2 AND event_id < $3 ORDER BY event_id DESC LIMIT $4
        """
    let serviceID: ServiceID
    let kind: HistoryEvent.Kind
    let before: String?
    let limit: Int

    package init(_ serviceID: ServiceID, _ kind: HistoryEvent.Kind, before: String?, limit: Int) {
        self.serviceID = serviceID
        self.kind = kind
        self.before = before
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(kind.rawValue)
        inputs.append(before ?? behindAllIDs)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> HistoryEvent { try HistoryEvent(&row) }
}

/// A service's extractions from the newest down.
package struct ExtractionsOfService: Statement {
    package static let text: SQLText = """
        SELECT \(ExtractionRecord.columns) FROM extraction
        WHERE service_id = $1 AND extraction_id < $2 ORDER BY extraction_id DESC LIMIT $3
        """
    let serviceID: ServiceID
    let before: String?
    let limit: Int

    package init(_ serviceID: ServiceID, before: String?, limit: Int) {
        self.serviceID = serviceID
        self.before = before
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(before ?? behindAllIDs)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ExtractionRecord { try ExtractionRecord(&row) }
}

/// The same for one key.
package struct ExtractionsOfKey: Statement {
    package static let text: SQLText = """
        SELECT \(ExtractionRecord.columns) FROM extraction
        WHERE service_id = $1 AND key_id = $2 AND extraction_id < $3 ORDER BY extraction_id DESC LIMIT $4
        """
    let serviceID: ServiceID
    let keyID: KeyID
    let before: String?
    let limit: Int

    package init(_ serviceID: ServiceID, _ keyID: KeyID, before: String?, limit: Int) {
        self.serviceID = serviceID
        self.keyID = keyID
        self.before = before
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(keyID)
        inputs.append(before ?? behindAllIDs)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ExtractionRecord { try ExtractionRecord(&row) }
}

/// The newest extractions of one candidate.
package struct LatestExtractions: Statement {
    package static let text: SQLText = """
        SELECT \(ExtractionRecord.columns) FROM extraction
        WHERE record_id = $1 ORDER BY extraction_id DESC LIMIT $2
        """
    let recordID: RecordID
    let limit: Int

    package init(of recordID: RecordID, limit: Int) {
        self.recordID = recordID
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ExtractionRecord { try ExtractionRecord(&row) }
}

/// When a service's newest extraction began.
package struct LastExtraction: Statement {
    package static let text: SQLText = """
        SELECT at FROM extraction WHERE service_id = $1 ORDER BY extraction_id DESC LIMIT 1
        """
    let serviceID: ServiceID

    package init(of serviceID: ServiceID) { self.serviceID = serviceID }
    package func bind(to inputs: inout Inputs) { inputs.append(serviceID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> Instant { try row.instant() }
}
