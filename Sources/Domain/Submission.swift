/// One identity on its way in, checked against the rules that need no store.
package struct Submission: Sendable {
    package struct Text: Sendable {
        package let slug: Slug
        package let value: Sensitive<String>

        package init(slug: Slug, value: Sensitive<String>) {
            self.slug = slug
            self.value = value
        }
    }

    package struct Picture: Sendable {
        package let slug: Slug
        package let header: PictureHeader
        package let bytes: Sensitive<[UInt8]>

        /// Takes a picture file, checked by its own bytes (contract limits); the field names it in a failure.
        package init(slug: Slug, bytes: [UInt8], field: String) throws(Failure) {
            self.slug = slug
            header = try PictureHeader(of: bytes, field: field)
            self.bytes = Sensitive(bytes)
        }
    }

    /// What an import may bring along of a candidate's past (contract 3.1).
    package struct Past: Sendable {
        package var recordID: RecordID?
        package var supportID: SupportID?
        package var status: CandidateStatus?
        package var submitCount: Int?
        package var waiting: Instant?
        package var inReview: Instant?
        package var approved: Instant?
        package var reviewRequested: Instant?

        package init() {}
    }

    package var refID: RefID?
    package var texts: [Text]
    package var pictures: [Picture]
    package var certificates: [Certificate]
    package var customFields: [CustomField]
    package var past: Past

    package init(
        refID: RefID?, texts: [Text], pictures: [Picture] = [], certificates: [Certificate] = [],
        customFields: [CustomField] = [], past: Past = Past()
    ) {
        self.refID = refID
        self.texts = texts
        self.pictures = pictures
        self.certificates = certificates
        self.customFields = customFields
        self.past = past
    }

    /// The e-mail that tells one person from another under the same refId.
    package var email: Sensitive<String>? { texts.first { $0.slug == .email }?.value }

    /// Holds the submission against a service's catalogue: known slugs of the right kind, sizes, nothing twice.
    package func checked(
        against catalog: AttributeCatalog, required: Set<Slug>, fieldOf: (Slug) -> String
    ) throws(Failure) {
        var seen: Set<Slug> = []
        let given = texts.map { ($0.slug, AttributeKind.text) } + pictures.map { ($0.slug, AttributeKind.picture) }
        for (slug, kind) in given {
            guard let expected = catalog.kind(of: slug) else {
                throw .invalid(field: fieldOf(slug), "This service has no such attribute.")
            }
            guard expected == kind else {
                throw .invalid(field: fieldOf(slug), "This attribute is a \(expected.rawValue).")
            }
            guard seen.insert(slug).inserted else {
                throw .invalid(field: fieldOf(slug), "An attribute is given once.")
            }
        }
        for text in texts {
            guard text.value.withExposed({ $0.utf8.count }) <= AttributeLimits.textBytes else {
                throw .tooLarge(field: fieldOf(text.slug), "A text has at most 8 KiB.")
            }
        }
        for slug in required.sorted() where !seen.contains(slug) {
            throw .invalid(field: fieldOf(slug), "This service requires the attribute.")
        }
    }
}
