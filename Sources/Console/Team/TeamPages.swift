internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// The tab Team: members, invitations, roles.
struct TeamPages: Sendable {
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    func addRoutes(to group: RouterGroup<ServiceContext>) {
        group.group("team")
            .get("", use: list)
            .get("invite", use: inviteForm)
            .post("invite", use: invite)
            .post("invitations/:invitationId/withdraw", use: withdraw)
            .get(":memberId", use: roleForm)
            .post(":memberId", use: changeRole)
            .get(":memberId/remove", use: removalForm)
            .post(":memberId/remove", use: remove)
    }

    @Sendable private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try pages.html("team-list", TeamPage(Team(registry, context), context))
    }

    @Sendable private func inviteForm(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try page(InviteDialog(chosen: .readOnly, context: context), context)
    }

    @Sendable private func invite(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let role = Role(rawValue: form.text("role"))
        let isEverywhere = form.text("reach") == "all"
        do throws(Failure) {
            guard let role else { throw .invalid(field: "role", "Choose a role.") }
            let confirmed = try await confirmed(form, context)
            guard form.useOnce(in: pages.usedForms) else {
                return .seeOther("\(context.servicePath)/team", notice: .formUsed)
            }
            let reach = isEverywhere ? Reach.everyService : .service(context.service.serviceID)
            let made = try await registry.invite(
                email: form.sensitive("email"), role: role, reach: reach, by: confirmed)
            return try linkPage(made.invitation, made.token, email: form.text("email"), context)
        } catch {
            guard error.belongsInForm else { throw error }
            var dialog = InviteDialog(chosen: role, context: context)
            dialog.email = form.text("email")
            dialog.isEverywhere = isEverywhere
            dialog.problems.add(error)
            return try page(dialog, context)
        }
    }

    @Sendable private func withdraw(_ request: Request, _ context: ServiceContext) async throws -> Response {
        _ = try await Form.read(request, context)
        guard let id = InvitationID(context.parameter("invitationId")) else {
            throw Failure.notFound("There is no such invitation.")
        }
        try await registry.withdrawInvitation(id, by: context.caller)
        return .seeOther("\(context.servicePath)/team", notice: .invitationWithdrawn)
    }

    @Sendable private func roleForm(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (team, member) = try subject(request, context)
        return try page(team, RoleDialog(member, context), context)
    }

    @Sendable private func changeRole(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let (team, member) = try subject(request, context)
        let role = Role(rawValue: form.text("role"))
        do throws(Failure) {
            guard let role else { throw .invalid(field: "role", "Choose a role.") }
            guard role != member.role else {
                return .seeOther("\(context.servicePath)/team", notice: .unchanged)
            }
            try await registry.changeRole(
                of: member.member.memberID, to: role, reach: member.reach, by: confirmed(form, context))
            return .seeOther(placeAfterwards(member, context), notice: .roleChanged)
        } catch {
            guard error.belongsInForm else { throw error }
            return try page(team, RoleDialog(member, chosen: role, context, Problems(error)), context)
        }
    }

    @Sendable private func removalForm(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (team, member) = try subject(request, context)
        return try page(team, RemovalDialog(member, context), context)
    }

    @Sendable private func remove(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let (team, member) = try subject(request, context)
        do throws(Failure) {
            try await registry.removeFromTeam(
                member.member.memberID, reach: member.reach, by: confirmed(form, context))
            return .seeOther(placeAfterwards(member, context), notice: .memberRemoved)
        } catch {
            guard error.belongsInForm else { throw error }
            return try page(team, RemovalDialog(member, context, Problems(error)), context)
        }
    }

    /// Whoever changes their own role may no longer see the team.
    private func placeAfterwards(_ member: TeamMember, _ context: ServiceContext) -> String {
        member.member.memberID == context.grant.member.memberID ? "/services" : "\(context.servicePath)/team"
    }

    private func confirmed(_ form: Form, _ context: ServiceContext) async throws(Failure) -> Caller {
        guard !form.raw("password").isEmpty else { throw .passwordNeeded }
        return try await registry.confirm(context.caller, password: form.secret("password"), from: context.address)
    }

    /// The role that the address means; a 403 where it is out of the member's hands.
    private func subject(
        _ request: Request, _ context: ServiceContext
    ) throws(Failure) -> (team: Team, member: TeamMember) {
        let query = Form(request.uri.query ?? "") ?? .empty
        let team = try Team(registry, context)
        let place = TeamPlace(memberID: context.parameter("memberId"), of: query.text("of"))
        guard let member = place.flatMap({ team.member(at: $0) }) else {
            throw .notFound("There is no such member in this team.")
        }
        guard team.mayChange(member, context) else {
            throw .forbidden("This role is more than you may give or take away.")
        }
        return (team, member)
    }

    private func page(_ dialog: InviteDialog, _ context: ServiceContext) throws -> Response {
        let page = TeamPage(try Team(registry, context), context, title: "Invite member", invite: dialog)
        return try pages.html("team-list", page, status: dialog.problems.status)
            .retrying(after: dialog.problems.retryAfter)
    }

    private func page(_ team: Team, _ dialog: RoleDialog, _ context: ServiceContext) throws -> Response {
        let page = TeamPage(team, context, title: "Change role", roleDialog: dialog)
        return try pages.html("team-list", page, status: dialog.problems.status)
            .retrying(after: dialog.problems.retryAfter)
    }

    private func page(_ team: Team, _ dialog: RemovalDialog, _ context: ServiceContext) throws -> Response {
        let page = TeamPage(team, context, title: "Remove from team", removal: dialog)
        return try pages.html("team-list", page, status: dialog.problems.status)
            .retrying(after: dialog.problems.retryAfter)
    }

    private func linkPage(
        _ invitation: InvitationOverview, _ token: Sensitive<String>, email: String, _ context: ServiceContext
    ) throws(Failure) -> Response {
        let page = InvitationLinkPage(
            frame: PageFrame(title: "Invitation", tab: .team, context: context), path: "\(context.servicePath)/team",
            email: email, role: RoleWords.name(invitation.role).lowercased(),
            reach: RoleWords.reach(invitation.reach).lowercased(),
            link: token.withExposed { "\(settings.publicURL())/join/\($0)" },
            until: TimeCell(invitation.expiresAt, now: context.visit.now))
        return try pages.html("team-link", page)
    }
}
