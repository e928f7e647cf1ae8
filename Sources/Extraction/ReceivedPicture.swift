internal import Wire

/// A picture as it stands in an answer: base64, looked at but not kept decoded.
package struct ReceivedPicture: Sendable, Discreet {
    /// What the first bytes say.
    package enum Kind: String, Sendable {
        case jpeg = "jpg"
        case png = "png"

        init?(_ bytes: [UInt8]) {
            if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
                self = .jpeg
            } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
                self = .png
            } else {
                return nil
            }
        }
    }

    package let slug: String
    package let kind: Kind
    private let base64: ArraySlice<UInt8>

    /// Decodes once, to see that it can be done, and tells what came out of it to `look`.
    init(slug: String, base64: ArraySlice<UInt8>, look: ([UInt8]) -> Void) throws(CandidateFailure) {
        guard let bytes = Base64.decode(base64), let kind = Kind(bytes) else { throw .picture }
        self.slug = slug
        self.kind = kind
        self.base64 = base64
        look(bytes)
    }

    /// The name of its file: a slug and one of two endings.
    package var fileName: String { "\(slug).\(kind.rawValue)" }

    /// The picture itself.
    func decoded() throws(CandidateFailure) -> [UInt8] {
        guard let bytes = Base64.decode(base64) else { throw .picture }
        return bytes
    }
}
