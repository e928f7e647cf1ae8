package import Domain
internal import Store
internal import Vault

/// Reads one sealed picture piece by piece. It holds the picture's own key until it is let go.
package struct PictureReader: Sendable {
    package let slug: Slug
    package let mediaType: PictureHeader.MediaType
    /// Bytes of the picture in the open.
    package let byteCount: Int
    package let segmentCount: Int
    private let opener: PictureOpener
    private let file: String
    private let pictures: PictureFiles
    private let watch: PictureWatch?

    /// - Parameter watch: says when reading must end, where nothing else does.
    /// - Throws: `VaultFailure.isDestroyed` once the candidate's key is gone.
    init(_ picture: PictureRecord, of record: CandidateRecord, _ parts: Parts, watch: PictureWatch? = nil) throws {
        guard let slot = record.keySlot else { throw Failure.notFound("This candidate is archived.") }
        slug = picture.slug
        mediaType = picture.mediaType
        byteCount = picture.byteCount
        file = picture.file
        pictures = parts.pictures
        self.watch = watch
        let binding = PictureBinding(record: record.candidate.recordID, slug: picture.slug, file: picture.file)
        opener = try parts.keyStore.pictureOpener(
            slot: SlotNumber(value: slot), picture: binding, byteCount: picture.byteCount)
        segmentCount = opener.segmentCount
    }

    /// A strong entity tag in its quotes (RFC 9110, section 8.8.3). A picture that takes this one's place has another.
    package var etag: String { "\"\(file)\"" }

    /// Opens the file; it stays readable for this reader even if it is deleted meanwhile.
    package func open() async throws(Failure) -> PictureSource {
        do {
            let (pictures, file, opener, watch) = (pictures, file, opener, watch)
            return PictureSource(
                file: try await pictures.detached { try pictures.open(file) }, opener: opener, pictures, watch)
        } catch {
            throw Failure(wrapping: error)
        }
    }

    func holds(_ bytes: Sensitive<[UInt8]>) async throws(Failure) -> Bool {
        let source = try await open()
        var isSame = true
        for segment in 0..<segmentCount where isSame {
            let range = opener.plainRange(of: segment)
            isSame = try await source.read(
                segment..<segment + 1, into: { true },
                { isSame, plain in isSame = bytes.withExposed { $0[range].elementsEqual(plain) } })
        }
        return isSame
    }
}

/// An open picture.
package struct PictureSource: Sendable {
    private let file: PictureFile
    private let opener: PictureOpener
    private let pictures: PictureFiles
    private let watch: PictureWatch?

    init(file: PictureFile, opener: PictureOpener, _ pictures: PictureFiles, _ watch: PictureWatch?) {
        self.file = file
        self.opener = opener
        self.pictures = pictures
        self.watch = watch
    }

    /// The segments that hold a range of the open picture.
    package func segments(of range: Range<Int>) -> Range<Int> {
        guard !range.isEmpty else { return 0..<0 }
        return range.lowerBound / PictureSealer.segmentBytes..<(range.upperBound - 1) / PictureSealer.segmentBytes + 1
    }

    /// Where a segment begins in the open picture.
    package func start(of segment: Int) -> Int { opener.plainRange(of: segment).lowerBound }

    /// Bytes of these segments in the open.
    package func byteCount(of segments: Range<Int>) -> Int {
        segments.reduce(0) { $0 + opener.plainRange(of: $1).count }
    }

    /// Reads and opens consecutive segments of 48 KiB on a thread that may block, and lends `body` the plain bytes of one
    /// after the other; they are overwritten afterwards.
    ///
    /// - Parameter start: what `body` adds to, made on that thread.
    /// - Throws: 503 when a member's look must end.
    package func read<Result: Sendable>(
        _ segments: Range<Int>, into start: @escaping @Sendable () -> Result,
        _ body: @escaping @Sendable (inout Result, UnsafeRawBufferPointer) -> Void
    ) async throws(Failure) -> Result {
        if let watch, watch.mustStop { throw Self.cut }
        do {
            let read = try await pictures.detached { [file, opener] in
                var result = start()
                for segment in segments {
                    let sealed = try file.read(opener.sealedRange(of: segment))
                    try sealed.withUnsafeBytes { sealed in
                        try opener.open(sealed, segment: segment) { plain in body(&result, plain) }
                    }
                }
                return result
            }
            if let watch, watch.isCut { throw Self.cut }
            return read
        } catch {
            throw Failure(wrapping: error)
        }
    }

    private static let cut = Failure.unavailable("The answer was cut.")
}
