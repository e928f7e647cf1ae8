/// How a draft begins on the submission page: `{"refId"?,"email"?,"resubmit"?,"consent"}`. `consent` is the digest of the
/// text that was shown.
package struct DraftBeginningDocument: Sendable, Discreet {
    package let refID: String?
    package let email: String?
    package let resubmit: String?
    package let consent: String?

    package init(_ document: JSONDocument) throws(WireFailure) {
        let fields = try JSONFields(document.root, path: "")
        refID = try fields.string("refId")
        email = try fields.text("email")
        resubmit = try fields.string("resubmit")
        consent = try fields.string("consent")
    }
}

/// The digest of the text that the candidate agrees to: `{"consent"}`.
package struct DraftConsentDocument: Sendable, Discreet {
    package let consent: String?

    package init(_ document: JSONDocument) throws(WireFailure) {
        consent = try JSONFields(document.root, path: "").string("consent")
    }
}

/// Texts on their way into a draft: an object of strings by slug.
package struct DraftTextsDocument: Sendable, Discreet {
    package let texts: [(slug: String, value: String)]

    package init(_ document: JSONDocument) throws(WireFailure) {
        texts = try Self.texts(of: document.root)
    }

    static func texts(of root: JSONNode) throws(WireFailure) -> [(slug: String, value: String)] {
        guard root.kind == .object else { throw .field("", "must be an object") }
        var texts: [(slug: String, value: String)] = []
        for (slug, node) in root.members {
            guard WireName.isSlug(slug) else {
                throw .field("", "holds a name that is not a slug of the form [a-z][a-z0-9_]{0,63}")
            }
            guard let text = node.stringBytes else { throw .field(slug, "must be a string") }
            guard text.count <= ImportLimits.textBytes else {
                throw WireFailure.field(slug, "is longer than \(ImportLimits.textBytes >> 10) KiB").asTooLarge()
            }
            texts.append((slug, String(decoding: text, as: UTF8.self)))
        }
        return texts
    }
}

/// What the candidate was shown before they sent it: `{"texts"?:{slug:value},"pictures"?:{slug:version}}`.
package struct DraftShownDocument: Sendable, Discreet {
    package let texts: [(slug: String, value: String)]?
    package let pictures: [(slug: String, version: String)]?

    package init(_ document: JSONDocument) throws(WireFailure) {
        let root = document.root
        guard root.kind == .object else { throw .field("", "must be an object") }
        texts = try root["texts"].map { node throws(WireFailure) in try DraftTextsDocument.texts(of: node) }
        pictures = try root["pictures"].map { node throws(WireFailure) in
            try DraftTextsDocument.texts(of: node).map { (slug: $0.slug, version: $0.value) }
        }
    }
}

/// What has arrived of a draft:
/// `{"texts":{slug:value},"pictures":[{"slug","bytes","version"}],"asked":[{"slug","required"}],"consent"?,"expiresAt"}`.
package struct DraftContentDocument: Sendable, Discreet {
    private var writer = JSONWriter()
    private var pictures: [(slug: String, byteCount: Int, version: String)] = []
    private var asked: [(slug: String, isRequired: Bool)] = []
    private let consent: String?
    private let expiresAt: Int64

    package init(consent: String?, expiresAt: Int64) {
        self.consent = consent
        self.expiresAt = expiresAt
        writer.beginObject()
        writer.key("texts")
        writer.beginObject()
    }

    package mutating func addText(_ slug: String, _ value: String) {
        writer.member(slug, value)
    }

    package mutating func addPicture(_ slug: String, byteCount: Int, version: String) {
        pictures.append((slug, byteCount, version))
    }

    package mutating func addAsked(_ slug: String, isRequired: Bool) {
        asked.append((slug, isRequired))
    }

    package func answer() -> [UInt8] {
        var writer = writer
        writer.endObject()
        writer.key("pictures")
        writer.beginArray()
        for picture in pictures { DraftAnswers.write(picture.slug, picture.byteCount, picture.version, into: &writer) }
        writer.endArray()
        writer.key("asked")
        writer.beginArray()
        for one in asked {
            writer.beginObject()
            writer.member("slug", one.slug)
            writer.member("required", one.isRequired)
            writer.endObject()
        }
        writer.endArray()
        writer.memberIfPresent("consent", consent)
        writer.member("expiresAt", milliseconds: expiresAt)
        writer.endObject()
        return writer.bytes
    }
}

/// The other answers of the submission page.
package enum DraftAnswers {
    /// `{"draft","expiresAt"}`
    package static func begun(draft token: String, expiresAt: Int64) -> [UInt8] {
        object { writer in
            writer.member("draft", token)
            writer.member("expiresAt", milliseconds: expiresAt)
        }
    }

    /// `{"text","digest"}`
    package static func consent(text: String, digest: String) -> [UInt8] {
        object { writer in
            writer.member("text", text)
            writer.member("digest", digest)
        }
    }

    /// `{"slug","bytes","version"}`
    package static func picture(_ slug: String, byteCount: Int, version: String) -> [UInt8] {
        var writer = JSONWriter()
        write(slug, byteCount, version, into: &writer)
        return writer.bytes
    }

    /// `{"deleted":true}`
    package static func deleted() -> [UInt8] {
        object { $0.member("deleted", true) }
    }

    /// `{"recordId","reference","status"}`
    package static func sent(recordID: String, reference: String, status: String) -> [UInt8] {
        object { writer in
            writer.member("recordId", recordID)
            writer.member("reference", reference)
            writer.member("status", status)
        }
    }

    static func write(_ slug: String, _ byteCount: Int, _ version: String, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("slug", slug)
        writer.member("bytes", byteCount)
        writer.member("version", version)
        writer.endObject()
    }

    private static func object(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        body(&writer)
        writer.endObject()
        return writer.bytes
    }
}
