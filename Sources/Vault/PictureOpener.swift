/// Opens one sealed picture, segment by segment and in any order. Each segment is authenticated before a byte of it
/// comes out; that the picture is whole is known once the last one opened.
package struct PictureOpener: Sendable, Undisclosed {
    /// Bytes of the picture in the open.
    package let byteCount: Int
    package let segmentCount: Int
    private let format: PictureFormat

    /// - Parameter byteCount: of the picture in the open, at least 1. With a wrong one the last segment does not open.
    init(_ format: PictureFormat, byteCount: Int) throws(VaultFailure) {
        guard byteCount > 0 else { throw .format("open a picture", "A picture has at least one byte.") }
        self.format = format
        self.byteCount = byteCount
        segmentCount = PictureFormat.segmentCount(of: byteCount)
    }

    /// The size of a sealed file for a picture of `plain` bytes.
    package static func sealedByteCount(of plain: Int) -> Int {
        plain + PictureFormat.segmentCount(of: plain) * Cipher.tagBytes
    }

    /// Where a segment (from 0) lies in the picture, in bytes.
    package func plainRange(of segment: Int) -> Range<Int> {
        let start = segment * PictureFormat.segmentBytes
        return start..<max(start, min(start + PictureFormat.segmentBytes, byteCount))
    }

    /// Where a segment (from 0) lies in the sealed file, in bytes.
    package func sealedRange(of segment: Int) -> Range<Int> {
        let plain = plainRange(of: segment)
        return plain.lowerBound + segment * Cipher.tagBytes..<plain.upperBound + (segment + 1) * Cipher.tagBytes
    }

    /// Opens a segment and lends its plain bytes for the length of `body`; they are overwritten afterwards.
    ///
    /// - Parameter sealed: exactly the bytes of `sealedRange(of: segment)`.
    package func open<Result>(
        _ sealed: UnsafeRawBufferPointer, segment: Int,
        _ body: (UnsafeRawBufferPointer) throws(VaultFailure) -> Result
    ) throws(VaultFailure) -> Result {
        let operation = "open a picture"
        guard (0..<segmentCount).contains(segment) else { throw .format(operation, "There is no such segment.") }
        guard sealed.count == sealedRange(of: segment).count else { throw .tampered(operation) }
        let nonce = PictureFormat.nonce(segment: segment, isLast: segment == segmentCount - 1)
        return try Cipher.open(sealed, key: format.key, nonce: nonce, binding: format.binding, operation, body)
    }

    /// Opens a segment into the caller's memory, which must have room for `plainRange(of: segment)`. Returns the bytes
    /// written.
    package func open(
        _ sealed: UnsafeRawBufferPointer, segment: Int, into buffer: UnsafeMutableRawBufferPointer
    ) throws(VaultFailure) -> Int {
        try open(sealed, segment: segment) { (plain) throws(VaultFailure) in
            guard buffer.count >= plain.count else { throw .format("open a picture", "The buffer is too small.") }
            buffer.copyMemory(from: plain)
            return plain.count
        }
    }

    /// Opens a segment into an array of its own.
    package func open(_ sealed: UnsafeRawBufferPointer, segment: Int) throws(VaultFailure) -> [UInt8] {
        try open(sealed, segment: segment) { plain in
            [UInt8](unsafeUninitializedCapacity: plain.count) { buffer, filled in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: plain)
                filled = plain.count
            }
        }
    }

    /// The same from an array or a slice of one.
    package func open(_ sealed: ArraySlice<UInt8>, segment: Int) throws(VaultFailure) -> [UInt8] {
        try sealed.withUnsafeBufferPointer { (bytes) throws(VaultFailure) in
            try open(UnsafeRawBufferPointer(bytes), segment: segment)
        }
    }
}
