internal import CryptoExtras

/// The public half of an RSA key (RFC 7518, section 6.3.1), checked: 3072 to 8192 bits, all of it odd.
struct RSAModulus: Hashable, Sendable {
    /// Big-endian, without leading zeros.
    let modulus: [UInt8]
    /// Big-endian, without leading zeros.
    let exponent: [UInt8]

    static let bits = 3072...8192

    init(modulus: [UInt8], exponent: [UInt8]) throws(JOSEFailure) {
        let bits = Self.bitCount(modulus)
        guard Self.bits.contains(bits), bits % 8 == 0 else { throw .key(.modulusBits(bits)) }
        guard (modulus.last ?? 0) & 1 == 1 else { throw .key(.evenModulus) }
        let value = exponent.count <= 4 ? exponent.reduce(0) { $0 << 8 | UInt64($1) } : 0
        guard value >= 65_537, value & 1 == 1 else { throw .key(.exponent) }
        self.modulus = modulus
        self.exponent = exponent
    }

    var bitCount: Int { Self.bitCount(modulus) }

    /// Encrypts a content key with RSA-OAEP and SHA-256 (RFC 7518, section 4.3; RFC 8017, section 7.1). The padding's seed
    /// is BoringSSL's own randomness: swift-crypto takes none from a caller.
    func encrypt(_ contentKey: [UInt8]) throws(JOSEFailure) -> [UInt8] {
        do {
            let key = try _RSA.Encryption.PublicKey(n: modulus, e: exponent)
            return Array(try key.encrypt(contentKey, padding: .PKCS1_OAEP_SHA256))
        } catch {
            throw .sealing
        }
    }

    /// SubjectPublicKeyInfo as PEM.
    func pem() throws(JOSEFailure) -> String {
        do {
            return try _RSA.Encryption.PublicKey(n: modulus, e: exponent).pemRepresentation
        } catch {
            throw .key(.mismatch)
        }
    }

    private static func bitCount(_ number: [UInt8]) -> Int {
        guard let first = number.first else { return 0 }
        return number.count * 8 - first.leadingZeroBitCount
    }
}
