package import Domain
package import SQLCore

/// Notes that a candidate has a choice of a drop-down, so that the list finds it; see `KeyStore.fieldToken`.
///
/// The place in the list is the candidate's own, so its row must be there already. Noting a choice twice is harmless.
package struct PutCandidateField: Statement {
    package static let text: SQLText = """
        INSERT INTO candidate_field (service_id, token, arrival, record_id)
        SELECT service_id, $2, arrival, record_id FROM candidate WHERE record_id = $1
        ON CONFLICT (service_id, token, arrival) DO NOTHING
        """
    let token: [UInt8]
    let recordID: RecordID

    package init(_ token: [UInt8], of recordID: RecordID) {
        self.token = token
        self.recordID = recordID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(token)
    }
}

/// Takes all choices of a candidate back: before others are noted, and before the candidate's row goes.
package struct DeleteCandidateFields: Statement {
    package static let text: SQLText = "DELETE FROM candidate_field WHERE record_id = $1"
    let recordID: RecordID

    package init(of recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
}

/// The tokens that are noted for a candidate.
package struct CandidateFields: Statement {
    package static let text: SQLText = "SELECT token FROM candidate_field WHERE record_id = $1"
    let recordID: RecordID

    package init(of recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> [UInt8] { try row.blob() }
}
