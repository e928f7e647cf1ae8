/// Reads the members of one object and names the member that is not as it must be by its path. Members that are not
/// asked for are ignored.
struct JSONFields {
    /// Path of the object, empty for the outermost.
    let path: String
    private let node: JSONNode

    /// Takes an object; throws when `node` is something else.
    init(_ node: JSONNode, path: String) throws(WireFailure) {
        guard node.kind == .object else { throw .field(path, "must be an object") }
        self.node = node
        self.path = path
    }

    /// The path of a member of this object.
    func path(to key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// A failure that names a member of this object.
    func fail(_ key: String, _ message: String) -> WireFailure { .field(path(to: key), message) }

    /// Whether there is such a member at all.
    func has(_ key: String) -> Bool { node[key] != nil }

    /// Whether there is such a member and it is a string.
    func isString(_ key: String) -> Bool { node[key]?.kind == .string }

    /// A string of any length; nil if absent.
    func string(_ key: String) throws(WireFailure) -> String? {
        guard let member = node[key] else { return nil }
        guard let value = member.string else { throw fail(key, "must be a string") }
        return value
    }

    /// A string of any length that must be there.
    func requiredString(_ key: String) throws(WireFailure) -> String {
        guard let value = try string(key) else { throw fail(key, "is missing") }
        return value
    }

    /// A text attribute, no longer than `ImportLimits.textBytes`.
    func text(_ key: String) throws(WireFailure) -> String? {
        guard let member = node[key] else { return nil }
        return try Self.text(member, maximumBytes: ImportLimits.textBytes, path: path(to: key))
    }

    /// A text attribute that must be there.
    func requiredText(_ key: String) throws(WireFailure) -> String {
        guard let value = try text(key) else { throw fail(key, "is missing") }
        return value
    }

    /// 24 lower-case hexadecimal characters; nil if absent.
    func recordID(_ key: String) throws(WireFailure) -> String? {
        guard let value = try string(key) else { return nil }
        guard WireName.isRecordID(value) else { throw fail(key, "must be 24 lower-case hexadecimal characters") }
        return value
    }

    /// Milliseconds since 1970; nil if absent.
    func date(_ key: String) throws(WireFailure) -> Int64? {
        guard let member = node[key] else { return nil }
        guard let text = member.stringBytes, let date = WireDate.parse(text) else {
            throw fail(key, "must be a date such as 2018-11-12T10:49:17.973Z")
        }
        return date
    }

    /// True or false; nil if absent.
    func boolean(_ key: String) throws(WireFailure) -> Bool? {
        guard let member = node[key] else { return nil }
        guard let value = member.boolean else { throw fail(key, "must be true or false") }
        return value
    }

    /// An integer from 1 on; nil if absent.
    func count(_ key: String) throws(WireFailure) -> Int? {
        guard let member = node[key] else { return nil }
        guard let value = member.integer, value >= 1, value <= Int32.max else {
            throw fail(key, "must be a whole number from 1 on")
        }
        return Int(value)
    }

    /// The decoded bytes of a required member.
    func base64(_ key: String) throws(WireFailure) -> [UInt8] {
        guard let member = node[key] else { throw fail(key, "is missing") }
        guard let text = member.stringBytes else { throw fail(key, "must be a string") }
        guard let bytes = Base64.decode(text) else { throw fail(key, "must be padded standard base64") }
        return bytes
    }

    /// The members of an object; nil if absent.
    func object(_ key: String) throws(WireFailure) -> JSONFields? {
        guard let member = node[key] else { return nil }
        return try JSONFields(member, path: path(to: key))
    }

    /// All members of an object of strings, in their order; none if it is absent.
    func strings(_ key: String, maximumBytes: Int) throws(WireFailure) -> [(name: String, value: String)] {
        guard let fields = try object(key) else { return [] }
        var strings: [(name: String, value: String)] = []
        for (name, node) in fields.node.members {
            guard WireName.isMemberName(name) else { throw fail(key, "holds a name that is not usable") }
            let place = WireName.isSafeToTell(name) ? fields.path(to: name) : fields.path
            strings.append((name, try Self.text(node, maximumBytes: maximumBytes, path: place)))
        }
        return strings
    }

    /// Certificates by name, byte for byte: `certs`, or `certificates` if there is no `certs`; none if neither is there.
    func certificates() throws(WireFailure) -> [(slug: String, json: String)] {
        try strings(has("certs") ? "certs" : "certificates", maximumBytes: ImportLimits.certificateBytes)
            .map { (slug: $0.name, json: $0.value) }
    }

    /// All members of this object, each of which must be an object with a slug for its name.
    func slugs() throws(WireFailure) -> [(slug: String, fields: JSONFields)] {
        var slugs: [(slug: String, fields: JSONFields)] = []
        for (slug, member) in node.members {
            guard WireName.isSlug(slug) else {
                throw .field(path, "holds a name that is not a slug of the form [a-z][a-z0-9_]{0,63}")
            }
            slugs.append((slug, try JSONFields(member, path: path(to: slug))))
        }
        return slugs
    }

    /// A string of limited length; one that is too long is never copied.
    private static func text(_ node: JSONNode, maximumBytes: Int, path: String) throws(WireFailure) -> String {
        guard let text = node.stringBytes else { throw .field(path, "must be a string") }
        guard text.count <= maximumBytes else {
            throw WireFailure.field(path, "is longer than \(maximumBytes >> 10) KiB").asTooLarge()
        }
        return String(decoding: text, as: UTF8.self)
    }
}
