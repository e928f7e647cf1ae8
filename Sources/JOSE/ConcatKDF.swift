package import Crypto

/// The key derivation of ECDH-ES (RFC 7518, section 4.6.2; NIST SP 800-56A, section 5.8.1) with SHA-256.
package enum ConcatKDF {
    /// Derives a key of at most 32 bytes: one round of the hash.
    ///
    /// - Parameters:
    ///   - algorithm: `enc` for direct key agreement.
    ///   - partyU: the bytes of `apu`, none if absent.
    ///   - partyV: the bytes of `apv`, none if absent.
    package static func key(
        from secret: SharedSecret, algorithm: String, partyU: [UInt8], partyV: [UInt8], byteCount: Int
    ) -> SymmetricKey {
        secret.withUnsafeBytes {
            key(fromSecret: $0, algorithm: algorithm, partyU: partyU, partyV: partyV, byteCount: byteCount)
        }
    }

    /// The same for a secret from elsewhere.
    package static func key(
        fromSecret secret: UnsafeRawBufferPointer, algorithm: String, partyU: [UInt8], partyV: [UInt8], byteCount: Int
    ) -> SymmetricKey {
        precondition((1...32).contains(byteCount), "one round of SHA-256 gives 32 bytes")
        var hash = SHA256()
        hash.update(data: bigEndian(1))
        hash.update(bufferPointer: secret)
        for field in [Array(algorithm.utf8), partyU, partyV] {
            hash.update(data: bigEndian(field.count))
            hash.update(data: field)
        }
        hash.update(data: bigEndian(byteCount * 8))
        return hash.finalize().withUnsafeBytes {
            SymmetricKey(data: UnsafeRawBufferPointer(rebasing: $0[..<byteCount]))
        }
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
}
