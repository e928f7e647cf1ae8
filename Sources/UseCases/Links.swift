internal import Domain
internal import SQLCore
internal import Store
internal import Vault

extension InvitationRecord {
    /// Whether it can be taken up: its time isn't over, and who made it could still make it.
    func isGood(at now: Instant, in transaction: any Transaction) throws -> Bool {
        guard now < expiresAt else { return false }
        guard case .member(let memberID) = createdBy else { return true }
        guard let maker = try Account.find(memberID, in: transaction) else { return false }
        return role.isGrantable(with: maker.rights(in: serviceID))
    }
}

extension Registry {
    static let linkIsOver = Failure.notFound("This link was used, has expired or was withdrawn. Ask for a new one.")

    /// Whether whoever joins next is the first: nobody owns every service yet.
    static func isFirst(in transaction: any Transaction) throws -> Bool {
        try transaction.first(RoleCount(.owner, in: .house)) ?? 0 == 0
    }

    /// Every start before somebody came has made a link for the first owner: none of them makes a second one.
    static func endFirstLinks(in transaction: any Transaction) throws {
        for link in try transaction.all(InvitationsOfService(.house))
        where link.email == nil && link.resets == nil && link.role == .owner {
            try transaction.run(DeleteInvitation(link.invitationID))
        }
    }

    /// The link behind a token, if it can be taken up.
    func goodLink(_ token: String, at now: Instant, in transaction: any Transaction) throws -> InvitationRecord? {
        guard let digest = parts.keyStore.digest(ofToken: token, for: .link),
            let link = try transaction.first(InvitationByDigest(digest)), try link.isGood(at: now, in: transaction)
        else { return nil }
        return link
    }

    func makeLink(
        email: Sensitive<String>?, role: Role, place: ServiceID, resets: MemberID?, seconds: Int64, by caller: Caller
    ) throws(Failure) -> (token: Sensitive<String>, record: InvitationRecord) {
        let at = now
        let id: InvitationID = ids.make(at: at)
        do {
            let token = try parts.keyStore.makeToken()
            guard let digest = token.withExposed({ parts.keyStore.digest(ofToken: $0, for: .link) }) else {
                throw Failure.internal("a new token has no digest")
            }
            let invited = try email.map {
                InvitationRecord.InvitedEmail(
                    index: parts.keyStore.memberIndex(ofEmail: $0), sealed: try parts.keyStore.sealInvited($0, to: id))
            }
            let record = InvitationRecord(
                invitationID: id, digest: digest, serviceID: place, role: role, email: invited, resets: resets,
                createdBy: caller.actor, createdAt: at, expiresAt: at.adding(seconds: seconds))
            return (token, record)
        } catch {
            throw Failure(wrapping: error)
        }
    }

    /// Whom a link is for, opened; `nil` for whoever has it.
    func email(of link: InvitationRecord) throws(Failure) -> Sensitive<String>? {
        do {
            return try link.email.map { try parts.keyStore.openInvited($0.sealed, to: link.invitationID) }
        } catch {
            throw Failure(wrapping: error)
        }
    }

    func seal(_ profile: MemberProfile, of memberID: MemberID) throws(Failure) -> Sealed {
        do {
            return try parts.keyStore.sealProfile(profile, of: memberID)
        } catch {
            throw Failure(wrapping: error)
        }
    }

    /// Refuses an e-mail that the link isn't for, or that has an account with roles.
    static func check(_ index: [UInt8], _ account: Account?, for link: InvitationRecord) throws(Failure) {
        guard link.email?.index ?? index == index else {
            throw .invalid(field: "email", "This link is for another e-mail.")
        }
        guard account?.hasRoles != true else {
            throw .invalid(
                field: "email", "There is an account with this e-mail. Ask for a link that is made out to it.")
        }
    }

    /// Makes a member, or begins anew with one who had lost every role: nothing of what opened the account before does.
    static func put(_ record: MemberRecord, over account: Account?, in transaction: any Transaction) throws {
        guard let account else {
            try transaction.run(InsertMember(record))
            return
        }
        guard account.memberID == record.memberID else { throw linkIsOver }
        try transaction.run(UpdateProfile(of: record.memberID, record.sealedProfile))
        try transaction.run(UpdatePassword(of: record.memberID, record.password))
        try takeOffFactor(of: record.memberID, in: transaction)
        try transaction.run(DeleteSessions(of: record.memberID))
    }

    static func takeOffFactor(of memberID: MemberID, in transaction: any Transaction) throws {
        try transaction.run(UpdateFactor(of: memberID, nil))
        try transaction.run(DeleteRecoveryCodes(of: memberID))
    }

    /// A member who is about to be.
    func grant(_ record: MemberRecord, sessionID: SessionID) throws(Failure) -> MemberGrant {
        MemberGrant(member: try member(record), sessionID: sessionID, houseRole: nil, roles: [:])
    }
}
