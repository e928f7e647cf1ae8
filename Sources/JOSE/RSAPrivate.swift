internal import Crypto
internal import CryptoExtras
internal import Wire

/// Both halves of an RSA key, kept as the DER of PKCS#1 (RFC 8017, appendix A.1.2) in memory that is wiped when freed.
///
/// Crypto's own key type isn't Sendable, so it is made anew for each use: that costs well under the decryption itself.
package struct RSAPrivate: Sendable, Discreet {
    /// The numbers of RFC 7518, section 6.3.2, in the order of PKCS#1.
    package static let members = ["n", "e", "d", "p", "q", "dp", "dq", "qi"]

    let modulus: RSAModulus
    private let der: SymmetricKey

    /// Takes the eight numbers in the order of `members`; BoringSSL checks that they belong together.
    package init(numbers: [[UInt8]]) throws(JOSEFailure) {
        guard numbers.count == Self.members.count else { throw .key(.mismatch) }
        modulus = try RSAModulus(modulus: numbers[0], exponent: numbers[1])
        der = SymmetricKey(data: DERWriter.sequence(ofUnsigned: [[0]] + numbers))
        _ = try key()
    }

    /// Takes a PKCS#1 RSAPrivateKey.
    init(pkcs1: [UInt8]) throws(JOSEFailure) {
        try self.init(numbers: Self.numbers(of: pkcs1))
    }

    /// The eight numbers.
    func numbers() throws(JOSEFailure) -> [[UInt8]] { try Self.numbers(of: der.withUnsafeBytes { Array($0) }) }

    /// The content key that was encrypted. Where the padding doesn't hold, a key that nobody knows takes its place, so that
    /// opening fails later and in the same way as for any other forgery (RFC 7516, section 11.5).
    func contentKey(_ encrypted: [UInt8]) throws(JOSEFailure) -> SymmetricKey {
        let substitute = HMAC<SHA256>.authenticationCode(for: encrypted, using: der).withUnsafeBytes { Array($0) }
        let opened = try decrypt(encrypted)
        return SymmetricKey(data: opened.flatMap { $0.count == 32 ? $0 : nil } ?? substitute)
    }

    /// What was encrypted with RSA-OAEP and SHA-256; nil where the padding doesn't hold. Why it doesn't, BoringSSL doesn't
    /// say, and takes the same time.
    package func decrypt(_ encrypted: [UInt8]) throws(JOSEFailure) -> [UInt8]? {
        let key = try key()
        guard let opened = try? key.decrypt(encrypted, padding: .PKCS1_OAEP_SHA256) else { return nil }
        return Array(opened)
    }

    private func key() throws(JOSEFailure) -> _RSA.Encryption.PrivateKey {
        do {
            return try _RSA.Encryption.PrivateKey(derRepresentation: der.withUnsafeBytes { Array($0) })
        } catch {
            throw .key(.mismatch)
        }
    }

    private static func numbers(of pkcs1: [UInt8]) throws(JOSEFailure) -> [[UInt8]] {
        var outer = DERReader(pkcs1)
        var inner = try outer.sequence()
        try outer.finish()
        guard try inner.unsigned() == [0] else { throw .key(.pem) }
        var numbers: [[UInt8]] = []
        for _ in members { numbers.append(try inner.unsigned()) }
        try inner.finish()
        return numbers
    }
}
