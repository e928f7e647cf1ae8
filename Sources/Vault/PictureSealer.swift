/// Seals one picture, segment by segment, as it comes in.
package struct PictureSealer: Sendable, Undisclosed {
    /// Plain bytes of every segment but the last.
    package static let segmentBytes = PictureFormat.segmentBytes

    private let format: PictureFormat
    private var next = 0
    private var isDone = false

    init(_ format: PictureFormat) {
        self.format = format
    }

    /// The next segment's sealed bytes: as many as came in, and 16.
    ///
    /// Every segment but the last has exactly `segmentBytes`, the last 1 to `segmentBytes`; `isFormat` otherwise, or after
    /// the last.
    package mutating func seal(
        _ segment: UnsafeRawBufferPointer, isLast: Bool
    ) throws(VaultFailure) -> [UInt8] {
        let operation = "seal a picture"
        guard !isDone, segment.count == Self.segmentBytes || isLast && (1..<Self.segmentBytes).contains(segment.count)
        else { throw .format(operation, "A segment came out of turn, or with a length it can't have.") }
        var output: [UInt8] = []
        output.reserveCapacity(segment.count + Cipher.tagBytes)
        let nonce = PictureFormat.nonce(segment: next, isLast: isLast)
        next += 1
        isDone = isLast
        try Cipher.seal(segment, key: format.key, nonce: nonce, binding: format.binding, to: &output, operation)
        return output
    }

    /// The same for an array or a slice of one.
    package mutating func seal(_ segment: some Collection<UInt8>, isLast: Bool) throws(VaultFailure) -> [UInt8] {
        let failureOrBytes = segment.withContiguousStorageIfAvailable { bytes -> Result<[UInt8], VaultFailure> in
            seal(lent: UnsafeRawBufferPointer(bytes), isLast)
        }
        if let failureOrBytes { return try failureOrBytes.get() }
        return try Array(segment).withUnsafeBytes { seal(lent: $0, isLast) }.get()
    }

    private mutating func seal(lent segment: UnsafeRawBufferPointer, _ isLast: Bool) -> Result<[UInt8], VaultFailure> {
        do throws(VaultFailure) {
            return .success(try seal(segment, isLast: isLast))
        } catch {
            return .failure(error)
        }
    }
}
