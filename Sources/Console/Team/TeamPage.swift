internal import Domain
internal import UseCases

/// `team-list.mustache`
struct TeamPage: PageModel {
    struct Row: Sendable {
        let name: String
        let email: String
        let isYou: Bool
        let role: String
        let reach: String
        let lastSeen: TimeCell?
        let hasSecondFactor: Bool
        /// The dialog; absent where the role is out of the member's hands.
        let href: String?
    }

    struct Invitation: Sendable {
        let email: String
        let role: String
        let reach: String
        let until: TimeCell
        /// Where the button goes; absent where the member may not take it back.
        let withdrawHref: String?
    }

    let frame: PageFrame
    let path: String
    let rows: [Row]
    let count: String
    let invitations: [Invitation]
    let hasInvitations: Bool
    let requiresSecondFactor: Bool
    let invite: InviteDialog?
    let roleDialog: RoleDialog?
    let removal: RemovalDialog?

    init(
        _ team: Team, _ context: ServiceContext, title: String = "Team", invite: InviteDialog? = nil,
        roleDialog: RoleDialog? = nil, removal: RemovalDialog? = nil
    ) {
        frame = PageFrame(title: title, tab: .team, context: context)
        let path = "\(context.servicePath)/team"
        self.path = path
        let now = context.visit.now
        rows = team.members.map { member in
            Row(
                name: member.member.name.withExposed { $0 }, email: member.member.email.withExposed { $0 },
                isYou: member.member.memberID == context.grant.member.memberID, role: RoleWords.name(member.role),
                reach: RoleWords.reach(member.reach), lastSeen: member.lastSeenAt.map { TimeCell($0, now: now) },
                hasSecondFactor: member.member.hasSecondFactor,
                href: team.mayChange(member, context) ? TeamPlace(member).path(below: path) : nil)
        }
        count = Figures.count(Set(team.members.map(\.member.memberID)).count, "member")
        invitations = team.invitations.map { invitation in
            let mayWithdraw = team.mayGrant(invitation.role, invitation.reach, context)
            return Invitation(
                email: invitation.email?.withExposed { $0 } ?? "Whoever has the link",
                role: RoleWords.name(invitation.role), reach: RoleWords.reach(invitation.reach),
                until: TimeCell(invitation.expiresAt, now: now),
                withdrawHref: mayWithdraw ? "\(path)/invitations/\(invitation.invitationID.text)/withdraw" : nil)
        }
        hasInvitations = !team.invitations.isEmpty
        requiresSecondFactor = context.service.settings.requiresSecondFactor
        self.invite = invite
        self.roleDialog = roleDialog
        self.removal = removal
    }
}

/// The team of a service as it stands, and what a member may change of it.
struct Team: Sendable {
    let members: [TeamMember]
    let invitations: [InvitationOverview]

    init(_ registry: Registry, _ context: ServiceContext) throws(Failure) {
        members = try registry.team(of: context.service.serviceID, by: context.caller)
        invitations = try registry.invitations(of: context.service.serviceID, by: context.caller)
    }

    func mayGrant(_ role: Role, _ reach: Reach, _ context: ServiceContext) -> Bool {
        role.isGrantable(with: context.grant.rights(in: reach.serviceID ?? .house))
    }

    func mayChange(_ member: TeamMember, _ context: ServiceContext) -> Bool {
        mayGrant(member.role, member.reach, context)
    }

    func member(at place: TeamPlace) -> TeamMember? {
        members.first { TeamPlace($0) == place }
    }
}

/// Which of a member's two roles is meant: the one in this service, or the one in all.
struct TeamPlace: Hashable, Sendable {
    let memberID: MemberID
    let isEverywhere: Bool

    init(_ member: TeamMember) {
        memberID = member.member.memberID
        isEverywhere = member.reach == .everyService
    }

    init?(memberID text: String, of reach: String) {
        guard let memberID = MemberID(text) else { return nil }
        self.memberID = memberID
        isEverywhere = reach == "all"
    }

    /// The address of the dialog, or of another below it.
    func path(below team: String, _ action: String = "") -> String {
        let path = "\(team)/\(memberID.text)" + (action.isEmpty ? "" : "/\(action)")
        return PageAddress.text(path, [("of", isEverywhere ? "all" : "")])
    }
}

/// The dialog Invite member.
struct InviteDialog: Sendable {
    var email = ""
    var cards: [RoleCard]
    /// Whether the choice between this service and all of them is there.
    let offersReach: Bool
    var isEverywhere = false
    var problems = Problems()

    init(chosen: Role?, context: ServiceContext) {
        let house = context.grant.rights(in: .house)
        cards = RoleCard.cards(with: context.rights, chosen: chosen)
        offersReach = house.contains(.manageTeam)
    }
}

/// The dialog Change role.
struct RoleDialog: Sendable {
    let name: String
    let isYou: Bool
    let reach: String
    let action: String
    let removeHref: String
    let cards: [RoleCard]
    let problems: Problems

    init(_ member: TeamMember, chosen: Role? = nil, _ context: ServiceContext, _ problems: Problems = Problems()) {
        let (place, path) = (TeamPlace(member), "\(context.servicePath)/team")
        name = member.member.name.withExposed { $0 }
        isYou = member.member.memberID == context.grant.member.memberID
        reach = RoleWords.reach(member.reach).lowercased()
        action = place.path(below: path)
        removeHref = place.path(below: path, "remove")
        let rights = context.grant.rights(in: member.reach.serviceID ?? .house)
        cards = RoleCard.cards(with: rights, chosen: chosen ?? member.role)
        self.problems = problems
    }
}

/// The dialog that takes a member's role away.
struct RemovalDialog: Sendable {
    let name: String
    let isYou: Bool
    let role: String
    let isEverywhere: Bool
    let action: String
    let back: String
    let problems: Problems

    init(_ member: TeamMember, _ context: ServiceContext, _ problems: Problems = Problems()) {
        let (place, path) = (TeamPlace(member), "\(context.servicePath)/team")
        name = member.member.name.withExposed { $0 }
        isYou = member.member.memberID == context.grant.member.memberID
        role = RoleWords.name(member.role).lowercased()
        isEverywhere = place.isEverywhere
        action = place.path(below: path, "remove")
        back = place.path(below: path)
        self.problems = problems
    }
}

/// `team-link.mustache`: the link of an invitation, shown once.
struct InvitationLinkPage: PageModel {
    let frame: PageFrame
    let path: String
    let email: String
    let role: String
    let reach: String
    let link: String
    let until: TimeCell
}
