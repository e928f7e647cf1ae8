import Crypto
package import Domain

/// What only a member and those who may see them read.
package struct MemberProfile: Sendable {
    package let name: Sensitive<String>
    package let email: Sensitive<String>

    package init(name: Sensitive<String>, email: Sensitive<String>) {
        self.name = name
        self.email = email
    }
}

extension KeyStore {
    /// Seals a member's name and e-mail, bound to the member. The size is a multiple of 1 KiB and 29.
    package func sealProfile(_ profile: MemberProfile, of member: MemberID) throws(VaultFailure) -> Sealed {
        let operation = "seal a member's profile"
        let document = AttributeDocument(entries: [("name", profile.name), ("email", profile.email)])
        var plain = try DocumentFormat.encode(document, operation)
        defer { Memory.wipe(&plain) }
        return try seal(plain, as: .profile, place: member.text, operation)
    }

    package func openProfile(_ sealed: Sealed, of member: MemberID) throws(VaultFailure) -> MemberProfile {
        let operation = "open a member's profile"
        let document = try open(sealed, as: .profile, place: member.text, operation) {
            (plain) throws(VaultFailure) in try DocumentFormat.decode(plain, operation)
        }
        guard document.entries.map(\.name) == ["name", "email"] else {
            throw .format(operation, "The profile has other entries than a name and an e-mail.")
        }
        return MemberProfile(name: document.entries[0].value, email: document.entries[1].value)
    }

    /// Seals the secret of a second factor, bound to the member.
    package func sealSecondFactor(_ secret: OneTimeSecret, of member: MemberID) throws(VaultFailure) -> Sealed {
        var plain = secret.bytes
        defer { Memory.wipe(&plain) }
        return try seal(plain, as: .secondFactor, place: member.text, "seal a second factor")
    }

    package func openSecondFactor(_ sealed: Sealed, of member: MemberID) throws(VaultFailure) -> OneTimeSecret {
        try open(sealed, as: .secondFactor, place: member.text, "open a second factor") {
            (plain) throws(VaultFailure) in OneTimeSecret(bytes: Array(plain))
        }
    }

    /// Seals whom an invitation is for, bound to the invitation. The size is a multiple of 1 KiB and 29.
    package func sealInvited(_ email: Sensitive<String>, to id: InvitationID) throws(VaultFailure) -> Sealed {
        let operation = "seal an invitation"
        var plain = try DocumentFormat.encode(AttributeDocument(entries: [("email", email)]), operation)
        defer { Memory.wipe(&plain) }
        return try seal(plain, as: .invitation, place: id.text, operation)
    }

    package func openInvited(_ sealed: Sealed, to id: InvitationID) throws(VaultFailure) -> Sensitive<String> {
        let operation = "open an invitation"
        let document = try open(sealed, as: .invitation, place: id.text, operation) {
            (plain) throws(VaultFailure) in try DocumentFormat.decode(plain, operation)
        }
        guard document.entries.map(\.name) == ["email"] else {
            throw .format(operation, "The invitation has other entries than an e-mail.")
        }
        return document.entries[0].value
    }

    /// A fingerprint by which a member's account is found: 32 bytes, HMAC-SHA-256 under a key of its own. Spaces at both
    /// ends and the case of ASCII letters don't count, as in the fingerprint of a candidate's e-mail.
    package func memberIndex(ofEmail email: Sensitive<String>) -> [UInt8] {
        email.withExposed { email in
            var plain = Self.comparable(email)
            defer { Memory.wipe(&plain) }
            return Array(HMAC<SHA256>.authenticationCode(for: plain, using: identity.index))
        }
    }

    private func seal(
        _ plain: [UInt8], as kind: TextSeal, place: String, _ operation: String
    ) throws(VaultFailure) -> Sealed {
        try kind.seal(
            plain, dataKey: identity.seals, place: Array(place.utf8), nonce: random.take(Cipher.nonceBytes), operation)
    }

    private func open<Result>(
        _ sealed: Sealed, as kind: TextSeal, place: String, _ operation: String,
        _ body: (UnsafeRawBufferPointer) throws(VaultFailure) -> Result
    ) throws(VaultFailure) -> Result {
        try kind.open(sealed, dataKey: identity.seals, place: Array(place.utf8), operation, body)
    }
}
