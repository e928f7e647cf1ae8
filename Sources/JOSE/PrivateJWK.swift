internal import Crypto
internal import CryptoExtras
internal import Wire

/// A key pair that can open what was sealed to its public half. It never prints itself.
package struct PrivateJWK: Sendable, Discreet {
    enum Material: Sendable {
        case rsa(RSAPrivate)
        case p256(P256.KeyAgreement.PrivateKey)
        case x25519(Curve25519.KeyAgreement.PrivateKey)
    }

    let material: Material
    /// The half that may be told.
    package let publicKey: JWK

    /// Reads one private JWK. An RSA key needs the five numbers of RFC 7518, section 6.3.2, besides `d`, and no others.
    package init(parsing json: [UInt8]) throws(JOSEFailure) {
        let document = try KeyMembers.document(json)
        try self.init(KeyMembers(document.root))
    }

    init(_ members: KeyMembers) throws(JOSEFailure) {
        let publicKey = try JWK(material: members)
        guard members.has("d") else { throw .key(.isPublic) }
        switch publicKey.material {
        case .rsa:
            guard !members.has("oth") else { throw .key(.member("oth")) }
            var numbers: [[UInt8]] = []
            for name in RSAPrivate.members { numbers.append(try members.unsigned(name)) }
            material = .rsa(try RSAPrivate(numbers: numbers))
        case .p256(let point):
            guard let key = try? P256.KeyAgreement.PrivateKey(rawRepresentation: members.octets("d", 32)),
                Array(key.publicKey.rawRepresentation) == point
            else { throw .key(.mismatch) }
            material = .p256(key)
        case .x25519(let point):
            guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: members.octets("d", 32)),
                Array(key.publicKey.rawRepresentation) == point
            else { throw .key(.mismatch) }
            material = .x25519(key)
        }
        self.publicKey = publicKey
    }

    /// A pair that `material` was made for.
    private init(_ material: Material) throws(JOSEFailure) {
        self.material = material
        switch material {
        case .rsa(let rsa): publicKey = try JWK(.rsa(rsa.modulus), keyID: nil)
        case .p256(let key): publicKey = try JWK(.p256(Array(key.publicKey.rawRepresentation)), keyID: nil)
        case .x25519(let key): publicKey = try JWK(.x25519(Array(key.publicKey.rawRepresentation)), keyID: nil)
        }
    }

    /// A P-256 pair of 32 random bytes; throws for the one in 2^32 that are no key, and then other bytes will do.
    package static func p256(random: [UInt8]) throws(JOSEFailure) -> PrivateJWK {
        guard let key = try? P256.KeyAgreement.PrivateKey(rawRepresentation: random) else { throw .randomness }
        return try PrivateJWK(.p256(key))
    }

    /// An X25519 pair of 32 random bytes.
    package static func x25519(random: [UInt8]) throws(JOSEFailure) -> PrivateJWK {
        guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: random) else { throw .randomness }
        return try PrivateJWK(.x25519(key))
    }

    /// An RSA pair from a PKCS#1 RSAPrivateKey, such as `derRepresentation` of a key that Crypto made.
    package static func rsa(pkcs1: [UInt8]) throws(JOSEFailure) -> PrivateJWK {
        try PrivateJWK(.rsa(RSAPrivate(pkcs1: pkcs1)))
    }

    /// Reads an unencrypted private key from one PEM block `PRIVATE KEY` (PKCS#8, RFC 5958), `RSA PRIVATE KEY` or
    /// `EC PRIVATE KEY`.
    package init(pem: String) throws(JOSEFailure) {
        let block = try PEMBlock(parsing: pem)
        switch block.label {
        case "PRIVATE KEY": try self.init(Self.pkcs8(block.der))
        case "RSA PRIVATE KEY": try self.init(.rsa(RSAPrivate(pkcs1: block.der)))
        case "EC PRIVATE KEY": try self.init(Self.p256(der: block.der))
        case "PUBLIC KEY", "RSA PUBLIC KEY": throw .key(.isPublic)
        default: throw .key(.pem)
        }
    }

    /// The whole pair as JSON, the private half included: to be sealed, or written where only its owner reads.
    package func exposedJSON() throws(JOSEFailure) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 3000)
        json.beginObject()
        publicKey.writeMembers(to: &json)
        switch material {
        case .rsa(let rsa):
            for (name, number) in zip(RSAPrivate.members, try rsa.numbers()).dropFirst(2) {
                json.member(name, Base64URL.encode(number))
            }
        case .p256(let key): json.member("d", Base64URL.encode(key.rawRepresentation))
        case .x25519(let key): json.member("d", Base64URL.encode(key.rawRepresentation))
        }
        json.endObject()
        return json.bytes
    }

    private static func pkcs8(_ der: [UInt8]) throws(JOSEFailure) -> Material {
        var outer = DERReader(der)
        var info = try outer.sequence()
        try outer.finish()
        guard try info.unsigned().count == 1 else { throw .key(.pem) }
        var algorithm = try info.sequence()
        let octets = try info.octetString()
        switch try algorithm.objectIdentifier() {
        case KeyAlgorithm.rsaEncryption: return .rsa(try RSAPrivate(pkcs1: octets))
        case KeyAlgorithm.ecPublicKey:
            guard algorithm.tag == 0x06, try algorithm.objectIdentifier() == KeyAlgorithm.prime256v1 else {
                throw .key(.curve)
            }
            return try p256(der: der)
        case KeyAlgorithm.x25519:
            var inner = DERReader(octets)
            let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: inner.octetString())
            guard let key, inner.isAtEnd else { throw .key(.pem) }
            return .x25519(key)
        default: throw .key(.kind)
        }
    }

    private static func p256(der: [UInt8]) throws(JOSEFailure) -> Material {
        guard let key = try? P256.KeyAgreement.PrivateKey(derRepresentation: der) else { throw .key(.mismatch) }
        return .p256(key)
    }
}
