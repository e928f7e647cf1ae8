internal import Crypto

/// Diffie-Hellman with the checks that Crypto leaves to its caller.
enum KeyAgreement {
    /// X25519 (RFC 7748, section 6.1). A secret of zeros means a point of low order, which Crypto lets through.
    static func x25519(
        _ key: Curve25519.KeyAgreement.PrivateKey, _ point: [UInt8]
    ) throws(JOSEFailure) -> SharedSecret {
        guard let theirs = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: point),
            let secret = try? key.sharedSecretFromKeyAgreement(with: theirs)
        else { throw .key(.lowOrder) }
        guard secret.withUnsafeBytes({ bytes in bytes.reduce(0) { $0 | $1 } != 0 }) else { throw .key(.lowOrder) }
        return secret
    }

    /// P-256 (SEC 1, section 3.3.1); `point` is both coordinates.
    static func p256(_ key: P256.KeyAgreement.PrivateKey, _ point: [UInt8]) throws(JOSEFailure) -> SharedSecret {
        guard let theirs = try? P256.KeyAgreement.PublicKey(rawRepresentation: point),
            let secret = try? key.sharedSecretFromKeyAgreement(with: theirs)
        else { throw .key(.notOnCurve) }
        return secret
    }
}
