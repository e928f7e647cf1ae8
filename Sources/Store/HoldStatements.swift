package import Domain
package import SQLCore

/// A legal hold: who placed it, and the first of the two persons who lift it.
package struct HoldRecord: Hashable, Sendable {
    package let placedAt: Instant
    package let placedBy: HistoryEvent.Actor
    package let liftAskedAt: Instant?
    package let liftAskedBy: HistoryEvent.Actor?
}

package struct HoldOf: Statement {
    package static let text: SQLText = """
        SELECT placed_at, placed_by, lift_asked_at, lift_asked_by FROM legal_hold WHERE record_id = $1
        """
    let recordID: RecordID

    package init(_ recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> HoldRecord {
        try HoldRecord(
            placedAt: row.instant(), placedBy: HistoryEvent.Actor(stored: row.text()),
            liftAskedAt: row.optionalInstant(),
            liftAskedBy: row.optionalText().map { HistoryEvent.Actor(stored: $0) })
    }
}

package struct InsertHold: Statement {
    package static let text: SQLText = "INSERT INTO legal_hold (record_id, placed_at, placed_by) VALUES ($1, $2, $3)"
    let recordID: RecordID
    let placedAt: Instant
    let actor: HistoryEvent.Actor

    package init(of recordID: RecordID, at placedAt: Instant, by actor: HistoryEvent.Actor) {
        self.recordID = recordID
        self.placedAt = placedAt
        self.actor = actor
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(placedAt)
        inputs.append(actor.text)
    }
}

/// Notes the first of the two persons, or nobody any more.
package struct SetLiftAsked: Statement {
    package static let text: SQLText = """
        UPDATE legal_hold SET lift_asked_at = $2, lift_asked_by = $3 WHERE record_id = $1
        """
    let recordID: RecordID
    let asked: (at: Instant, by: HistoryEvent.Actor)?

    package init(of recordID: RecordID, _ asked: (at: Instant, by: HistoryEvent.Actor)?) {
        self.recordID = recordID
        self.asked = asked
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(asked?.at)
        inputs.append(asked?.by.text)
    }
}

package struct DeleteHold: Statement {
    package static let text: SQLText = "DELETE FROM legal_hold WHERE record_id = $1"
    let recordID: RecordID

    package init(of recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
}
