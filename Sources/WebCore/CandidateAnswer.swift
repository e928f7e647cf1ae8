internal import Domain
package import UseCases
package import Wire

/// From what a use case hands over to the shape on the wire. The one place where plain attributes become bytes; the API
/// and the console's preview write the same through it.
extension CandidateDocument {
    package init(_ listed: ListedCandidate) {
        self.init(
            listed.candidate, willArchive: listed.candidate.dates.willArchive, attributes: listed.attributes,
            pictureSlugs: [])
    }

    package init(_ extraction: Extraction) {
        self.init(
            extraction.candidate, willArchive: extraction.willArchive, attributes: extraction.attributes,
            pictureSlugs: extraction.pictures.map(\.slug.text))
    }

    package init(_ masked: MaskedCandidate) {
        self.init(
            masked.candidate, willArchive: masked.willArchive, attributes: masked.attributes,
            pictureSlugs: masked.pictureSlugs)
    }

    private init(
        _ candidate: Candidate, willArchive: Instant?, attributes: ReadableAttributes?, pictureSlugs: [String]
    ) {
        let dates = candidate.dates
        self.init(
            status: candidate.status.rawValue, recordID: candidate.recordID.text,
            blockPassID: candidate.supportID.text, refID: candidate.refID?.text, isArchived: candidate.isArchived,
            submitCount: candidate.submitCount, waitingDate: dates.waiting?.milliseconds,
            inreviewDate: dates.inReview?.milliseconds, approvedDate: dates.approved?.milliseconds,
            reviewRequestedDate: dates.reviewRequested?.milliseconds,
            willArchiveAtDate: willArchive?.milliseconds,
            attributes: attributes.map { Attributes($0, pictureSlugs: pictureSlugs) })
    }
}

extension CandidateDocument.Attributes {
    fileprivate init(_ attributes: ReadableAttributes, pictureSlugs: [String]) {
        self.init(
            customFields: attributes.customFields.map { ($0.name, $0.value.withExposed { $0 }) },
            texts: attributes.texts?.map { (slug: $0.name, value: $0.value.withExposed { $0 }) },
            certificates: attributes.certificates.map { (slug: $0.name, json: $0.value.withExposed { $0 }) },
            pictureSlugs: pictureSlugs)
    }
}
