package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// What the page behind a link asks for.
package enum LinkPurpose: Sendable {
    /// Somebody new sets name, e-mail and password.
    case join(role: Role, serviceName: String?, email: Sensitive<String>?)
    /// A member adds a role to their account by signing in, see `acceptAsMember`.
    case addRole(role: Role, serviceName: String?, email: Sensitive<String>)
    /// A member sets a new password; their second factor is taken off.
    case reset(email: Sensitive<String>)
}

extension Registry {
    /// How long a link can be taken up: an invitation, and one from the command line.
    package static let invitationSeconds: Int64 = 259_200
    package static let linkSeconds: Int64 = 3600

    /// A link from the command line, good for an hour: the first member, another one, or for a known e-mail a new password.
    package func memberLink(
        email: Sensitive<String>?, role: Role, reach: Reach, by caller: Caller
    ) async throws(Failure) -> (token: Sensitive<String>, expiresAt: Instant) {
        guard case .localOperator = caller.identity else {
            try authoriseOperator(.manageTeam, by: caller)
            throw .forbidden("Only the operator at the machine makes such links.")
        }
        let place = try place(of: reach)
        var (checked, account): (Sensitive<String>?, Account?)
        if let email {
            checked = try Self.checkedEmail(email)
            let index = parts.keyStore.memberIndex(ofEmail: email)
            account = try read { try Account.find(emailIndex: index, in: $0) }
        }
        // Who has no role can't sign in with a new password either: they join anew.
        let resets = account?.hasRoles == true ? account?.memberID : nil
        let link = try makeLink(
            email: checked, role: role, place: place, resets: resets, seconds: Self.linkSeconds, by: caller)
        try await perform(.manageTeam, by: caller, in: resets == nil ? place : .house) { work in
            try work.transaction.run(InsertInvitation(link.record))
            if let resets {
                try work.record(.accountChanged, detail: "\(resets.text) resetLink")
            } else {
                try work.record(.memberInvited, detail: role.rawValue)
            }
        }
        return (link.token, link.record.expiresAt)
    }

    /// What a link is for; `nil` when it is used, expired, withdrawn or never was.
    package func purpose(ofLink token: String) throws(Failure) -> LinkPurpose? {
        let at = now
        let found = try read { transaction -> (link: InvitationRecord, account: Account?, isFirst: Bool)? in
            guard let link = try goodLink(token, at: at, in: transaction) else { return nil }
            let account =
                if let memberID = link.resets {
                    try Account.find(memberID, in: transaction)
                } else {
                    try link.email.flatMap { try Account.find(emailIndex: $0.index, in: transaction) }
                }
            return (link, account, try Self.isFirst(in: transaction))
        }
        guard let (link, account, isFirst) = found else { return nil }
        if let account, link.resets != nil { return .reset(email: try member(account.record).email) }
        let role = isFirst ? .owner : link.role
        let serviceName = isFirst ? nil : directory.service(link.serviceID)?.service.name
        if let account, account.hasRoles {
            return .addRole(role: role, serviceName: serviceName, email: try member(account.record).email)
        }
        return .join(role: role, serviceName: serviceName, email: try email(of: link))
    }

