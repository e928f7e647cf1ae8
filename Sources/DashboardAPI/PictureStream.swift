internal import Domain
internal import Hummingbird
internal import NIOCore
internal import UseCases
internal import WebCore
internal import Wire

/// Makes an answer with pictures piece by piece: some segments are read, opened, turned into base64 and written before
/// the next ones are read. Memory stays at a few segments, whatever the size.
struct PictureStream: Sendable {
    private let head: [UInt8]
    private let tail: [UInt8]
    private let pictures: [PictureReader]
    private let hasTexts: Bool
    private let ticket: ExtractionTicket
    /// The size of the whole body.
    let byteCount: Int

    init(_ extraction: Extraction, _ document: CandidateDocument) {
        head = document.head()
        tail = document.tail
        pictures = extraction.pictures
        hasTexts = !(extraction.attributes?.texts?.isEmpty ?? true)
        ticket = extraction.ticket
        var count = head.count + tail.count
        for (index, picture) in pictures.enumerated() {
            let start = CandidateDocument.pictureStart(slug: picture.slug.text, isFirstMember: index == 0 && !hasTexts)
            count += start.count + Base64.encodedCount(picture.byteCount) + CandidateDocument.pictureEnd.count
        }
        byteCount = count
    }

    /// Writes the answer in the open.
    ///
    /// - Parameter lease: learns what was sent before the last piece leaves.
    func write(to writer: inout any ResponseBodyWriter, _ delivery: Delivery, _ lease: HandoverLease?) async throws {
        var digest = lease.map { _ in SentText() }
        try await make { piece, isLast in
            piece.withUnsafeReadableBytes { digest?.update($0) }
            if isLast, let digest { try await lease?.bind(to: digest) }
            try await writer.write(piece)
            delivery.sent(piece.readableBytes)
        }
    }

    /// The whole answer at once, for what can't be sealed in parts.
    func collect() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        try await make { piece, _ in piece.withUnsafeReadableBytes { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// Lends `take` each piece in its order.
    private func make(_ take: (_ piece: ByteBuffer, _ isLast: Bool) async throws -> Void) async throws {
        var before = head
        for (index, picture) in pictures.enumerated() {
            before += CandidateDocument.pictureStart(slug: picture.slug.text, isFirstMember: index == 0 && !hasTexts)
            let source = try await picture.open()
            var segment = 0
            while segment < picture.segmentCount {
                guard !ticket.mustStop else { throw Failure.unavailable("The answer was cut.") }
                let end = min(segment + PictureSource.segmentsAPiece, picture.segmentCount)
                let isLastOfAll = end == picture.segmentCount && index == pictures.count - 1
                let after = end == picture.segmentCount ? CandidateDocument.pictureEnd + (isLastOfAll ? tail : []) : []
                let piece = try await Self.piece(segment..<end, of: source, before, after)
                try await take(piece, isLastOfAll)
                before = []
                segment = end
            }
        }
    }

    private static func piece(
        _ segments: Range<Int>, of source: PictureSource, _ before: [UInt8], _ after: [UInt8]
    ) async throws(Failure) -> ByteBuffer {
        let size = before.count + after.count + Base64.encodedCount(source.byteCount(of: segments))
        var piece = try await source.read(
            segments,
            into: {
                var buffer = ByteBufferAllocator().buffer(capacity: size)
                buffer.writeBytes(before)
                return buffer
            },
            { buffer, plain in
                let count = Base64.encodedCount(plain.count)
                buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { Base64.encode(plain, into: $0) }
            })
        piece.writeBytes(after)
        return piece
    }
}
