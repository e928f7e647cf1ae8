package import Domain
package import SQLCore

/// Says that something of a candidate changed that stands in another table than its row.
package struct BumpRevision: Statement {
    package static let text: SQLText = "UPDATE candidate SET revision = revision + 1 WHERE record_id = $1"
    let recordID: RecordID

    package init(of recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
}

/// When somebody was last noted to have looked at this of a candidate, unless it was submitted again since.
package struct LatestLook: Statement {
    package static let text: SQLText = """
        SELECT at FROM history_event
        WHERE record_id = $1 AND kind = $2 AND actor = $3 AND detail = $4 AND event_id > COALESCE(
            (SELECT MAX(event_id) FROM history_event WHERE record_id = $1 AND kind = $5), '')
        ORDER BY event_id DESC LIMIT 1
        """
    let recordID: RecordID
    let actor: HistoryEvent.Actor
    let what: String

    package init(by actor: HistoryEvent.Actor, at what: String, of recordID: RecordID) {
        self.recordID = recordID
        self.actor = actor
        self.what = what
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(HistoryEvent.Kind.identityViewed.rawValue)
        inputs.append(actor.text)
        inputs.append(what)
        inputs.append(HistoryEvent.Kind.submitted.rawValue)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> Instant { try row.instant() }
}