    /// Takes up a link of the kind `join`, and signs in. The first member of all is an owner of every service.
    ///
    /// - Throws: 422 for `name`, `email`, `newPassword`; 404 when the link is used up.
    package func join(
        link token: String, name: Sensitive<String>, email: Sensitive<String>, password: Sensitive<String>,
        browser: String
    ) async throws(Failure) -> SessionToken {
        let (name, email) = (try Self.checkedName(name), try Self.checkedEmail(email))
        let index = parts.keyStore.memberIndex(ofEmail: email)
        let at = now
        let (link, account, isFirst) = try read { transaction in
            (
                try goodLink(token, at: at, in: transaction),
                try Account.find(emailIndex: index, in: transaction), try Self.isFirst(in: transaction)
            )
        }
        guard let link, link.resets == nil else { throw Self.linkIsOver }
        try Self.check(index, account, for: link)
        let memberID = account?.memberID ?? ids.make(at: at)
        let hash = try await hash(password, of: memberID, email: email)
        let session = try makeSession(of: memberID, browser: browser)
        let profile = try seal(MemberProfile(name: name, email: email), of: memberID)
        let record = MemberRecord(
            memberID: memberID, emailIndex: index, sealedProfile: profile, password: hash.bytes, createdAt: at)
        let place = isFirst ? ServiceID.house : link.serviceID
        let caller = Caller(.member(try grant(record, sessionID: session.record.sessionID)))
        try await carryOut("join", by: caller, in: place) { [self] work in
            guard let link = try goodLink(token, at: work.now, in: work.transaction),
                try work.transaction.run(DeleteInvitation(link.invitationID)) == 1,
                try Self.isFirst(in: work.transaction) == isFirst
            else { throw Self.linkIsOver }
            let account = try Account.find(emailIndex: index, in: work.transaction)
            try Self.check(index, account, for: link)
            try Self.put(record, over: account, in: work.transaction)
            let role = isFirst ? .owner : link.role
            if isFirst { try Self.endFirstLinks(in: work.transaction) }
            try work.transaction.run(PutMembership(Membership(memberID: memberID, serviceID: place, role: role)))
            try work.transaction.run(InsertSession(session.record))
            try work.transaction.run(TouchMember(memberID, seenAt: work.now))
            try work.record(.memberJoined, detail: "\(memberID.text) \(role.rawValue)")
        }
        return session.token
    }

    /// Takes up a link of the kind `reset`: new password, no second factor, all sessions ended; signs in.
    ///
    /// - Throws: 422 for `newPassword`; 404 when the link is used up.
    package func resetPassword(
        link token: String, password: Sensitive<String>, browser: String
    ) async throws(Failure) -> SessionToken {
        let at = now
        let found = try read { transaction in
            try goodLink(token, at: at, in: transaction)?.resets.flatMap { try Account.find($0, in: transaction) }
        }
        guard let found else { throw Self.linkIsOver }
        let grant = try grant(found, sessionID: ids.make(at: at))
        let hash = try await hash(password, of: found.memberID, email: grant.member.email)
        let session = try makeSession(of: found.memberID, browser: browser)
        try await carryOut("reset", by: Caller(.member(grant)), in: .house) { [self] work in
            guard try goodLink(token, at: work.now, in: work.transaction)?.resets == found.memberID else {
                throw Self.linkIsOver
            }
            try work.transaction.run(DeleteResets(of: found.memberID))
            try work.transaction.run(UpdatePassword(of: found.memberID, hash.bytes))
            try Self.takeOffFactor(of: found.memberID, in: work.transaction)
            try work.transaction.run(DeleteSessions(of: found.memberID))
            try work.transaction.run(InsertSession(session.record))
            try work.transaction.run(TouchMember(found.memberID, seenAt: work.now))
            try work.record(.accountChanged, detail: "\(found.memberID.text) reset")
        }
        return session.token
    }

    /// Takes up a link of the kind `addRole` for the signed-in member it is meant for.
    ///
    /// - Throws: 403 when it is meant for somebody else, 404 when it is used up, 409 with a role there already.
    package func acceptRole(link token: String, by caller: Caller) async throws(Failure) {
        let (grant, record) = try ownAccount(caller)
        let at = now
        guard let link = try read({ try goodLink(token, at: at, in: $0) }), link.resets == nil else {
            throw Self.linkIsOver
        }
        guard link.email?.index == record.emailIndex else {
            throw .forbidden("This link is for somebody else. Sign in as them to take it up.")
        }
        try await carryOut("accept", by: caller, in: link.serviceID) { [self] work in
            _ = try present(caller, in: work.transaction)
            guard let link = try goodLink(token, at: work.now, in: work.transaction),
                try work.transaction.run(DeleteInvitation(link.invitationID)) == 1
            else { throw Self.linkIsOver }
            let memberships = try work.transaction.all(MembershipsOfMember(record.memberID))
            guard !memberships.isEmpty else { throw Self.linkIsOver }
            guard !memberships.contains(where: { $0.serviceID == link.serviceID }) else {
                throw Failure.conflict("You have a role here already.")
            }
            try work.transaction.run(
                PutMembership(Membership(memberID: record.memberID, serviceID: link.serviceID, role: link.role)))
            try work.record(.memberJoined, detail: "\(grant.member.memberID.text) \(link.role.rawValue)")
        }
    }
}
