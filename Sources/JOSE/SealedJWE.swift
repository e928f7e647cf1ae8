internal import Crypto

/// A JWE in compact serialisation (RFC 7516, section 7.1) that is written piece by piece.
///
/// The ciphertext is kept as the bytes it is, as long as the plain text; its base64url, a third longer, is only made in
/// segments while the answer is sent.
package struct SealedJWE: Sendable {
    /// `header.encrypted key.initialization vector.`
    private let beginning: [UInt8]
    private let box: AES.GCM.SealedBox
    private let ciphertextBytes: Int
    /// Length of the whole text in bytes, known before the first of them is written.
    package let count: Int

    init(beginning: [UInt8], box: AES.GCM.SealedBox) {
        self.beginning = beginning
        self.box = box
        ciphertextBytes = box.ciphertext.count
        count = beginning.count + Base64URL.encodedCount(ciphertextBytes) + 1 + Base64URL.encodedCount(box.tag.count)
    }

    /// The text in pieces of at most 64 KiB.
    package var segments: Segments { Segments(jwe: self) }

    /// The text at once.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for segment in segments { bytes.append(contentsOf: segment) }
        return bytes
    }

    /// The pieces in their order.
    package struct Segments: Sequence, IteratorProtocol, Sendable {
        private enum Place {
            case beginning
            case ciphertext(Int)
            case end
        }

        /// Divisible by three: the pieces join.
        private static let bytes = 48 << 10

        private let jwe: SealedJWE
        private var place = Place.beginning

        fileprivate init(jwe: SealedJWE) { self.jwe = jwe }

        package mutating func next() -> [UInt8]? {
            switch place {
            case .beginning:
                place = .ciphertext(0)
                return jwe.beginning
            case .ciphertext(let start) where start < jwe.ciphertextBytes:
                let end = Swift.min(start + Self.bytes, jwe.ciphertextBytes)
                place = .ciphertext(end)
                return jwe.encodedCiphertext(start..<end)
            case .ciphertext:
                place = .end
                return [UInt8(ascii: ".")] + Array(Base64URL.encode(jwe.box.tag).utf8)
            case .end: return nil
            }
        }
    }

    private func encodedCiphertext(_ range: Range<Int>) -> [UInt8] {
        var text: [UInt8] = []
        let ciphertext = box.ciphertext
        let isDone: Void? = ciphertext.withContiguousStorageIfAvailable { bytes in
            Base64URL.encode(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[range]), appendingTo: &text)
        }
        if isDone == nil {
            let bytes = Array(ciphertext.dropFirst(range.lowerBound).prefix(range.count))
            bytes.withUnsafeBytes { Base64URL.encode($0, appendingTo: &text) }
        }
        return text
    }
}
