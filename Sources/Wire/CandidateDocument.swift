/// One candidate as the Dashboard API shows it: a record of a list, or, inside `{"status":"success","data":…}`, the whole
/// answer. Which members appear is decided by what is set here; the order is fixed.
///
/// Pictures come last of all, so that an answer can be streamed: `head()`, then for each picture `pictureStart`, its
/// base64, `pictureEnd`, and at the end `tail`. Dates are milliseconds since 1970-01-01T00:00:00Z.
package struct CandidateDocument: Sendable, Discreet {
    /// The candidate's status word, such as `approved`.
    package var status: String
    /// 24 lower-case hexadecimal characters.
    package var recordID: String
    /// 24 lower-case hexadecimal characters.
    package var blockPassID: String
    /// The merchant's own id, if one was given.
    package var refID: String?
    /// Whether the raw attributes are gone. If they are, `identities` is never written.
    package var isArchived: Bool
    /// Submissions so far, at least one.
    package var submitCount: Int
    /// Time of the last submission.
    package var waitingDate: Int64?
    /// Time at which the review began.
    package var inreviewDate: Int64?
    /// Time of the approval.
    package var approvedDate: Int64?
    /// Time at which a review was requested.
    package var reviewRequestedDate: Int64?
    /// Planned time of the archive.
    package var willArchiveAtDate: Int64?
    /// What keys of text and picture scope see; nil for a metadata key.
    package var attributes: Attributes?
    /// Only in the answer of a hand-over.
    package var handover: Handover?

    /// A candidate without dates and attributes but those given.
    package init(
        status: String,
        recordID: String,
        blockPassID: String,
        refID: String? = nil,
        isArchived: Bool = false,
        submitCount: Int = 1,
        waitingDate: Int64? = nil,
        inreviewDate: Int64? = nil,
        approvedDate: Int64? = nil,
        reviewRequestedDate: Int64? = nil,
        willArchiveAtDate: Int64? = nil,
        attributes: Attributes? = nil
    ) {
        self.status = status
        self.recordID = recordID
        self.blockPassID = blockPassID
        self.refID = refID
        self.isArchived = isArchived
        self.submitCount = submitCount
        self.waitingDate = waitingDate
        self.inreviewDate = inreviewDate
        self.approvedDate = approvedDate
        self.reviewRequestedDate = reviewRequestedDate
        self.willArchiveAtDate = willArchiveAtDate
        self.attributes = attributes
    }
}

extension CandidateDocument {
    /// What a receiver needs to acknowledge the answer (contract 2.3).
    package struct Handover: Sendable, Discreet {
        package var lease: String
        package var expiresAt: Int64
        package var ackNonce: String

        package init(lease: String, expiresAt: Int64, ackNonce: String) {
            self.lease = lease
            self.expiresAt = expiresAt
            self.ackNonce = ackNonce
        }
    }

    /// The members that a metadata key doesn't see. The order of each list is the order on the wire.
    package struct Attributes: Sendable, Discreet {
        /// The service's own fields.
        package var customFields: [(String, String)]
        /// Text attributes; nil when archived: then the member `identities` is absent.
        package var texts: [(slug: String, value: String)]?
        /// Certificates as they came: JSON text, byte for byte.
        package var certificates: [(slug: String, json: String)]
        /// The pictures that will be streamed between `head()` and `tail`; not written by anything here.
        package var pictureSlugs: [String]

        /// Attributes with nothing in them but what is given.
        package init(
            customFields: [(String, String)] = [],
            texts: [(slug: String, value: String)]?,
            certificates: [(slug: String, json: String)] = [],
            pictureSlugs: [String] = []
        ) {
            self.customFields = customFields
            self.texts = texts
            self.certificates = certificates
            self.pictureSlugs = pictureSlugs
        }
    }
}

extension CandidateDocument {
    /// What closes the value and the attribute of a picture that has been streamed.
    package static let pictureEnd = Array("\"}".utf8)

    /// What stands before the base64 of a picture: `,"passport":{"type":"base64","value":"`. The comma is left out when
    /// the picture is the first member of `identities`, that is, the first picture of a candidate without texts.
    package static func pictureStart(slug: String, isFirstMember: Bool) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 96)
        writer.key(slug)
        writer.beginObject()
        writer.member("type", "base64")
        writer.key("value")
        return (isFirstMember ? [] : [UInt8(ascii: ",")]) + writer.bytes + [UInt8(ascii: "\"")]
    }

    /// The whole answer up to the place where the first picture stands.
    package func head() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: attributes == nil ? 512 : 4096)
        writer.beginObject()
        writer.member("status", "success")
        writer.key("data")
        writer.beginObject()
        writeMembers(into: &writer)
        if let texts = identityTexts { writeIdentities(texts, into: &writer) }
        return writer.bytes
    }

    /// What closes the answer that `head()` began.
    package var tail: [UInt8] { Array((identityTexts == nil ? "}}" : "}}}").utf8) }

    /// The whole answer without pictures.
    package func answer() -> [UInt8] { head() + tail }

    /// Writes the candidate as one object without pictures: the record of a list.
    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writeMembers(into: &writer)
        if let texts = identityTexts {
            writeIdentities(texts, into: &writer)
            writer.endObject()
        }
        writer.endObject()
    }

    private var identityTexts: [(slug: String, value: String)]? { isArchived ? nil : attributes?.texts }

    private func writeMembers(into writer: inout JSONWriter) {
        writer.member("status", status)
        writer.member("recordId", recordID)
        writer.member("blockPassID", blockPassID)
        writer.memberIfPresent("refId", refID)
        writer.member("isArchived", isArchived)
        writer.member("submitCount", submitCount)
        writer.memberIfPresent("waitingDate", milliseconds: waitingDate)
        writer.memberIfPresent("inreviewDate", milliseconds: inreviewDate)
        writer.memberIfPresent("approvedDate", milliseconds: approvedDate)
        writer.memberIfPresent("reviewRequestedDate", milliseconds: reviewRequestedDate)
        writer.memberIfPresent("willArchiveAtDate", milliseconds: willArchiveAtDate)
        if let handover {
            writer.key("handover")
            writer.beginObject()
            writer.member("lease", handover.lease)
            writer.member("expiresAt", milliseconds: handover.expiresAt)
            writer.member("ackNonce", handover.ackNonce)
            writer.endObject()
        }
        guard let attributes else { return }
        writer.key("customFields")
        writer.beginObject()
        for (name, value) in attributes.customFields { writer.member(name, value) }
        writer.endObject()
        for name in ["certs", "certificates"] {
            writer.key(name)
            writer.beginObject()
            for (slug, json) in attributes.certificates { writer.member(slug, json) }
            writer.endObject()
        }
    }

    /// Leaves the object `identities` open.
    private func writeIdentities(_ texts: [(slug: String, value: String)], into writer: inout JSONWriter) {
        writer.key("identities")
        writer.beginObject()
        for (slug, value) in texts {
            writer.key(slug)
            writer.beginObject()
            writer.member("type", "string")
            writer.member("value", value)
            writer.endObject()
        }
    }
}
