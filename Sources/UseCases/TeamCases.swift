package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// One of a service's team.
package struct TeamMember: Sendable {
    package let member: Member
    package let role: Role
    package let reach: Reach
    package let lastSeenAt: Instant?
}

/// A link that waits for somebody.
package struct InvitationOverview: Sendable {
    package let invitationID: InvitationID
    package let role: Role
    package let reach: Reach
    /// Whom it is for; only they can take it up. `nil`: whoever has the link.
    package let email: Sensitive<String>?
    package let createdAt: Instant
    package let expiresAt: Instant
}

extension Registry {
    /// Whether anybody can sign in yet.
    package func hasMembers() throws(Failure) -> Bool {
        try read { try $0.first(AnyMember()) } != nil
    }

    /// The team of a service, members of all services included, owners first.
    package func team(of service: ServiceID, by caller: Caller) throws(Failure) -> [TeamMember] {
        try authorise(.manageTeam, by: caller, in: service)
        let (own, house) = try read { transaction in
            (
                service == .house ? [] : try transaction.all(MembersOfService(service)),
                try transaction.all(MembersOfService(.house))
            )
        }
        var team: [TeamMember] = []
        for (rows, reach) in [(own, Reach.service(service)), (house, .everyService)] {
            for row in rows {
                team.append(
                    TeamMember(
                        member: try member(row.record), role: row.role, reach: reach,
                        lastSeenAt: row.record.lastSeenAt))
            }
        }
        let order = Dictionary(uniqueKeysWithValues: Role.allCases.enumerated().map { ($1, $0) })
        return team.sorted {
            (order[$0.role] ?? 0, $0.member.memberID) < (order[$1.role] ?? 0, $1.member.memberID)
        }
    }

    /// Links that wait for somebody, in this service or in every one, oldest first.
    package func invitations(of service: ServiceID, by caller: Caller) throws(Failure) -> [InvitationOverview] {
        try authorise(.manageTeam, by: caller, in: service)
        let at = now
        let records = try read { transaction in
            try Set([service, .house]).flatMap { try transaction.all(InvitationsOfService($0)) }
                .filter { try $0.resets == nil && $0.isGood(at: at, in: transaction) }
        }
        var overviews: [InvitationOverview] = []
        for record in records.sorted(by: { $0.invitationID < $1.invitationID }) {
            overviews.append(try overview(record))
        }
        return overviews
    }

    /// An invitation for three days. Needs a confirmed caller, and rights that include the role's.
    ///
    /// - Returns: what stands behind `/join/` in the link.
    /// - Throws: 422 and 409 for `email`, 403 for a role with more rights than the caller has.
    package func invite(
        email: Sensitive<String>, role: Role, reach: Reach, by caller: Caller
    ) async throws(Failure) -> (invitation: InvitationOverview, token: Sensitive<String>) {
        let place = try place(of: reach)
        try authorise(.manageTeam, by: caller, in: place)
        try askForRights(role, of: caller, in: place)
        try requireConfirmation(caller)
        let email = try Self.checkedEmail(email)
        let link = try makeLink(
            email: email, role: role, place: place, resets: nil, seconds: Self.invitationSeconds, by: caller)
        let index = parts.keyStore.memberIndex(ofEmail: email)
        try await perform(.manageTeam, by: caller, in: place) { [self] work in
            try askForRights(role, of: work.caller, in: place)
            let account = try Account.find(emailIndex: index, in: work.transaction)
            guard account?.memberships.contains(where: { $0.serviceID == place }) != true else {
                throw Failure.conflict(field: "email", "This person is in the team already.")
            }
            let others = try work.transaction.all(InvitationsOfService(place))
            guard
                try !others.contains(where: {
                    try $0.email?.index == index && $0.resets == nil && $0.isGood(at: work.now, in: work.transaction)
                })
            else {
                throw Failure.conflict(
                    field: "email", "There is an invitation for this e-mail already. Withdraw it first.")
            }
            try work.transaction.run(InsertInvitation(link.record))
            try work.record(.memberInvited, detail: role.rawValue)
        }
        return (try overview(link.record), link.token)
    }

    package func withdrawInvitation(_ id: InvitationID, by caller: Caller) async throws(Failure) {
        guard let record = try read({ try $0.first(InvitationByID(id)) }), record.resets == nil else {
            throw Self.noSuchInvitation
        }
        try authorise(.manageTeam, by: caller, in: record.serviceID)
        try askForRights(record.role, of: caller, in: record.serviceID)
        try await perform(.manageTeam, by: caller, in: record.serviceID) { [self] work in
            try askForRights(record.role, of: work.caller, in: record.serviceID)
            guard try work.transaction.run(DeleteInvitation(id)) == 1 else { throw Self.noSuchInvitation }
            try work.record(.invitationWithdrawn, detail: record.role.rawValue)
        }
    }

