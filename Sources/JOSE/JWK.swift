internal import Crypto
internal import CryptoExtras
internal import Wire

/// A public key that answers can be sealed to (RFC 7517, RFC 7518 section 6, RFC 8037): RSA of 3072 bits or more, P-256 or
/// X25519. What can't be used safely is never made.
package struct JWK: Hashable, Sendable {
    /// What kind of key it is.
    package enum Kind: Hashable, Sendable {
        case rsa(bits: Int)
        case p256
        case x25519
    }

    enum Material: Hashable, Sendable {
        case rsa(RSAModulus)
        /// Both coordinates, 32 bytes each.
        case p256([UInt8])
        case x25519([UInt8])
    }

    package static let longestKeyID = 256

    let material: Material
    /// The name it came with, `kid`.
    package let keyID: String?

    init(_ material: Material, keyID: String?) throws(JOSEFailure) {
        try Self.check(material)
        self.material = material
        self.keyID = keyID
    }

    /// Reads one public JWK. Members that say nothing about the key itself are ignored.
    package init(parsing json: [UInt8]) throws(JOSEFailure) {
        let document = try KeyMembers.document(json)
        try self.init(KeyMembers(document.root))
    }

    init(_ members: KeyMembers) throws(JOSEFailure) {
        guard !members.has("d") else { throw .key(.isPrivate) }
        try self.init(material: members)
    }

    /// The public half, whether or not a private one stands beside it.
    init(material members: KeyMembers) throws(JOSEFailure) {
        let material: Material
        switch try members.string("kty") {
        case "RSA":
            material = .rsa(try RSAModulus(modulus: members.unsigned("n"), exponent: members.unsigned("e")))
        case "EC":
            guard try members.string("crv") == "P-256" else { throw .key(.curve) }
            material = .p256(try members.octets("x", 32) + members.octets("y", 32))
        case "OKP":
            guard try members.string("crv") == "X25519" else { throw .key(.curve) }
            material = .x25519(try members.octets("x", 32))
        default: throw .key(.kind)
        }
        try self.init(material, keyID: members.keyID())
        try members.checkPurpose(algorithm)
    }

    package var kind: Kind {
        switch material {
        case .rsa(let rsa): .rsa(bits: rsa.bitCount)
        case .p256: .p256
        case .x25519: .x25519
        }
    }

    /// How a content key reaches the owner of this key.
    package var algorithm: JWEAlgorithm {
        if case .rsa = material { .rsaOAEP256 } else { .ecdhES }
    }

    /// The key's name that nobody chooses: base64url of the SHA-256 of its required members (RFC 7638).
    package var thumbprint: String {
        var json = JSONWriter(reservingCapacity: 1200)
        json.beginObject()
        for (name, value) in requiredMembers.sorted(by: { $0.0 < $1.0 }) { json.member(name, value) }
        json.endObject()
        return SHA256.hash(data: json.bytes).withUnsafeBytes { Base64URL.encode($0) }
    }

    /// The key as JSON, with its thumbprint for `kid`.
    package var json: [UInt8] {
        var json = JSONWriter(reservingCapacity: 1500)
        json.beginObject()
        writeMembers(to: &json)
        json.endObject()
        return json.bytes
    }

    func writeMembers(to json: inout JSONWriter) {
        for (name, value) in requiredMembers { json.member(name, value) }
        json.member("use", "enc")
        json.member("alg", algorithm.rawValue)
        json.member("kid", thumbprint)
    }

    /// The members that make the key (RFC 7638, section 3.2), in the order people are used to.
    var requiredMembers: [(String, String)] {
        switch material {
        case .rsa(let rsa):
            [("kty", "RSA"), ("n", Base64URL.encode(rsa.modulus)), ("e", Base64URL.encode(rsa.exponent))]
        case .p256(let point):
            [
                ("kty", "EC"), ("crv", "P-256"), ("x", Base64URL.encode(point[..<32])),
                ("y", Base64URL.encode(point[32...])),
            ]
        case .x25519(let point): [("kty", "OKP"), ("crv", "X25519"), ("x", Base64URL.encode(point))]
        }
    }

    private static func check(_ material: Material) throws(JOSEFailure) {
        switch material {
        case .rsa: return
        case .p256(let point):
            do {
                _ = try P256.KeyAgreement.PublicKey(rawRepresentation: point)
            } catch {
                throw .key(.notOnCurve)
            }
        case .x25519(let point):
            // Every private key is a multiple of the cofactor: with a point of low order each of them agrees on zero.
            _ = try KeyAgreement.x25519(try Curve25519.KeyAgreement.PrivateKey.ofOne(), point)
        }
    }
}

extension Curve25519.KeyAgreement.PrivateKey {
    /// A key that is no secret, to try a point with.
    fileprivate static func ofOne() throws(JOSEFailure) -> Curve25519.KeyAgreement.PrivateKey {
        do {
            return try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: [UInt8](repeating: 1, count: 32))
        } catch {
            throw .key(.mismatch)
        }
    }
}
