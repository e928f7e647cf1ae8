package import Domain

/// The place a picture is sealed for. Opened for any other, it does not authenticate.
package struct PictureBinding: Hashable, Sendable {
    package let record: RecordID
    package let slug: Slug
    /// The picture's random file name. It is new for every upload, so that no key and nonce are ever used twice.
    package let file: String

    package init(record: RecordID, slug: Slug, file: String) {
        self.record = record
        self.slug = slug
        self.file = file
    }

    /// Of a draft's picture. A draft has a data key of its own, so that its id is never taken for a candidate's.
    package init(draft: DraftID, slug: Slug, file: String) {
        self.init(record: RecordID(stored: draft.text), slug: slug, file: file)
    }
}
