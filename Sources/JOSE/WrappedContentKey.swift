package import Crypto

/// A content key that the caller of the published API chose for one answer: `<kid>.<base64url of RSA-OAEP-SHA256(key)>`, in
/// the header field `X-Encryption-Key` (contract, section 1.12). The answer is a JWE with `dir` under that key.
package enum WrappedContentKey {
    /// The name of the header field.
    package static let fieldName = "X-Encryption-Key"

    /// The field's value for a key of 256 bits; `key` is the service's public key.
    package static func text(_ contentKey: SymmetricKey, for key: JWK) throws(JOSEFailure) -> String {
        guard contentKey.bitCount == 256, case .rsa(let rsa) = key.material else { throw .unsuitableKey }
        let encrypted = try rsa.encrypt(contentKey.withUnsafeBytes { Array($0) })
        return "\(key.thumbprint).\(Base64URL.encode(encrypted))"
    }

    /// The content key that the field's value brings. Any fault of the encryption is told as one and the same.
    package static func open(_ text: String, with keys: [PrivateJWK]) throws(JOSEFailure) -> SymmetricKey {
        guard text.utf8.count <= 4096 else { throw .tooLarge(maximumBytes: 4096) }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .parts }
        guard let key = keys.first(where: { $0.publicKey.thumbprint == parts[0] }) else { throw .unknownKey }
        guard case .rsa(let rsa) = key.material else { throw .unsuitableKey }
        guard let encrypted = Base64URL.decode(Array(parts[1].utf8)) else { throw .encoding(.encryptedKey) }
        guard encrypted.count == rsa.modulus.modulus.count else { throw .length(.encryptedKey) }
        guard let bytes = try rsa.decrypt(encrypted), bytes.count == 32 else { throw .notAuthentic }
        return SymmetricKey(data: bytes)
    }
}
