internal import Domain
internal import SQLCore
internal import Store
internal import Vault

/// A member as the store has them, with their roles.
struct Account: Sendable {
    let record: MemberRecord
    let memberships: [Membership]

    init(_ record: MemberRecord, in transaction: any Transaction) throws {
        self.record = record
        memberships = try transaction.all(MembershipsOfMember(record.memberID))
    }

    var memberID: MemberID { record.memberID }
    var hasRoles: Bool { !memberships.isEmpty }

    /// By service; `ServiceID.house` is every service.
    var roles: [ServiceID: Role] {
        Dictionary(memberships.map { ($0.serviceID, $0.role) }, uniquingKeysWith: { first, _ in first })
    }

    func rights(in service: ServiceID) -> Set<Role.Right> {
        memberships.filter { $0.serviceID == service || $0.serviceID == .house }
            .reduce(into: []) { $0.formUnion($1.role.rights) }
    }

    static func find(_ memberID: MemberID, in transaction: any Transaction) throws -> Account? {
        try transaction.first(MemberByID(memberID)).map { try Account($0, in: transaction) }
    }

    static func find(emailIndex: [UInt8], in transaction: any Transaction) throws -> Account? {
        try transaction.first(MemberByEmail(emailIndex)).map { try Account($0, in: transaction) }
    }
}

extension Registry {
    /// Opens what of a member is sealed.
    func member(_ record: MemberRecord) throws(Failure) -> Member {
        do {
            let profile = try parts.keyStore.openProfile(record.sealedProfile, of: record.memberID)
            return Member(
                memberID: record.memberID, name: profile.name, email: profile.email, createdAt: record.createdAt,
                hasSecondFactor: record.factor != nil)
        } catch {
            throw Failure(wrapping: error)
        }
    }

    func grant(_ account: Account, sessionID: SessionID) throws(Failure) -> MemberGrant {
        MemberGrant(member: try member(account.record), sessionID: sessionID, roles: account.roles)
    }

    /// The caller as they are in this transaction: since the request began, such as while it waited for the password
    /// hasher, a key may have lost something and a member the session or a role.
    ///
    /// - Throws: 401 when the key or the session is over.
    func present(_ caller: Caller, in transaction: any Transaction) throws -> Caller {
        if let grant = caller.grant, grant.isRevoked { throw Failure.unauthorized }
        guard let grant = caller.member else { return caller }
        let memberID = grant.member.memberID
        let session = try transaction.all(SessionsOfMember(memberID)).first { $0.sessionID == grant.sessionID }
        guard let session, isLive(session), let account = try Account.find(memberID, in: transaction) else {
            throw Failure.unauthorized
        }
        return Caller(.member(grant.with(account.roles, hasSecondFactor: account.record.factor != nil)))
    }

    /// The member behind a caller, and their row as it is now; 403 for everybody who has no account.
    func ownAccount(_ caller: Caller) throws(Failure) -> (grant: MemberGrant, record: MemberRecord) {
        guard let grant = caller.member else { throw .forbidden("Only somebody who signed in has an account.") }
        guard let record = try read({ try $0.first(MemberByID(grant.member.memberID)) }) else {
            throw .notFound("There is no such member.")
        }
        return (grant, record)
    }

    /// A token and the session that it opens, to be inserted in the transaction that begins it.
    func makeSession(
        of memberID: MemberID, waitsForCode: Bool = false, browser: String
    ) throws(Failure) -> (token: SessionToken, record: SessionRecord) {
        do {
            let text = try parts.keyStore.makeToken()
            guard let digest = text.withExposed({ parts.keyStore.digest(ofToken: $0, for: .session) }) else {
                throw Failure.internal("a new token has no digest")
            }
            let at = now
            let record = SessionRecord(
                sessionID: ids.make(at: at), digest: digest, memberID: memberID, waitsForCode: waitsForCode,
                browser: String(browser.prefix(80)), startedAt: at)
            return (SessionToken(text), record)
        } catch {
            throw Failure(wrapping: error)
        }
    }

    /// The hash of a password that somebody chose; 422 for `newPassword` when it is unfit.
    func hash(
        _ password: Sensitive<String>, of memberID: MemberID, email: Sensitive<String>
    ) async throws(Failure) -> PasswordHash {
        try checkPassword(password, email: email)
        do {
            return try await passwords.hash(password, of: memberID)
        } catch {
            throw Failure(wrapping: error)
        }
    }

    func checkPassword(_ password: Sensitive<String>, email: Sensitive<String>) throws(Failure) {
        let length = Member.passwordLength
        switch PasswordRules.problem(with: password, email: email, length: length) {
        case nil: return
        case .tooShort:
            throw .invalid(field: "newPassword", "A password has at least \(length.lowerBound) characters.")
        case .tooLong:
            throw .invalid(field: "newPassword", "A password has at most \(length.upperBound) characters.")
        case .common:
            throw .invalid(
                field: "newPassword", "This password is one of the first that are guessed. Choose another one.")
        case .email:
            throw .invalid(field: "newPassword", "The e-mail is no password. Choose another one.")
        }
    }

    /// Whether a password is the account's; `nil` for an account that isn't there costs the same.
    func isRight(_ password: Sensitive<String>, of record: MemberRecord?) async throws(Failure) -> Bool {
        do {
            let hash = try record.map { try PasswordHash(stored: $0.password) }
            return try await passwords.verify(
                password, against: hash, of: record?.memberID ?? MemberID(at: now, random: []))
        } catch {
            throw Failure(wrapping: error)
        }
    }

    static func checkedName(_ name: Sensitive<String>) throws(Failure) -> Sensitive<String> {
        let trimmed = name.withExposed { $0.trimmed }
        guard !trimmed.isEmpty, trimmed.fits(Member.nameLimit), !trimmed.upsetsWhatFollows else {
            throw .invalid(field: "name", "A name has 1 to \(Member.nameLimit) characters.")
        }
        return Sensitive(trimmed)
    }

    /// Something, an `@`, something with no space or further `@`; whether mail arrives only mail can tell.
    static func checkedEmail(_ email: Sensitive<String>) throws(Failure) -> Sensitive<String> {
        let trimmed = email.withExposed { $0.trimmed }
        let parts = trimmed.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !trimmed.upsetsWhatFollows,
            trimmed.utf8.count <= Member.emailLimit, !trimmed.contains(where: \.isWhitespace)
        else {
            throw .invalid(field: "email", "An e-mail looks like name@example.com.")
        }
        return Sensitive(trimmed)
    }
}
