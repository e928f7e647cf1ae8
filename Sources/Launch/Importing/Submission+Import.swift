internal import Domain
internal import Wire

extension Submission {
    /// Reads one candidate as a file holds it (contract 3.1).
    ///
    /// - Throws: `WireFailure` for a document of the wrong shape, `Failure` for one that breaks a rule.
    init(importing json: JSONDocument) throws {
        let document = try ImportDocument(json)
        self.init(
            refID: try RefID(document.refID),
            texts: try document.texts.map { Text(slug: try Slug($0.slug), value: Sensitive($0.value)) },
            pictures: try document.pictures.map { slug, bytes in
                try Picture(slug: try Slug(slug), bytes: bytes, field: "identities.\(slug).value")
            },
            certificates: document.certificates.map { Certificate(name: $0.slug, json: Sensitive($0.json)) },
            customFields: document.customFields.map { CustomField(name: $0.0, value: Sensitive($0.1)) },
            past: try Past(document))
    }
}

extension Submission.Past {
    fileprivate init(_ document: ImportDocument) throws(Failure) {
        self.init()
        if let word = document.status {
            guard let status = CandidateStatus(rawValue: word) else {
                throw .invalid(field: "status", "There is no such status.")
            }
            self.status = status
        }
        recordID = document.recordID.flatMap { RecordID($0) }
        supportID = document.blockPassID.flatMap { SupportID($0) }
        submitCount = document.submitCount
        waiting = document.waitingDate.map { Instant(milliseconds: $0) }
        inReview = document.inreviewDate.map { Instant(milliseconds: $0) }
        approved = document.approvedDate.map { Instant(milliseconds: $0) }
        reviewRequested = document.reviewRequestedDate.map { Instant(milliseconds: $0) }
    }
}
