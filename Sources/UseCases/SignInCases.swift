package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// A secret that a browser keeps in its cookie. 43 characters of base64url; we keep its digest only.
package struct SessionToken: Sendable {
    package let text: Sensitive<String>

    package init(_ text: Sensitive<String>) {
        self.text = text
    }
}

/// How a sign-in went on.
package enum SignIn: Sendable {
    /// Signed in.
    case complete(SessionToken)
    /// The password was right; the code of the second factor is asked for next, within five minutes.
    case needsCode(SessionToken)
}

extension Registry {
    /// Seconds that a sign-in waits for its code, and the wrong codes that end it.
    package static let codeSeconds: Int64 = 300
    package static let wrongCodeLimit = 5

    /// Signs in. A wrong e-mail and a wrong password get one answer, after the same work.
    ///
    /// - Throws: `wrongCredentials`; 429 after failures of the account or of the address; 503 when too many wait.
    package func signIn(
        email: Sensitive<String>, password: Sensitive<String>, from address: IPAddress?, browser: String
    ) async throws(Failure) -> SignIn {
        let index = parts.keyStore.memberIndex(ofEmail: email)
        let attempt = try brake.begin(account: index, address: address, at: parts.clocks.uptime())
        let found = try read { try Account.find(emailIndex: index, in: $0) }
        guard try await isRight(password, of: found?.record, in: attempt), let found, found.hasRoles else {
            if let found { noteRefusal(of: found.memberID, "password") }
            throw .wrongCredentials
        }
        let waits = found.record.factor != nil
        let session = try makeSession(of: found.memberID, waitsForCode: waits, browser: browser)
        try await write { [self] transaction in
            // The password, the roles and the second factor may have changed while the work was done.
            guard let account = try Account.find(found.memberID, in: transaction), account.hasRoles,
                account.record.password == found.record.password, (account.record.factor != nil) == waits
            else { throw Failure.wrongCredentials }
            try transaction.run(InsertSession(session.record))
            guard !waits else { return }
            try transaction.run(TouchMember(found.memberID, seenAt: session.record.startedAt))
            try transaction.run(InsertHistoryEvent(signInLine(.memberSignedIn, of: found.memberID)))
        }
        // A right password alone doesn't forgive wrong codes: else each sign-in would buy five more.
        if waits { brake.withdraw(attempt) } else { brake.succeed(attempt) }
        // What fails here is done at the next sign-in; this one is made already.
        try? await renewHash(of: found.record, password)
        return waits ? .needsCode(session.token) : .complete(session.token)
    }

    /// Takes the code of an authenticator, or a recovery code, for a sign-in that waits for it. The token changes.
    ///
    /// - Throws: 422 for `code`; 404 when the sign-in has ended: too late, or after five wrong codes; 429 after failures,
    ///   and while the member's wrong codes ask for a wait: a code of the app isn't looked at then, a recovery code is.
    package func completeSignIn(
        _ token: String, code: Sensitive<String>, from address: IPAddress?
    ) async throws(Failure) -> SessionToken {
        guard let found = try waitingSignIn(token) else { throw Self.signInEnded }
        let attempt = try brake.begin(
            account: found.member.emailIndex, address: address, at: parts.clocks.uptime())
        let session = try makeSession(of: found.member.memberID, browser: found.session.browser)
        let answer = try await write { [self] transaction -> CodeAnswer in
            guard let digest = parts.keyStore.digest(ofToken: token, for: .session),
                let (waiting, record) = try transaction.first(SessionByDigest(digest)),
                waiting.wrongCodes < Self.wrongCodeLimit
            else { return .ended }
            let wait = try WrongCodes(of: record.memberID, at: now, in: transaction).wait(at: now)
            guard let taken = try take(code, of: record, recoveryOnly: wait > 0, in: transaction) else {
                try transaction.run(InsertHistoryEvent(signInLine(.signInRefused, of: record.memberID, "code")))
                guard wait == 0 else { return .early(wait) }
                // The row stays for the sake of its count, until the wrong codes are forgotten.
                let wrong = try transaction.first(CountWrongCode(waiting.sessionID, at: now)) ?? Self.wrongCodeLimit
                return wrong >= Self.wrongCodeLimit ? .ended : .wrong
            }
            try transaction.run(DeleteSession(waiting.sessionID))
            try transaction.run(InsertSession(session.record))
            try transaction.run(TouchMember(record.memberID, seenAt: session.record.startedAt))
            if taken == .recoveryCode {
                try transaction.run(InsertHistoryEvent(signInLine(.recoveryCodeUsed, of: record.memberID)))
            }
            try transaction.run(InsertHistoryEvent(signInLine(.memberSignedIn, of: record.memberID)))
            return .right
        }
        switch answer {
        case .right: brake.succeed(attempt)
        case .wrong: throw Self.wrongCode
        case .early(let seconds): throw WrongCodes.tooMany(seconds)
        case .ended: throw Self.signInEnded
        }
        return session.token
    }

