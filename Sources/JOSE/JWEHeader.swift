internal import Wire

/// How the content key reaches the receiver (RFC 7518, section 4.1): the three that are used here.
package enum JWEAlgorithm: String, Sendable {
    /// Both have it already (section 4.5).
    case direct = "dir"
    /// RSA-OAEP with SHA-256 (section 4.3).
    case rsaOAEP256 = "RSA-OAEP-256"
    /// Agreed with an ephemeral key on P-256 or X25519, without key wrapping (section 4.6; RFC 8037, section 3.2).
    case ecdhES = "ECDH-ES"
}

/// The protected header of a JWE (RFC 7516, section 4), as far as it is understood; members beyond are ignored.
package struct JWEHeader: Sendable, Discreet {
    /// The only content encryption that is used here (RFC 7518, section 5.3).
    package static let encryption = "A256GCM"

    package let algorithm: JWEAlgorithm
    /// The name of the receiver's key, `kid`.
    package let keyID: String?
    /// The media type of the plain text, `cty`.
    package let contentType: String?
    /// The sender's share of an agreement, `epk`.
    package let ephemeralKey: JWK?
    /// `apu` and `apv`: bytes that the derived key is bound to.
    let partyU: [UInt8]
    let partyV: [UInt8]

    private static let limits = JSONLimits(maximumDepth: 4, maximumBytes: 8 << 10, maximumValues: 128)

    init(algorithm: JWEAlgorithm, keyID: String?, contentType: String?, ephemeralKey: JWK?) {
        self.algorithm = algorithm
        self.keyID = keyID
        self.contentType = contentType
        self.ephemeralKey = ephemeralKey
        partyU = []
        partyV = []
    }

    /// Reads the header's JSON; `allowed` is the list of algorithms that may be used here.
    init(parsing json: [UInt8], allowed: Set<JWEAlgorithm>) throws(JOSEFailure) {
        let root: JSONNode
        do throws(WireFailure) {
            root = try JSONDocument(parsing: json, limits: Self.limits).root
        } catch {
            throw .headerSyntax
        }
        guard root.kind == .object else { throw .headerSyntax }
        // Compression before encryption tells of the content by its length; `crit` names what isn't understood.
        for name in ["zip", "crit"] where root[name] != nil { throw .headerRefused(name) }
        guard let algorithm = root["alg"]?.string else { throw .headerMember("alg") }
        guard let algorithm = JWEAlgorithm(rawValue: algorithm), allowed.contains(algorithm) else {
            throw .algorithmRefused
        }
        guard let encryption = root["enc"]?.string else { throw .headerMember("enc") }
        guard encryption == Self.encryption else { throw .encryptionRefused }
        self.algorithm = algorithm
        keyID = try Self.text("kid", in: root)
        contentType = try Self.text("cty", in: root)
        let isAgreed = algorithm == .ecdhES
        ephemeralKey = isAgreed ? try Self.ephemeralKey(in: root) : nil
        partyU = isAgreed ? try Self.party("apu", in: root) : []
        partyV = isAgreed ? try Self.party("apv", in: root) : []
    }

    /// The header as JSON.
    var json: [UInt8] {
        var json = JSONWriter(reservingCapacity: 400)
        json.beginObject()
        json.member("alg", algorithm.rawValue)
        json.member("enc", Self.encryption)
        json.memberIfPresent("kid", keyID)
        json.memberIfPresent("cty", contentType)
        if let ephemeralKey {
            json.key("epk")
            json.beginObject()
            for (name, value) in ephemeralKey.requiredMembers { json.member(name, value) }
            json.endObject()
        }
        json.endObject()
        return json.bytes
    }

    private static func text(_ name: String, in root: JSONNode) throws(JOSEFailure) -> String? {
        guard let node = root[name] else { return nil }
        guard let text = node.string, text.utf8.count <= JWK.longestKeyID else { throw .headerMember(name) }
        return text
    }

    private static func party(_ name: String, in root: JSONNode) throws(JOSEFailure) -> [UInt8] {
        guard let node = root[name] else { return [] }
        guard let text = node.stringBytes, let bytes = Base64URL.decode(text) else { throw .headerMember(name) }
        return bytes
    }

    private static func ephemeralKey(in root: JSONNode) throws(JOSEFailure) -> JWK {
        guard let node = root["epk"] else { throw .headerMember("epk") }
        do throws(JOSEFailure) {
            let key = try JWK(KeyMembers(node))
            guard key.algorithm == .ecdhES else { throw .key(.kind) }
            return key
        } catch {
            guard case .key(let fault) = error else { throw error }
            throw .ephemeralKey(fault)
        }
    }
}
