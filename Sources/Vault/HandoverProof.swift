internal import Crypto
package import Domain

/// SHA-256 of an answer's JSON text, taken piece by piece while it is written.
package struct TextDigest: Sendable {
    private var hash = SHA256()

    package init() {}

    /// Of a text that is there as a whole.
    package init(of text: [UInt8]) {
        update(text)
    }

    package mutating func update(_ bytes: [UInt8]) {
        hash.update(data: bytes)
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
    }

    /// 64 lower-case hexadecimal characters.
    var text: String { Hexadecimal.text(Array(hash.finalize())) }
}

/// What shows that a receiver could read an answer (contract 2.3).
package enum HandoverProof {
    /// HMAC-SHA256, keyed with the UTF-8 bytes of the nonce as it stands in the answer, over
    /// `ack|<recordId>|<hex of SHA-256 of the answer's JSON text>`.
    package static func make(nonce: String, recordID: RecordID, text: TextDigest) -> [UInt8] {
        let key = SymmetricKey(data: Array(nonce.utf8))
        let message = Array("ack|\(recordID.text)|\(text.text)".utf8)
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }
}