    private enum TakenCode {
        case authenticator
        case recoveryCode
    }

    private enum CodeAnswer: Sendable {
        case right
        case wrong
        /// A code that wasn't looked at; seconds until the next one is.
        case early(Int64)
        case ended
    }

    static let wrongCode = Failure.invalid(field: "code", "This code is wrong, too old, or was used already.")
    private static let signInEnded = Failure.notFound("This sign-in has ended. Start again.")

    /// The same caller with `isConfirmed`, when the password is theirs.
    ///
    /// - Throws: 422 for `password`; 429 after failures.
    package func confirm(
        _ caller: Caller, password: Sensitive<String>, from address: IPAddress?
    ) async throws(Failure) -> Caller {
        if caller.member == nil { return caller }
        let (grant, record) = try ownAccount(caller)
        // Counted for the session: who guesses at the door keeps nobody waiting who is inside.
        let attempt = try brake.begin(
            account: Array(grant.sessionID.text.utf8), address: address, at: parts.clocks.uptime())
        guard try await isRight(password, of: record, in: attempt) else {
            noteRefusal(of: record.memberID, "confirmation")
            throw .invalid(field: "password", "This isn't your password.")
        }
        // Not `succeed`: who has a stolen session must not be able to forgive failures at the door.
        brake.withdraw(attempt)
        return Caller(.member(grant.confirmed))
    }

    /// `isRight`, and a fault of ours is nobody's failure.
    private func isRight(
        _ password: Sensitive<String>, of record: MemberRecord?, in attempt: SignInBrake.Attempt
    ) async throws(Failure) -> Bool {
        do throws(Failure) {
            return try await isRight(password, of: record)
        } catch {
            brake.withdraw(attempt)
            throw error
        }
    }

    /// After a change of the cost, a password gets the new one when it is next known.
    private func renewHash(of record: MemberRecord, _ password: Sensitive<String>) async throws(Failure) {
        do {
            guard try PasswordHash(stored: record.password).cost != passwords.cost else { return }
            let renewed = try await passwords.hash(password, of: record.memberID)
            try await parts.database.write { transaction in
                guard try transaction.first(MemberByID(record.memberID))?.password == record.password else { return }
                try transaction.run(UpdatePassword(of: record.memberID, renewed.bytes))
            }
        } catch {
            throw Failure(wrapping: error)
        }
    }

    private func waitingSignIn(_ token: String) throws(Failure) -> (session: SessionRecord, member: MemberRecord)? {
        guard let digest = parts.keyStore.digest(ofToken: token, for: .session),
            let found = try read({ try $0.first(SessionByDigest(digest)) }), found.session.waitsForCode,
            found.session.wrongCodes < Self.wrongCodeLimit,
            now < found.session.startedAt.adding(seconds: Self.codeSeconds)
        else { return nil }
        return found
    }

    private func signInLine(_ kind: HistoryEvent.Kind, of memberID: MemberID, _ detail: String = "") -> HistoryEvent {
        let at = now
        return HistoryEvent(
            eventID: ids.make(at: at), serviceID: .house, recordID: nil, at: at, actor: .member(memberID), kind: kind,
            detail: detail)
    }

    /// Nobody waits for this line, so that a known account answers as fast as an unknown one.
    private func noteRefusal(of memberID: MemberID, _ what: String) {
        recorder.note(.event(signInLine(.signInRefused, of: memberID, what)))
    }

    /// Uses up a code of the authenticator or a recovery code; `nil` when it was none.
    ///
    /// - Parameter recoveryOnly: whether a code of the authenticator is not even looked at.
    private func take(
        _ code: Sensitive<String>, of record: MemberRecord, recoveryOnly: Bool, in transaction: any Transaction
    ) throws -> TakenCode? {
        guard let factor = record.factor else { return nil }
        if !recoveryOnly {
            let secret = try parts.keyStore.openSecondFactor(factor.sealed, of: record.memberID)
            let digits = code.withExposed { $0.filter { !$0.isWhitespace } }
            if let step = secret.acceptedStep(of: digits, at: now, after: factor.lastStep) {
                try transaction.run(
                    UpdateFactor(of: record.memberID, MemberRecord.Factor(sealed: factor.sealed, lastStep: step)))
                return .authenticator
            }
        }
        guard let digest = parts.keyStore.digest(ofRecoveryCode: code, member: record.memberID) else { return nil }
        return try transaction.run(TakeRecoveryCode(of: record.memberID, digest)) == 1 ? .recoveryCode : nil
    }

    /// A write that leaves no line in the history: sessions and what belongs to them.
    @discardableResult
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws(Failure) -> Result {
        do {
            return try await parts.database.write(body)
        } catch {
            throw Failure(wrapping: error)
        }
    }
}
