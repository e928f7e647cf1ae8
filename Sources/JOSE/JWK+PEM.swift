internal import Crypto
internal import CryptoExtras

extension JWK {
    /// Reads a public key from one PEM block `PUBLIC KEY` (SubjectPublicKeyInfo: RFC 5280, RFC 5480, RFC 8410) or
    /// `RSA PUBLIC KEY` (PKCS#1).
    package init(pem: String) throws(JOSEFailure) {
        let block = try PEMBlock(parsing: pem)
        switch block.label {
        case "PUBLIC KEY": try self.init(Self.subjectPublicKey(block.der), keyID: nil)
        case "RSA PUBLIC KEY": try self.init(.rsa(Self.rsa(block.der)), keyID: nil)
        case "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY": throw .key(.isPrivate)
        default: throw .key(.pem)
        }
    }

    /// The key as a PEM block `PUBLIC KEY`, with a line break at its end.
    package func pem() throws(JOSEFailure) -> String {
        let text: String?
        switch material {
        case .rsa(let rsa): text = try rsa.pem()
        case .p256(let point): text = try? P256.KeyAgreement.PublicKey(rawRepresentation: point).pemRepresentation
        case .x25519(let point):
            text = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: point).pemRepresentation
        }
        guard let text else { throw .key(.mismatch) }
        return text.last == "\n" ? text : text + "\n"
    }

    private static func subjectPublicKey(_ der: [UInt8]) throws(JOSEFailure) -> Material {
        var outer = DERReader(der)
        var info = try outer.sequence()
        try outer.finish()
        var algorithm = try info.sequence()
        let bits = try info.bitString()
        try info.finish()
        switch try algorithm.objectIdentifier() {
        case KeyAlgorithm.rsaEncryption:
            try algorithm.null()
            try algorithm.finish()
            return .rsa(try rsa(bits))
        case KeyAlgorithm.ecPublicKey:
            guard algorithm.tag == 0x06, try algorithm.objectIdentifier() == KeyAlgorithm.prime256v1 else {
                throw .key(.curve)
            }
            try algorithm.finish()
            return .p256(try point(bits))
        case KeyAlgorithm.x25519:
            try algorithm.finish()
            guard bits.count == 32 else { throw .key(.pem) }
            return .x25519(bits)
        default: throw .key(.kind)
        }
    }

    private static func rsa(_ der: [UInt8]) throws(JOSEFailure) -> RSAModulus {
        var outer = DERReader(der)
        var numbers = try outer.sequence()
        try outer.finish()
        let (modulus, exponent) = (try numbers.unsigned(), try numbers.unsigned())
        try numbers.finish()
        return try RSAModulus(modulus: modulus, exponent: exponent)
    }

    /// An uncompressed or a compressed point (SEC 1, section 2.3.4) as its coordinates.
    private static func point(_ bits: [UInt8]) throws(JOSEFailure) -> [UInt8] {
        switch (bits.count, bits.first) {
        case (65, 4): return Array(bits.dropFirst())
        case (33, 2), (33, 3):
            guard let key = try? P256.KeyAgreement.PublicKey(compressedRepresentation: bits) else {
                throw .key(.notOnCurve)
            }
            return Array(key.rawRepresentation)
        default: throw .key(.notOnCurve)
        }
    }
}
