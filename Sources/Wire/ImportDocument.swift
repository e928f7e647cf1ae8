/// One candidate as a file holds it: what a single-candidate answer carries in `data`. The whole answer around it is
/// taken too. Dates are milliseconds since 1970-01-01T00:00:00Z. What was not given is nil or empty.
package struct ImportDocument: Sendable, Discreet {
    /// The merchant's own id. Its length and characters are not checked here.
    package let refID: String
    /// The status word; not checked here.
    package let status: String?
    /// 24 lower-case hexadecimal characters.
    package let recordID: String?
    /// 24 lower-case hexadecimal characters.
    package let blockPassID: String?
    /// Whether the document says that its attributes are gone.
    package let isArchived: Bool?
    /// Submissions, from 1 on.
    package let submitCount: Int?
    /// Time of the last submission.
    package let waitingDate: Int64?
    /// Time at which the review began.
    package let inreviewDate: Int64?
    /// Time of the approval.
    package let approvedDate: Int64?
    /// Time at which a review was requested.
    package let reviewRequestedDate: Int64?
    /// Planned time of the archive.
    package let willArchiveAtDate: Int64?
    /// The service's own fields, in the order of the document.
    package let customFields: [(String, String)]
    /// JSON text, byte for byte, from `certs`, or from `certificates` if there is no `certs`.
    package let certificates: [(slug: String, json: String)]
    /// Attributes of type `string`, in the order of the document.
    package let texts: [(slug: String, value: String)]
    /// Attributes of type `base64`, decoded. What kind of picture they are, and how large, is not checked here.
    package let pictures: [(slug: String, bytes: [UInt8])]

    /// Reads a candidate. `refId` and the object `identities`, which may be empty, must be there; members that are not
    /// known are ignored; a member of the wrong type is a `field` failure that names it.
    package init(_ document: JSONDocument) throws(WireFailure) {
        let fields = try JSONFields(Self.candidate(in: document.root), path: "")
        refID = try fields.requiredString("refId")
        status = try fields.string("status")
        recordID = try fields.recordID("recordId")
        blockPassID = try fields.recordID("blockPassID")
        isArchived = try fields.boolean("isArchived")
        submitCount = try fields.count("submitCount")
        waitingDate = try fields.date("waitingDate")
        inreviewDate = try fields.date("inreviewDate")
        approvedDate = try fields.date("approvedDate")
        reviewRequestedDate = try fields.date("reviewRequestedDate")
        willArchiveAtDate = try fields.date("willArchiveAtDate")
        customFields = try fields.strings("customFields", maximumBytes: ImportLimits.textBytes)
            .map { ($0.name, $0.value) }
        certificates = try fields.certificates()
        guard let identities = try fields.object("identities") else { throw fields.fail("identities", "is missing") }
        (texts, pictures) = try Self.attributes(in: identities)
    }

    /// The candidate's object: the document itself, or `data` of a whole answer. No candidate has the status `success`.
    private static func candidate(in root: JSONNode) -> JSONNode {
        guard root["status"]?.string == "success", let data = root["data"] else { return root }
        return data
    }

    private static func attributes(
        in identities: JSONFields
    ) throws(WireFailure) -> ([(slug: String, value: String)], [(slug: String, bytes: [UInt8])]) {
        var texts: [(slug: String, value: String)] = []
        var pictures: [(slug: String, bytes: [UInt8])] = []
        for (slug, fields) in try identities.slugs() {
            switch try fields.requiredString("type") {
            case "string": texts.append((slug, try fields.requiredText("value")))
            case "base64": pictures.append((slug, try fields.base64("value")))
            default: throw fields.fail("type", "must be string or base64")
            }
        }
        return (texts, pictures)
    }
}
