package import Crypto

/// HKDF-SHA-256 (RFC 5869) to 32 bytes. Every key of the Vault has a name of its own, so that none serves two purposes.
package enum Derivation {
    /// A key under the root key: extract, then expand. The operator's key need not be uniformly random.
    package static func key(fromRoot key: SymmetricKey, _ name: String, salt: [UInt8] = []) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, salt: salt, info: Array(name.utf8), outputByteCount: 32)
    }

    /// A key under a data key: expand only. A data key is 256 uniformly random bits, so extracting would add nothing
    /// (RFC 5869, section 3.3) but time, and this is done for every candidate that is read. For the same reason it is
    /// written out: 32 bytes are the first block, T(1) = HMAC(key, info | 0x01) (section 2.3).
    package static func key(fromDataKey key: SymmetricKey, info: [UInt8]) -> SymmetricKey {
        var code = HMAC<SHA256>(key: key)
        code.update(data: info + [1])
        return code.finalize().withUnsafeBytes { SymmetricKey(data: $0) }
    }
}
