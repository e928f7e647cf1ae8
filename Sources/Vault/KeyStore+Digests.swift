import Crypto
package import Domain

extension KeyStore {
    /// What is stored of an API key: HMAC-SHA-256 (RFC 2104), 32 bytes, under a key derived from the root key. It binds the
    /// key's id and environment, so that a digest moved to another row matches nothing.
    package func digest(of secret: APIKeySecret, keyID: KeyID) -> [UInt8] {
        var code = pepper
        // The id has 12 and the environment 4 characters: nothing needs a length.
        code.update(data: Array((secret.environment.rawValue + keyID.text).utf8))
        secret.key.withUnsafeBytes { code.update(data: $0) }
        return code.finalize().withUnsafeBytes { Array($0) }
    }

    /// Whether a presented secret is the one that was stored as `digest`. Takes the same time for every secret.
    ///
    /// For an id that is unknown, ask with `noDigest`: the same work, and always false.
    package func matches(digest: [UInt8], secret: APIKeySecret, keyID: KeyID) -> Bool {
        ConstantTime.equal(digest, self.digest(of: secret, keyID: keyID))
    }

    /// 32 bytes that are no key's digest.
    package static var noDigest: [UInt8] { [UInt8](repeating: 0, count: 32) }

    /// A fingerprint of an e-mail by which the same person can be found again within one service: 32 bytes,
    /// HMAC-SHA-256 under a key derived from the root key. It can't be turned back or tried out without that key.
    ///
    /// Before, ASCII white space is trimmed at both ends and `A` to `Z` become lower case, before and behind the `@`.
    /// Other characters stay as they are, so that the fingerprint depends on no version of any table.
    package func blindIndex(ofEmail email: Sensitive<String>, service: ServiceID) -> [UInt8] {
        email.withExposed { email in
            var plain = Self.comparable(email)
            defer { Memory.wipe(&plain) }
            var code = HMAC<SHA256>(key: indexKey)
            // A service's id has 24 characters: nothing needs a length.
            code.update(data: Array(service.text.utf8))
            code.update(data: plain)
            return Array(code.finalize())
        }
    }

    static func comparable(_ email: String) -> [UInt8] {
        let isSpace = { (character: UInt8) in character == 0x20 || (0x09...0x0D).contains(character) }
        var plain = Array(email.utf8.drop(while: isSpace))
        while let last = plain.last, isSpace(last) { plain.removeLast() }
        for index in plain.indices where (0x41...0x5A).contains(plain[index]) { plain[index] += 0x20 }
        return plain
    }
}
