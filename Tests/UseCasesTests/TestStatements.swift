import Domain
import SQLCore

/// Everything the history has of a service.
struct HistoryOfService: Statement {
    static let text: SQLText = """
        SELECT event_id, record_id, at, actor, kind, detail FROM history_event WHERE service_id = $1 ORDER BY event_id
        """
    let serviceID: ServiceID

    init(_ serviceID: ServiceID) { self.serviceID = serviceID }
    func bind(to inputs: inout Inputs) { inputs.append(serviceID.text) }

    static func row(_ row: inout Row) throws(SQLFailure) -> HistoryEvent {
        let eventID = HistoryEventID(stored: try row.text())
        let recordID = try row.optionalText().map { RecordID(stored: $0) }
        let at = Instant(milliseconds: try row.integer())
        let actor = HistoryEvent.Actor(stored: try row.text())
        guard let kind = HistoryEvent.Kind(rawValue: try row.text()) else { throw .corrupt("kind") }
        return HistoryEvent(
            eventID: eventID, serviceID: ServiceID(stored: ""), recordID: recordID, at: at, actor: actor, kind: kind,
            detail: try row.text())
    }
}
