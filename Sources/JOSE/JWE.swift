package import Crypto
internal import Wire

/// JSON Web Encryption (RFC 7516) in compact serialisation, always A256GCM.
///
/// AES-GCM in Crypto works on a whole message at once, so that sealing and opening are bounded by memory: see
/// `largestPlaintext`. Sealing holds the plain text, the ciphertext and, for a moment, the ciphertext once more.
package enum JWE {
    /// The largest plain text that is sealed or opened unless the caller says something else: 128 MiB.
    package static let largestPlaintext = 128 << 20

    static let ivBytes = 12
    static let tagBytes = 16

    /// Seals to a receiver's public key. The header's `kid` is the key's thumbprint.
    ///
    /// - Parameters:
    ///   - contentType: `cty`, such as `json`.
    ///   - random: answers as many bytes as asked for, fit for keys. The content key, or the ephemeral key, and the
    ///     initialization vector come from it. RSA-OAEP's own seed doesn't: BoringSSL draws it.
    package static func seal(
        _ plaintext: [UInt8], to key: JWK, contentType: String? = nil, largest: Int = largestPlaintext,
        random: (Int) -> [UInt8]
    ) throws(JOSEFailure) -> SealedJWE {
        guard plaintext.count <= largest else { throw .tooLarge(maximumBytes: largest) }
        switch key.material {
        case .rsa(let rsa):
            let contentKey = try take(32, random)
            let header = JWEHeader(
                algorithm: .rsaOAEP256, keyID: key.thumbprint, contentType: contentType, ephemeralKey: nil)
            return try seal(
                plaintext, header, encryptedKey: rsa.encrypt(contentKey), SymmetricKey(data: contentKey), random)
        case .p256, .x25519:
            let (ephemeral, secret) = try agree(with: key, random)
            let header = JWEHeader(
                algorithm: .ecdhES, keyID: key.thumbprint, contentType: contentType, ephemeralKey: ephemeral)
            return try seal(plaintext, header, encryptedKey: [], header.contentKey(secret), random)
        }
    }

    /// Seals under a key that both sides have: `dir` (RFC 7518, section 4.5). A key must seal few messages only, for its
    /// initialization vectors are random: 2^32 at most (NIST SP 800-38D, section 8.3).
    package static func seal(
        _ plaintext: [UInt8], withContentKey key: SymmetricKey, keyID: String? = nil, contentType: String? = nil,
        largest: Int = largestPlaintext, random: (Int) -> [UInt8]
    ) throws(JOSEFailure) -> SealedJWE {
        guard plaintext.count <= largest else { throw .tooLarge(maximumBytes: largest) }
        guard key.bitCount == 256 else { throw .unsuitableKey }
        let header = JWEHeader(algorithm: .direct, keyID: keyID, contentType: contentType, ephemeralKey: nil)
        return try seal(plaintext, header, encryptedKey: [], key, random)
    }

    /// Opens what was sealed to one of `keys`. `dir` is refused here: those keys are no content keys.
    package static func open(
        _ token: [UInt8], with keys: KeySet, largest: Int = largestPlaintext
    ) throws(JOSEFailure) -> OpenedJWE {
        let parts = try JWEParts(token, allowed: [.rsaOAEP256, .ecdhES], largest: largest)
        let header = parts.header
        let key = try keys.key(for: header)
        let contentKey: SymmetricKey
        switch key.material {
        case .rsa(let rsa):
            guard !parts.encryptedKey.isEmpty else { throw .encryptedKeyMissing }
            guard parts.encryptedKey.count == rsa.modulus.modulus.count else { throw .length(.encryptedKey) }
            contentKey = try rsa.contentKey(parts.encryptedKey)
        case .p256(let own):
            let secret = try parts.agree { point throws(JOSEFailure) in try KeyAgreement.p256(own, point) }
            contentKey = header.contentKey(secret)
        case .x25519(let own):
            let secret = try parts.agree { point throws(JOSEFailure) in try KeyAgreement.x25519(own, point) }
            contentKey = header.contentKey(secret)
        }
        return OpenedJWE(header: header, plaintext: try parts.open(token, contentKey))
    }

    /// Opens what was sealed under a key that both sides have. Only `dir` is accepted.
    package static func open(
        _ token: [UInt8], withContentKey key: SymmetricKey, largest: Int = largestPlaintext
    ) throws(JOSEFailure) -> OpenedJWE {
        guard key.bitCount == 256 else { throw .unsuitableKey }
        let parts = try JWEParts(token, allowed: [.direct], largest: largest)
        guard parts.encryptedKey.isEmpty else { throw .encryptedKeyPresent }
        return OpenedJWE(header: parts.header, plaintext: try parts.open(token, key))
    }

    private static func seal(
        _ plaintext: [UInt8], _ header: JWEHeader, encryptedKey: [UInt8], _ contentKey: SymmetricKey,
        _ random: (Int) -> [UInt8]
    ) throws(JOSEFailure) -> SealedJWE {
        let iv = try take(ivBytes, random)
        let protected = Array(Base64URL.encode(header.json).utf8)
        do {
            // The header is authenticated as the text it is sent as (RFC 7516, section 5.1, step 14).
            let box = try AES.GCM.seal(
                plaintext, using: contentKey, nonce: AES.GCM.Nonce(data: iv), authenticating: protected)
            let rest = ".\(Base64URL.encode(encryptedKey)).\(Base64URL.encode(iv))."
            return SealedJWE(beginning: protected + Array(rest.utf8), box: box)
        } catch {
            throw .sealing
        }
    }

    /// An ephemeral key on the receiver's curve, and what it agrees on with the receiver's key.
    private static func agree(
        with key: JWK, _ random: (Int) -> [UInt8]
    ) throws(JOSEFailure) -> (JWK, SharedSecret) {
        // One in 2^32 draws is no P-256 key; a source that fails eight times running is broken.
        for _ in 0..<8 {
            let bytes = try take(32, random)
            switch key.material {
            case .p256(let point):
                guard let own = try? P256.KeyAgreement.PrivateKey(rawRepresentation: bytes) else { continue }
                let share = try JWK(.p256(Array(own.publicKey.rawRepresentation)), keyID: nil)
                return (share, try KeyAgreement.p256(own, point))
            case .x25519(let point):
                guard let own = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes) else { continue }
                let share = try JWK(.x25519(Array(own.publicKey.rawRepresentation)), keyID: nil)
                return (share, try KeyAgreement.x25519(own, point))
            case .rsa: throw .unsuitableKey
            }
        }
        throw .randomness
    }

    private static func take(_ count: Int, _ random: (Int) -> [UInt8]) throws(JOSEFailure) -> [UInt8] {
        let bytes = random(count)
        guard bytes.count == count else { throw .randomness }
        return bytes
    }
}

/// What a JWE held.
package struct OpenedJWE: Sendable, Discreet {
    package let header: JWEHeader
    package let plaintext: [UInt8]
}

extension JWEHeader {
    /// The content key of direct key agreement: derived for `enc` (RFC 7518, section 4.6.2).
    func contentKey(_ secret: SharedSecret) -> SymmetricKey {
        ConcatKDF.key(from: secret, algorithm: Self.encryption, partyU: partyU, partyV: partyV, byteCount: 32)
    }
}
