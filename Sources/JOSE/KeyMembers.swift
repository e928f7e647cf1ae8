internal import Wire

/// The members of one JWK (RFC 7517, section 4), read strictly.
struct KeyMembers {
    static let limits = JSONLimits(maximumDepth: 6, maximumBytes: 64 << 10, maximumValues: 512)

    private let node: JSONNode

    init(_ node: JSONNode) throws(JOSEFailure) {
        guard node.kind == .object else { throw .key(.syntax) }
        self.node = node
    }

    static func document(_ json: [UInt8]) throws(JOSEFailure) -> JSONDocument {
        do throws(WireFailure) {
            return try JSONDocument(parsing: json, limits: limits)
        } catch {
            throw .key(.syntax)
        }
    }

    func has(_ name: String) -> Bool { node[name] != nil }

    func string(_ name: String) throws(JOSEFailure) -> String {
        guard let text = node[name]?.string else { throw .key(.member(name)) }
        return text
    }

    /// Bytes of a length that must be as it is (RFC 7518, section 6.2.1.2; RFC 8037, section 2).
    func octets(_ name: String, _ count: Int) throws(JOSEFailure) -> [UInt8] {
        guard let bytes = try bytes(name), bytes.count == count else { throw .key(.member(name)) }
        return bytes
    }

    /// A positive number without leading zeros (RFC 7518, section 2, Base64urlUInt).
    func unsigned(_ name: String) throws(JOSEFailure) -> [UInt8] {
        guard let bytes = try bytes(name), let first = bytes.first, first != 0 else { throw .key(.member(name)) }
        return bytes
    }

    /// The key's own name; nil if it has none.
    func keyID() throws(JOSEFailure) -> String? {
        guard has("kid") else { return nil }
        let name = try string("kid")
        guard (1...JWK.longestKeyID).contains(name.utf8.count) else { throw .key(.member("kid")) }
        return name
    }

    /// Refuses a key that says it is for something else than agreeing on or encrypting a content key (RFC 7517, sections
    /// 4.2 to 4.4). A key that says nothing is for everything.
    func checkPurpose(_ algorithm: JWEAlgorithm) throws(JOSEFailure) {
        if has("use"), try string("use") != "enc" { throw .key(.purpose) }
        if has("alg"), try string("alg") != algorithm.rawValue { throw .key(.purpose) }
        guard let operations = node["key_ops"] else { return }
        guard operations.kind == .array else { throw .key(.member("key_ops")) }
        // The public half of an agreement has no operation at all.
        let names = operations.elements.compactMap(\.string)
        let ours: Set = ["encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits"]
        guard names.isEmpty || !ours.isDisjoint(with: names) else { throw .key(.purpose) }
    }

    private func bytes(_ name: String) throws(JOSEFailure) -> [UInt8]? {
        guard let text = node[name]?.stringBytes else { throw .key(.member(name)) }
        return Base64URL.decode(text)
    }
}
