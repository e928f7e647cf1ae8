package import Domain

/// One candidate as one caller may see it, and the ticket that says how the answer ended.
package struct Extraction: Sendable {
    package let candidate: Candidate
    /// The planned archive as this answer announces it; see `ExtractionTicket.complete`.
    package let willArchive: Instant?
    /// `nil` for a key that reads metadata only.
    package let attributes: ReadableAttributes?
    /// Pictures to be streamed; empty unless the scope shows them.
    package let pictures: [PictureReader]
    package let ticket: ExtractionTicket
}

/// What a key of text scope and above sees beyond metadata.
package struct ReadableAttributes: Sendable {
    package typealias Entry = (name: String, value: Sensitive<String>)

    /// `nil` once archived.
    package let texts: [Entry]?
    package let certificates: [Entry]
    package let customFields: [Entry]
}

/// A row of a list.
package struct ListedCandidate: Sendable {
    package let candidate: Candidate
    package let attributes: ReadableAttributes?
}

/// A page of a list.
package struct CandidateList: Sendable {
    package let records: [ListedCandidate]
    /// All candidates that match.
    package let total: Int
    package let skip: Int
    /// The limit that was applied.
    package let limit: Int
}
