package import UseCases
internal import WebCore
internal import Wire

/// The answer that the API would send, with bullets for values.
package enum MaskedAnswer {
    /// What stands for the base64 of a picture.
    package static let picture = "••••••••"

    /// The bytes between the braces, made by the writer that makes the real ones.
    package static func json(_ masked: MaskedCandidate) -> [UInt8] {
        let document = CandidateDocument(masked)
        var bytes = document.head()
        let hasTexts = !(masked.attributes?.texts?.isEmpty ?? true)
        for (index, slug) in masked.pictureSlugs.enumerated() {
            bytes += CandidateDocument.pictureStart(slug: slug, isFirstMember: index == 0 && !hasTexts)
            bytes += Array(picture.utf8) + CandidateDocument.pictureEnd
        }
        return bytes + document.tail
    }
}
