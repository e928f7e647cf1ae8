package import Domain

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

    package init(service: Service, purpose: Purpose, attributes: [RequestedAttribute]) {
        self.service = service
        self.purpose = purpose
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
    package let hasConsent: Bool

    package init(
        refID: RefID? = nil, email: Sensitive<String>? = nil, resubmit: Sensitive<String>? = nil, hasConsent: Bool
    ) {
        self.refID = refID
        self.email = email
        self.resubmit = resubmit
        self.hasConsent = hasConsent
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

    func check() throws(Failure) {
        guard value.withExposed({ $0.utf8.count }) <= AttributeLimits.textBytes else {
            throw .tooLarge(field: slug.text, "A text has at most 8 KiB.")
        }
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
    package let pictures: [(slug: Slug, byteCount: Int)]
    package let expiresAt: Instant

    package init(
        texts: [(slug: Slug, value: Sensitive<String>)], pictures: [(slug: Slug, byteCount: Int)], expiresAt: Instant
    ) {
        self.texts = texts
        self.pictures = pictures
        self.expiresAt = expiresAt
    }
}
