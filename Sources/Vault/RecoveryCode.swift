import Crypto
package import Domain

/// A code on paper that signs in once when the second factor is lost: 50 random bits as `abcde-fghij`.
package enum RecoveryCode {
    /// Codes that a member gets at a time.
    package static let count = 10
    private static let digits = 10

    package static func make(random: RandomSource) throws(VaultFailure) -> Sensitive<String> {
        var bytes = try random.take(7)
        defer { Memory.wipe(&bytes) }
        let text = Base32.text(bytes).lowercased().prefix(digits)
        return Sensitive("\(text.prefix(5))-\(text.suffix(5))")
    }

    /// The ten digits of a code however it is written: with or without hyphens and spaces, in either case; `nil` for what
    /// can't be one.
    static func normal(_ text: String) -> [UInt8]? {
        let plain = Array(text.lowercased().utf8.filter { $0 != 0x2D && $0 != 0x20 })
        guard plain.count == digits,
            plain.allSatisfy({ (0x61...0x7A).contains($0) || (0x32...0x37).contains($0) })
        else { return nil }
        return plain
    }
}

extension KeyStore {
    /// What is stored of a recovery code: HMAC-SHA-256 that binds the member; `nil` for what can't be one.
    package func digest(ofRecoveryCode code: Sensitive<String>, member: MemberID) -> [UInt8]? {
        code.withExposed { text in
            guard var plain = RecoveryCode.normal(text) else { return nil }
            defer { Memory.wipe(&plain) }
            var code = HMAC<SHA256>(key: identity.recoveryCodes)
            // An id has 24 characters: nothing needs a length.
            code.update(data: Array(member.text.utf8))
            code.update(data: plain)
            return Array(code.finalize())
        }
    }
}
