package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// What an authenticator app needs. Shown until the first code proves that the app has it.
package struct SecondFactorOffer: Sendable {
    /// Base 32, for typing.
    package let secret: Sensitive<String>
    /// `otpauth://totp/…`, for the QR code.
    package let uri: Sensitive<String>
}

extension Registry {
    /// - Throws: 422 for `name`.
    package func changeOwnName(_ name: Sensitive<String>, by caller: Caller) async throws(Failure) {
        let (grant, record) = try ownAccount(caller)
        let name = try Self.checkedName(name)
        let profile = MemberProfile(name: name, email: grant.member.email)
        let sealed = try seal(profile, of: record.memberID)
        try await changeAccount("name", by: caller) { transaction in
            try transaction.run(UpdateProfile(of: record.memberID, sealed))
        }
    }

    /// Needs a confirmed caller. Ends every other session.
    ///
    /// - Throws: 422 for `newPassword` when it is too short, too long or among the commonest.
    package func changeOwnPassword(_ password: Sensitive<String>, by caller: Caller) async throws(Failure) {
        let (grant, record) = try ownAccount(caller)
        try requireConfirmation(caller)
        let hash = try await hash(password, of: record.memberID, email: grant.member.email)
        try await changeAccount("password", by: caller) { transaction in
            // A reset or a sign-out everywhere while the work was done comes before whoever asked here.
            guard try transaction.first(MemberByID(record.memberID))?.password == record.password,
                try transaction.all(SessionsOfMember(record.memberID)).contains(where: {
                    $0.sessionID == grant.sessionID
                })
            else { throw Failure.conflict("This account has changed since. Nothing was done. Sign in again.") }
            try transaction.run(UpdatePassword(of: record.memberID, hash.bytes))
            try transaction.run(DeleteSessions(of: record.memberID, except: grant.sessionID))
            try transaction.run(DeleteResets(of: record.memberID))
        }
    }

    /// Makes a secret that counts only once `confirmSecondFactor` has seen a code of it, in this session and within a
    /// quarter of an hour. Needs a confirmed caller.
    package func offerSecondFactor(by caller: Caller) async throws(Failure) -> SecondFactorOffer {
        let (grant, record) = try ownAccount(caller)
        try requireConfirmation(caller)
        let made: (secret: OneTimeSecret, sealed: Sealed)
        do {
            let secret = try OneTimeSecret.make(random: parts.random)
            made = (secret, try parts.keyStore.sealSecondFactor(secret, of: record.memberID))
        } catch {
            throw Failure(wrapping: error)
        }
        let sealed = made.sealed
        try await write { try $0.run(OfferFactor(to: record.memberID, sealed)) }
        factorOffers.begin(grant.sessionID, at: now)
        return Self.offer(made.secret, to: grant.member)
    }

    /// The offer to this session that waits for its first code; `nil` without one.
    package func pendingSecondFactor(by caller: Caller) throws(Failure) -> SecondFactorOffer? {
        let (grant, record) = try ownAccount(caller)
        guard let sealed = record.offeredFactor, factorOffers.isOpen(grant.sessionID, at: now) else { return nil }
        do {
            return Self.offer(try parts.keyStore.openSecondFactor(sealed, of: record.memberID), to: grant.member)
        } catch {
            throw Failure(wrapping: error)
        }
    }

    /// Turns the second factor on and gives ten recovery codes, each good once.
    ///
    /// - Throws: 422 for `code`; 404 when no offer waits.
    package func confirmSecondFactor(
        code: Sensitive<String>, by caller: Caller
    ) async throws(Failure) -> [Sensitive<String>] {
        let (grant, record) = try ownAccount(caller)
        let memberID = record.memberID
        guard factorOffers.isOpen(grant.sessionID, at: now) else { throw Self.noFactorOffered }
        let codes = try makeRecoveryCodes(of: memberID)
        let digits = code.withExposed { $0.filter { !$0.isWhitespace } }
        let at = now
        try await changeAccount("secondFactor(on)", by: caller) { [parts] transaction in
            guard let record = try transaction.first(MemberByID(memberID)), let sealed = record.offeredFactor else {
                throw Self.noFactorOffered
            }
            let secret = try parts.keyStore.openSecondFactor(sealed, of: memberID)
            guard let step = secret.acceptedStep(of: digits, at: at, after: nil) else { throw Self.wrongCode }
            try transaction.run(UpdateFactor(of: memberID, MemberRecord.Factor(sealed: sealed, lastStep: step)))
            try Self.put(codes.digests, of: memberID, in: transaction)
        }
        factorOffers.end(grant.sessionID)
        return codes.texts
    }

