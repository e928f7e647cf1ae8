package import Domain
internal import Store

/// A signed-in member as they were when a request began.
package struct MemberGrant: Sendable {
    package let member: Member
    package let sessionID: SessionID
    /// The role in every service, if there is one.
    package let houseRole: Role?
    package let roles: [ServiceID: Role]
    /// Whether the password was given with this very request.
    package let isConfirmed: Bool

    package init(
        member: Member, sessionID: SessionID, houseRole: Role?, roles: [ServiceID: Role], isConfirmed: Bool = false
    ) {
        self.member = member
        self.sessionID = sessionID
        self.houseRole = houseRole
        self.roles = roles
        self.isConfirmed = isConfirmed
    }

    /// - Parameter roles: as they are stored: `ServiceID.house` is every service.
    init(member: Member, sessionID: SessionID, roles: [ServiceID: Role]) {
        var roles = roles
        let houseRole = roles.removeValue(forKey: .house)
        self.init(member: member, sessionID: sessionID, houseRole: houseRole, roles: roles)
    }

    /// What the member may do in a service: the rights of both roles together.
    package func rights(in service: ServiceID) -> Set<Role.Right> {
        (houseRole?.rights ?? []).union(service == .house ? [] : roles[service]?.rights ?? [])
    }

    func may(_ act: Act, in service: ServiceID) -> Bool {
        let rights = rights(in: service)
        return switch act {
        // Answers of the API are for keys; what members see of an identity is another act.
        case .readCandidate, .submitCandidate: false
        case .listCandidates: rights.contains(.seeCandidates)
        case .reviewCandidate: rights.contains(.review)
        case .approveCandidate: rights.contains(.approve)
        case .blockCandidate: rights.contains(.block)
        case .archiveCandidate: rights.contains(.archive)
        case .deleteCandidate: rights.contains(.delete)
        case .manageServices: houseRole?.rights.contains(.changeSettings) ?? false
        case .changeSettings: rights.contains(.changeSettings)
        case .manageKeys: rights.contains(.manageKeys)
        case .manageTeam: rights.contains(.manageTeam)
        case .manageWebhooks: rights.contains(.manageWebhooks)
        case .seeIdentity: rights.contains(.review)
        case .exportCandidates: rights.contains(.export)
        case .holdCandidate: rights.contains(.archive)
        case .seeActivity: rights.contains(.seeActivity)
        case .seeUsage: rights.contains(.seeUsage)
        }
    }
}

extension MemberGrant {
    /// The same member with the roles and the second factor of this moment.
    func with(_ roles: [ServiceID: Role], hasSecondFactor: Bool) -> MemberGrant {
        let present = Member(
            memberID: member.memberID, name: member.name, email: member.email, createdAt: member.createdAt,
            hasSecondFactor: hasSecondFactor)
        let grant = MemberGrant(member: present, sessionID: sessionID, roles: roles)
        return isConfirmed ? grant.confirmed : grant
    }

    /// The same member, whose password came with the request.
    var confirmed: MemberGrant {
        MemberGrant(member: member, sessionID: sessionID, houseRole: houseRole, roles: roles, isConfirmed: true)
    }
}

extension Registry {
    /// Refuses a member whose password did not come with the request. Nobody else has one to give.
    func requireConfirmation(_ caller: Caller) throws(Failure) {
        if let member = caller.member, !member.isConfirmed { throw .passwordNeeded }
    }

    /// Whether the service lets in only who has a second factor, and this member has none.
    func lacksSecondFactor(_ grant: MemberGrant, for service: ServiceID) -> Bool {
        !grant.member.hasSecondFactor && !grant.rights(in: service).isEmpty
            && directory.service(service)?.service.settings.requiresSecondFactor == true
    }
}