    /// Needs a confirmed caller. Takes effect with the member's next request.
    ///
    /// - Throws: 409 when it would leave no owner; 403 when the caller would grant, or take away, more than they have.
    package func changeRole(
        of member: MemberID, to role: Role, reach: Reach, by caller: Caller
    ) async throws(Failure) {
        let place = try place(of: reach)
        try authorise(.manageTeam, by: caller, in: place)
        try askForRights(role, of: caller, in: place)
        try requireConfirmation(caller)
        try await perform(.manageTeam, by: caller, in: place) { [self] work in
            let before = try presentRole(of: member, in: place, work)
            for role in [role, before] { try askForRights(role, of: work.caller, in: place) }
            guard before != role else { return work.leaveUnchanged() }
            try work.transaction.run(PutMembership(Membership(memberID: member, serviceID: place, role: role)))
            try askForOwner(in: work)
            try work.record(.roleChanged, detail: "\(member.text) \(before.rawValue) \(role.rawValue)")
        }
    }

    /// Takes a member's role away; their account and their other roles stay. Who has no role left can't sign in, and is
    /// signed out everywhere. Needs a confirmed caller.
    ///
    /// - Throws: 409 when it would leave no owner; 403 when the caller would take away more than they have.
    package func removeFromTeam(_ member: MemberID, reach: Reach, by caller: Caller) async throws(Failure) {
        let place = try place(of: reach)
        try authorise(.manageTeam, by: caller, in: place)
        try requireConfirmation(caller)
        try await perform(.manageTeam, by: caller, in: place) { [self] work in
            let before = try presentRole(of: member, in: place, work)
            try askForRights(before, of: work.caller, in: place)
            try work.transaction.run(DeleteMembership(of: member, in: place))
            try askForOwner(in: work)
            if try work.transaction.all(MembershipsOfMember(member)).isEmpty {
                try work.transaction.run(DeleteSessions(of: member))
                try work.transaction.run(DeleteResets(of: member))
            }
            try work.record(.memberRemoved, detail: "\(member.text) \(before.rawValue)")
        }
    }

    /// Names of members for lines of the history; who is unknown is absent.
    package func memberNames(_ ids: Set<MemberID>) throws(Failure) -> [MemberID: Sensitive<String>] {
        let records = try read { transaction in try ids.compactMap { try transaction.first(MemberByID($0)) } }
        var names: [MemberID: Sensitive<String>] = [:]
        for record in records { names[record.memberID] = try member(record).name }
        return names
    }

    private static let noSuchInvitation = Failure.notFound("There is no such invitation.")

    /// Where lines and memberships of a reach stand.
    func place(of reach: Reach) throws(Failure) -> ServiceID {
        guard let serviceID = reach.serviceID, serviceID != .house else { return .house }
        return try serviceRecord(serviceID).service.serviceID
    }

    /// Nobody grants, or takes away, more than they have.
    func askForRights(_ role: Role, of caller: Caller, in place: ServiceID) throws(Failure) {
        if case .localOperator = caller.identity { return }
        guard role.isGrantable(with: caller.member?.rights(in: place) ?? []) else {
            throw .forbidden("You can't give or take away a role with more rights than your own.")
        }
    }

    private func presentRole(of member: MemberID, in place: ServiceID, _ work: Work) throws -> Role {
        let memberships = try work.transaction.all(MembershipsOfMember(member))
        guard let membership = memberships.first(where: { $0.serviceID == place }) else {
            throw Failure.notFound("This person has no role here.")
        }
        return membership.role
    }

    /// An owner of every service is an owner of each, so this one rule keeps every service from losing its last.
    private func askForOwner(in work: Work) throws {
        guard try work.transaction.first(RoleCount(.owner, in: .house)) ?? 0 > 0 else {
            throw Failure.conflict(
                field: "role", "This is the last owner of every service. Make somebody else an owner first.")
        }
    }

    private func overview(_ record: InvitationRecord) throws(Failure) -> InvitationOverview {
        InvitationOverview(
            invitationID: record.invitationID, role: record.role,
            reach: record.serviceID == .house ? .everyService : .service(record.serviceID),
            email: try email(of: record), createdAt: record.createdAt, expiresAt: record.expiresAt)
    }
}
