package import JOSE
internal import Wire

/// One candidate as it arrived, checked: the answer is a success, about the one that was asked for, and every picture in
/// it can be used.
package struct ReceivedCandidate: Sendable, Discreet {
    /// What the server wants to see again with the acknowledgement.
    package struct Handover: Sendable, Discreet {
        package let lease: String
        package let proof: String
    }

    package let record: RecordName
    /// 0 where the server doesn't say.
    package let submitCount: Int
    package let isArchived: Bool
    /// `nil` for an answer of the Dashboard API.
    package private(set) var handover: Handover?
    package let pictures: [ReceivedPicture]
    package let attributes: AttributesDigest
    /// The JWE as it came; `nil` for a plain answer.
    package let token: [UInt8]?
    private let data: JSONNode

    /// The largest answer that is taken in.
    package static let largest = 256 << 20

    private static let limits = JSONLimits(maximumBytes: largest)

    /// - Parameter text: the JSON text of the answer, after decryption.
    package init(text: [UInt8], token: [UInt8]? = nil, expected: RecordName) throws(CandidateFailure) {
        let root: JSONNode
        do throws(WireFailure) {
            root = try JSONDocument(parsing: text, limits: Self.limits).root
        } catch {
            throw .unreadable
        }
        guard root["status"]?.string == "success", let data = root["data"], data.kind == .object else {
            throw .invalid
        }
        guard let record = data["recordId"]?.string.flatMap(RecordName.init) else { throw .invalid }
        guard record == expected else { throw .mismatch }
        try self.init(data, record, token)
        if let node = data["handover"] {
            guard let lease = node["lease"]?.string, let nonce = node["ackNonce"]?.string, !lease.isEmpty,
                lease.utf8.count <= 1024, !nonce.isEmpty
            else { throw .invalid }
            handover = Handover(lease: lease, proof: Proof.text(nonce: nonce, record: record, document: text))
        }
    }

    /// Reads what a sink holds: an object as `line` or `document` give it.
    ///
    /// - Parameter pictures: adds those that lie beside the object.
    static func held(
        _ text: [UInt8], pictures: (inout AttributesDigest.Builder) throws -> Void = { _ in }
    ) throws -> (record: RecordName, held: Held)? {
        guard let root = try? JSONDocument(parsing: text, limits: limits).root,
            let record = root["recordId"]?.string.flatMap(RecordName.init)
        else { return nil }
        var builder = AttributesDigest.Builder()
        guard (try? Self.read(root, into: &builder)) != nil else { return nil }
        try pictures(&builder)
        return (record, Held(submitCount: submitCount(root), attributes: builder.finish()))
    }

    private init(_ data: JSONNode, _ record: RecordName, _ token: [UInt8]?) throws(CandidateFailure) {
        var builder = AttributesDigest.Builder()
        self.data = data
        self.record = record
        self.token = token
        submitCount = Self.submitCount(data)
        isArchived = data["isArchived"]?.boolean ?? false
        guard isArchived || data["identities"] != nil else { throw .withoutAttributes }
        pictures = try Self.read(data, into: &builder)
        attributes = builder.finish()
        handover = nil
    }

    private static func submitCount(_ data: JSONNode) -> Int {
        data["submitCount"]?.integer.flatMap { Int(exactly: $0) } ?? 0
    }

    /// Checks identities and certificates, and gives the pictures among them.
    private static func read(
        _ data: JSONNode, into builder: inout AttributesDigest.Builder
    ) throws(CandidateFailure) -> [ReceivedPicture] {
        var pictures: [ReceivedPicture] = []
        if let identities = data["identities"] {
            guard identities.kind == .object else { throw .invalid }
            for (slug, node) in identities.members {
                guard SlugName.isSlug(slug), let value = node["value"]?.stringBytes else { throw .invalid }
                switch node["type"]?.string {
                case "string": builder.add(text: slug, value)
                case "base64":
                    pictures.append(
                        try ReceivedPicture(slug: slug, base64: value) { builder.add(picture: slug, $0) })
                default: throw .invalid
                }
            }
        }
        for (name, node) in data["certs"]?.members ?? [] { builder.add(certificate: name, node.source) }
        for (name, node) in data["customFields"]?.members ?? [] { builder.add(customField: name, node.source) }
        return pictures
    }

    /// The object of contract 3.1 on one line, without a line break at its end.
    ///
    /// - Parameter withPictures: whether they stand in it as base64; otherwise they are left out.
    package func document(withPictures: Bool) -> [UInt8] {
        let bytes = withPictures ? data.source.count : 16 << 10
        var writer = JSONWriter(reservingCapacity: bytes)
        writer.beginObject()
        for (name, node) in data.members where name != "handover" {
            writer.key(name)
            guard name == "identities", !withPictures else {
                writer.raw(Self.onOneLine(node.source))
                continue
            }
            let left = Set(pictures.map(\.slug))
            writer.beginObject()
            for (slug, node) in node.members where !left.contains(slug) {
                writer.key(slug)
                writer.raw(Self.onOneLine(node.source))
            }
            writer.endObject()
        }
        writer.endObject()
        return writer.bytes
    }

    /// Between tokens a line break is a space like any other; inside a string JSON has none.
    private static func onOneLine(_ json: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let breaks: Set<UInt8> = [UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        guard json.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else { return json }
        return json.map { breaks.contains($0) ? UInt8(ascii: " ") : $0 }[...]
    }
}

/// What a sink holds of a candidate.
package struct Held: Hashable, Sendable {
    package let submitCount: Int
    package let attributes: AttributesDigest
}

/// Turns an answer into a candidate: decrypts it where it is sealed.
package struct Opener: Sendable {
    private let keys: KeySet?

    package init(keys: KeySet?) { self.keys = keys }

    /// - Throws: `CandidateFailure`, or an `ExtractionFailure` when no answer of this server can be opened.
    package func open(_ body: [UInt8], isSealed: Bool, expected: RecordName) throws -> ReceivedCandidate {
        guard isSealed else { return try ReceivedCandidate(text: body, expected: expected) }
        return try ReceivedCandidate(text: plaintext(body), token: body, expected: expected)
    }

    func plaintext(_ token: [UInt8]) throws -> [UInt8] {
        guard let keys else {
            throw ExtractionFailure(
                .unusableKey, "The answers are sealed for a receiver's key. Name its private half with --receiver-key.")
        }
        do throws(JOSEFailure) {
            return try JWE.open(token, with: keys, largest: ReceivedCandidate.largest).plaintext
        } catch {
            switch error {
            case .unknownKey, .unsuitableKey, .unnamedKey, .algorithmRefused, .encryptionRefused:
                throw ExtractionFailure(
                    .unusableKey, "The answers are sealed for another key than the receiver key that was given.")
            case .tooLarge: throw CandidateFailure.tooLarge
            default: throw CandidateFailure.unreadable
            }
        }
    }
}
