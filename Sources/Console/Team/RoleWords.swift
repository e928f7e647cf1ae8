internal import Domain

/// Roles as people read them.
enum RoleWords {
    static func name(_ role: Role) -> String {
        switch role {
        case .owner: "Owner"
        case .manager: "Manager"
        case .approver: "Approver"
        case .reviewer: "Reviewer"
        case .readOnly: "Read-only"
        case .accountant: "Accountant"
        }
    }

    /// One line: what the role may do.
    static func line(_ role: Role) -> String {
        switch role {
        case .owner: "Everything. Also says who else is owner, and whether a second factor is required."
        case .manager: "Settings, keys and team; archives, blocks and deletes candidates; all that the roles below do."
        case .approver: "Approves and rejects candidates, reviews attributes, sees candidates."
        case .reviewer: "Reviews attributes and writes notes, sees candidates. Doesn’t decide about a candidate."
        case .readOnly: "Sees candidates. Changes nothing."
        case .accountant: "Sees how much is used. Sees no candidates."
        }
    }

    static func reach(_ reach: Reach) -> String {
        switch reach {
        case .everyService: "Every service"
        case .service: "This service"
        }
    }
}

/// A radio card of the choice of a role.
struct RoleCard: Sendable {
    let value: String
    let name: String
    let line: String
    let isChosen: Bool

    /// Those that somebody with these rights may give.
    static func cards(with rights: Set<Role.Right>, chosen: Role?) -> [RoleCard] {
        Role.allCases.filter { $0.isGrantable(with: rights) }.map {
            RoleCard(
                value: $0.rawValue, name: RoleWords.name($0), line: RoleWords.line($0), isChosen: $0 == chosen)
        }
    }
}
