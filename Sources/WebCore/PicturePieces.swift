package import NIOCore
package import UseCases

extension PictureSource {
    /// 48 KiB each: what is read, opened and written at a time.
    package static let segmentsAPiece = 4

    /// Lends `take` the plain bytes of consecutive segments, a piece at a time, so that memory stays small, whatever the
    /// size. Each piece is read anew: a picture whose candidate is archived meanwhile breaks off.
    package func pieces(
        of segments: Range<Int>, _ take: (_ piece: ByteBuffer, _ part: Range<Int>) async throws -> Void
    ) async throws {
        for start in stride(from: segments.lowerBound, to: segments.upperBound, by: Self.segmentsAPiece) {
            let part = start..<min(start + Self.segmentsAPiece, segments.upperBound)
            let size = byteCount(of: part)
            let piece = try await read(
                part, into: { ByteBufferAllocator().buffer(capacity: size) }, { $0.writeBytes($1) })
            try await take(piece, part)
        }
    }
}
