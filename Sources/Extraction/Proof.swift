internal import Crypto

/// What shows the server that this side has the very text it sent, decrypted (contract 2.3).
package enum Proof {
    /// - Parameters:
    ///   - nonce: `ackNonce` as it stands in the document.
    ///   - document: the JSON text as received, after decryption.
    package static func text(nonce: String, record: RecordName, document: [UInt8]) -> String {
        let digest = hexadecimal(SHA256.hash(data: document))
        return hexadecimal(
            HMAC<SHA256>.authenticationCode(
                for: Array("ack|\(record)|\(digest)".utf8), using: SymmetricKey(data: Array(nonce.utf8))))
    }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
