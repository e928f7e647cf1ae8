package import Domain

/// Everything a caller can do, and who may.
package enum Act: String, Sendable, CaseIterable {
    case readCandidate
    case listCandidates
    case submitCandidate
    case reviewCandidate
    case archiveCandidate
    case deleteCandidate
    case manageServices
    case manageKeys

    /// Whether `caller` may do this in `service`.
    func isAllowed(to caller: Caller, in service: ServiceID) -> Bool {
        switch caller.identity {
        case .localOperator: true
        case .lethe: self == .archiveCandidate
        case .key(let grant):
            switch self {
            case .readCandidate, .listCandidates: grant.key.serviceID == service
            case .submitCandidate: grant.key.serviceID == service && grant.key.mayWrite
            case .reviewCandidate, .archiveCandidate, .deleteCandidate, .manageServices, .manageKeys: false
            }
        }
    }
}

/// Which candidate of a service is meant.
package enum CandidateSelector: Hashable, Sendable {
    case refID(RefID)
    case recordID(RecordID)
}
