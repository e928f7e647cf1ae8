package import Domain

/// Everything a caller can do, and who may.
package enum Act: String, Sendable, CaseIterable {
    case readCandidate
    case listCandidates
    case submitCandidate
    /// Start a review, accept or reject attributes, write notes.
    case reviewCandidate
    case approveCandidate
    case blockCandidate
    case archiveCandidate
    case deleteCandidate
    /// Add a service.
    case manageServices
    case changeSettings
    case manageKeys
    case manageTeam
    case seeActivity
    case seeUsage

    /// Whether `caller` may do this in `service`.
    func isAllowed(to caller: Caller, in service: ServiceID) -> Bool {
        switch caller.identity {
        case .localOperator: true
        // The archiver, and the end of old secrets.
        case .lethe: self == .archiveCandidate || self == .manageKeys
        case .key(let grant):
            switch self {
            case .readCandidate, .listCandidates: grant.key.serviceID == service
            case .submitCandidate: grant.key.serviceID == service && grant.key.mayWrite
            case .reviewCandidate, .approveCandidate, .blockCandidate, .archiveCandidate, .deleteCandidate: false
            case .manageServices, .changeSettings, .manageKeys, .manageTeam, .seeActivity, .seeUsage: false
            }
        case .member(let grant): grant.may(self, in: service)
        }
    }
}

/// Which candidate of a service is meant.
package enum CandidateSelector: Hashable, Sendable {
    case refID(RefID)
    case recordID(RecordID)
}
