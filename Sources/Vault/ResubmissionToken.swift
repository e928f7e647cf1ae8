import Crypto
package import Domain

/// The last part of a link by which a candidate submits again. Nothing of it is stored: it says whom it is for and when
/// it ends, and a code over that, the service and the number of submissions so far shows that we made it.
///
/// Text: base64url of record id (12 bytes), end (8, milliseconds, most significant first) and HMAC-SHA-256 (32).
package struct ResubmissionToken: Sendable, Undisclosed {
    package let recordID: RecordID
    package let expiresAt: Instant
    private let code: [UInt8]

    static let codeBytes = 32
    private static let byteCount = 12 + 8 + codeBytes

    /// Takes a link's last part apart; `nil` unless it has the shape of one. `KeyStore.isGenuine` says whether it is.
    package init?(_ text: String) {
        guard text.utf8.count == 70, let bytes = Base64URL.bytes(text), bytes.count == Self.byteCount else {
            return nil
        }
        recordID = RecordID(stored: Hexadecimal.text(Array(bytes[..<12])))
        let end = bytes[12..<20].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        expiresAt = Instant(milliseconds: Int64(bitPattern: end))
        code = Array(bytes[20...])
    }

    fileprivate func has(_ code: [UInt8]) -> Bool { ConstantTime.equal(self.code, code) }
}

extension KeyStore {
    /// The last part of a link that is good for this submission of this candidate and no later one.
    package func resubmissionToken(
        service: ServiceID, recordID: RecordID, submitCount: Int, expiresAt: Instant
    ) -> Sensitive<String> {
        var bytes = Self.bytes(of: recordID)
        bytes.append(bigEndian: UInt64(bitPattern: expiresAt.milliseconds))
        bytes += code(service: service, recordID: recordID, submitCount: submitCount, expiresAt: expiresAt)
        return Sensitive(Base64URL.text(bytes))
    }

    /// Whether we made it for this service and this many submissions. Compares in constant time; whether its time is over
    /// is for the caller to see.
    package func isGenuine(_ token: ResubmissionToken, service: ServiceID, submitCount: Int) -> Bool {
        token.has(
            code(
                service: service, recordID: token.recordID, submitCount: submitCount, expiresAt: token.expiresAt))
    }

    private func code(
        service: ServiceID, recordID: RecordID, submitCount: Int, expiresAt: Instant
    ) -> [UInt8] {
        // Both ids have 24 characters and the numbers eight bytes each: nothing needs a length.
        var message = Array("resubmission v1".utf8) + Array(service.text.utf8) + Array(recordID.text.utf8)
        message.append(bigEndian: UInt64(max(0, submitCount)))
        message.append(bigEndian: UInt64(bitPattern: expiresAt.milliseconds))
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: identity.resubmissions))
    }

    private static func bytes(of recordID: RecordID) -> [UInt8] {
        let digits = recordID.text.utf8.map { $0 < 0x3A ? $0 &- 0x30 : $0 &- 0x57 }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