    private static let noFactorOffered = Failure.notFound("There is no second factor to confirm. Start again.")

    /// Ten new recovery codes; the old ones end. Needs a confirmed caller.
    ///
    /// - Throws: 409 without a second factor.
    package func renewRecoveryCodes(by caller: Caller) async throws(Failure) -> [Sensitive<String>] {
        let memberID = try ownAccount(caller).record.memberID
        try requireConfirmation(caller)
        let codes = try makeRecoveryCodes(of: memberID)
        try await changeAccount("recoveryCodes", by: caller) { transaction in
            guard try transaction.first(MemberByID(memberID))?.factor != nil else {
                throw Failure.conflict("Recovery codes belong to a second factor. Set one up first.")
            }
            try Self.put(codes.digests, of: memberID, in: transaction)
        }
        return codes.texts
    }

    package func recoveryCodesLeft(by caller: Caller) throws(Failure) -> Int {
        let memberID = try ownAccount(caller).record.memberID
        return try read { try $0.first(RecoveryCodeCount(of: memberID)) ?? 0 }
    }

    /// Needs a confirmed caller.
    package func removeSecondFactor(by caller: Caller) async throws(Failure) {
        let memberID = try ownAccount(caller).record.memberID
        try requireConfirmation(caller)
        try await changeAccount("secondFactor(off)", by: caller) { transaction in
            try Self.takeOffFactor(of: memberID, in: transaction)
        }
    }

    /// A change that members make to their own accounts, and the line in the house's history that tells of it.
    private func changeAccount(
        _ what: String, by caller: Caller, _ body: @escaping @Sendable (any Transaction) throws -> Void
    ) async throws(Failure) {
        guard let grant = caller.member else { throw .forbidden("Only somebody who signed in has an account.") }
        try await carryOut(what, by: caller, in: .house) { [self] work in
            _ = try present(caller, in: work.transaction)
            try body(work.transaction)
            try work.record(.accountChanged, detail: "\(grant.member.memberID.text) \(what)")
        }
    }

    private func makeRecoveryCodes(
        of memberID: MemberID
    ) throws(Failure) -> (texts: [Sensitive<String>], digests: [[UInt8]]) {
        do {
            let texts = try (0..<RecoveryCode.count).map { _ in try RecoveryCode.make(random: parts.random) }
            return (texts, texts.compactMap { parts.keyStore.digest(ofRecoveryCode: $0, member: memberID) })
        } catch {
            throw Failure(wrapping: error)
        }
    }

    private static func put(_ digests: [[UInt8]], of memberID: MemberID, in transaction: any Transaction) throws {
        try transaction.run(DeleteRecoveryCodes(of: memberID))
        for digest in digests { try transaction.run(InsertRecoveryCode(of: memberID, digest)) }
    }

    /// The key URI that authenticator apps read; its label names the account.
    private static func offer(_ secret: OneTimeSecret, to member: Member) -> SecondFactorOffer {
        let uri = secret.text.withExposed { secret in
            member.email.withExposed { email in
                "otpauth://totp/Lethe:\(percentEncoded(email))?secret=\(secret)&issuer=Lethe"
            }
        }
        return SecondFactorOffer(secret: secret.text, uri: Sensitive(uri))
    }

    /// All but the unreserved characters of RFC 3986, section 2.3.
    private static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += "%" + Hexadecimal.text([byte]).uppercased()
            }
        }
        return encoded
    }
}
