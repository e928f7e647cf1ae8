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
    case manageWebhooks
    /// See what an identity holds, values and pictures, and fill in custom fields.
    case seeIdentity
    case exportCandidates
    /// Place or lift a legal hold.
    case holdCandidate
    case seeActivity
    case seeUsage

    /// Whether `caller` may do this in `service`.
    func isAllowed(to caller: Caller, in service: ServiceID) -> Bool {
        switch caller.identity {
        case .localOperator: true
        // The archiver, the end of old secrets, the rules of a service, and who pauses webhooks.
        case .lethe: [.archiveCandidate, .manageKeys, .approveCandidate, .manageWebhooks].contains(self)
        case .key(let grant):
            switch self {
            case .readCandidate, .listCandidates: grant.key.serviceID == service
            case .submitCandidate: grant.key.serviceID == service && grant.key.mayWrite
            case .reviewCandidate, .approveCandidate, .blockCandidate, .archiveCandidate, .deleteCandidate: false
            case .manageServices, .changeSettings, .manageKeys, .manageTeam, .seeActivity, .seeUsage: false
            case .manageWebhooks, .seeIdentity, .exportCandidates, .holdCandidate: false
            }
        case .candidate(let place): self == .submitCandidate && place == service
        case .member(let grant): grant.may(self, in: service)
        }
    }
}

/// Which candidate of a service is meant.
package enum CandidateSelector: Hashable, Sendable {
    case refID(RefID)
    case recordID(RecordID)
}
