/// What a member may do, in a service or in all of them.
package enum Role: String, Sendable, CaseIterable {
    case owner
    case manager
    case approver
    case reviewer
    case readOnly = "read-only"
    case accountant

    /// One thing that a role may allow.
    package enum Right: String, Sendable, CaseIterable {
        /// Grant and take away the role owner, and say whether a second factor is required.
        case own
        case changeSettings
        case manageKeys
        case manageTeam
        case manageWebhooks
        case seeActivity
        case archive
        case delete
        case block
        case export
        case approve
        case review
        case seeCandidates
        case seeUsage
    }

    package var rights: Set<Right> {
        switch self {
        case .owner: Set(Right.allCases)
        case .manager: Set(Right.allCases).subtracting([.own])
        case .approver: [.approve, .review, .seeCandidates]
        case .reviewer: [.review, .seeCandidates]
        case .readOnly: [.seeCandidates]
        case .accountant: [.seeUsage]
        }
    }

    /// Whether somebody with these rights may give this role: nobody grants more than they have.
    package func isGrantable(with rights: Set<Right>) -> Bool {
        rights.contains(.manageTeam) && self.rights.isSubset(of: rights)
    }
}
