package import Domain
package import SQLCore

/// How often something was submitted to a service, candidates that are gone included.
package struct SubmissionCount: Statement {
    package static let text: SQLText = """
        SELECT COUNT(*) FROM history_event WHERE service_id = $1 AND kind = $2
        """
    let serviceID: ServiceID

    package init(of serviceID: ServiceID) { self.serviceID = serviceID }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(HistoryEvent.Kind.submitted.rawValue)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> Int { try Int(row.integer()) }
}
