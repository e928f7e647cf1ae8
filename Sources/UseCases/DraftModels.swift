package import Domain
internal import Store
internal import Vault

/// What the submission page shows before anything was typed.
package struct SubmissionPage: Sendable {
    /// Why the candidate is here.
    package enum Purpose: Sendable {
        /// For the first time, as far as anybody can know before they send.
        case submit
        /// By a resubmission link: only these are asked for, each with the reason that was given.
        case resubmit([(slug: Slug, reason: Sensitive<String>?)], feedback: Sensitive<String>?)
    }

    package let service: Service
    package let purpose: Purpose
    /// In the order of the catalogue.
    package let attributes: [RequestedAttribute]
    /// Of the candidate, where a link says who it is.
    package let status: CandidateStatus?

    package init(
        service: Service, purpose: Purpose, attributes: [RequestedAttribute], status: CandidateStatus? = nil
    ) {
        self.service = service
        self.purpose = purpose
        self.status = status
        self.attributes = attributes
    }
}

/// An attribute that the page asks for.
package struct RequestedAttribute: Hashable, Sendable {
    package let slug: Slug
    package let kind: AttributeKind
    package let isRequired: Bool

    package init(slug: Slug, kind: AttributeKind, isRequired: Bool) {
        self.slug = slug
        self.kind = kind
        self.isRequired = isRequired
    }
}

/// How a draft begins.
package struct DraftBeginning: Sendable {
    package let refID: RefID?
    package let email: Sensitive<String>?
    /// The last part of a resubmission link.
    package let resubmit: Sensitive<String>?
    /// The wording that the candidate was shown and agreed to; `nil`: none.
    package let consent: ConsentDigest?

    package init(
        refID: RefID? = nil, email: Sensitive<String>? = nil, resubmit: Sensitive<String>? = nil,
        consent: ConsentDigest?
    ) {
        self.refID = refID
        self.email = email
        self.resubmit = resubmit
        self.consent = consent
    }
}

/// A text on its way into a draft; an empty one removes what stood there.
package struct DraftText: Sendable {
    package let slug: Slug
    package let value: Sensitive<String>

    package init(slug: Slug, value: Sensitive<String>) {
        self.slug = slug
        self.value = value
    }

    var isEmpty: Bool { value.withExposed { $0.isEmpty } }

    /// The same without white space at its ends. A text of the page is one line.
    func checked() throws(Failure) -> DraftText {
        guard value.withExposed({ $0.utf8.count }) <= AttributeLimits.textBytes else {
            throw .tooLarge(field: slug.text, "A text has at most 8 KiB.")
        }
        let text = DraftText(slug: slug, value: value.withExposed { Sensitive($0.trimmed) })
        guard !text.value.withExposed({ $0.unicodeScalars.contains(where: Self.endsLine) }) else {
            throw .invalid(field: slug.text, "This has a character in it that can't be taken, such as a line break.")
        }
        return text
    }

    private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

/// A picture that has arrived.
package struct DraftPicture: Sendable {
    package let slug: Slug
    package let byteCount: Int
    /// Names these very bytes: another upload has another.
    package let version: String

    init(_ record: PictureRecord) {
        slug = record.slug
        byteCount = record.byteCount
        // The file's name is random and new for every upload.
        version = String(record.file.prefix(16))
    }
}

/// What the candidate was shown before they sent it; `nil` where nobody says.
package struct DraftShown: Sendable {
    package let texts: [DraftText]?
    /// Versions of pictures.
    package let pictures: [Slug: String]?

    package init(texts: [DraftText]? = nil, pictures: [Slug: String]? = nil) {
        self.texts = texts
        self.pictures = pictures
    }

    /// Whether this is what is going to be sent, no more and no less.
    func holds(_ entries: [AttributeDocument.Entry], _ records: [PictureRecord]) -> Bool {
        if let texts {
            let isSame = texts.allSatisfy { text in
                entries.contains { $0.name == text.slug.text && $0.value.isEqual(to: text.value) }
            }
            guard isSame, texts.count == entries.count else { return false }
        }
        guard let pictures else { return true }
        return pictures.count == records.count
            && records.allSatisfy { pictures[$0.slug] == DraftPicture($0).version }
    }
}

/// What a draft became.
package struct SentDraft: Hashable, Sendable {
    package let recordID: RecordID
    /// What the candidate quotes when asking about it.
    package let reference: SupportID
    package let status: CandidateStatus

    init(_ candidate: Candidate) {
        recordID = candidate.recordID
        reference = candidate.supportID
        status = candidate.status
    }
}

/// What has arrived of a draft: for whoever holds its token.
package struct DraftContent: Sendable {
    package let texts: [(slug: Slug, value: Sensitive<String>)]
    package let pictures: [DraftPicture]
    /// What is asked for now.
    package let asked: [RequestedAttribute]
    /// The wording that the candidate agreed to.
    package let consent: ConsentDigest?
    package let expiresAt: Instant

    package init(
        texts: [(slug: Slug, value: Sensitive<String>)], pictures: [DraftPicture], asked: [RequestedAttribute],
        consent: ConsentDigest?, expiresAt: Instant
    ) {
        self.texts = texts
        self.pictures = pictures
        self.asked = asked
        self.consent = consent
        self.expiresAt = expiresAt
    }
}
