import Crypto
import Domain

/// What a short sealed run of bytes is for. Each has a key of its own under the data key and a name in what it is bound
/// to, so that none can stand in for another.
///
/// Layout: version (1), nonce (12, random), AES-256-GCM ciphertext, tag (16).
enum TextSeal: String {
    /// A candidate's text attributes, under the candidate's data key.
    case text = "text v1"
    /// Certificates and custom fields, under the service's data key.
    case kept = "kept v1"
    /// A reviewer's words, under the candidate's data key.
    case note = "note v1"
    /// The texts of a draft, under the draft's data key.
    case draft = "draft v1"
    /// A member's name and e-mail, under the members' key.
    case profile = "profile v1"
    /// The secret of a member's second factor, under the members' key.
    case secondFactor = "second factor v1"
    /// Whom an invitation is for, under the members' key.
    case invitation = "invitation v1"
    /// What a member searches for, under the members' key; in memory only.
    case search = "search v1"
    /// What a webhook signs with, under the service's data key.
    case webhookSecret = "webhook secret v1"
    /// What a webhook's receiver answered, under the service's data key.
    case webhookAnswer = "webhook answer v1"

    private static let version: UInt8 = 1
    private static let prefixBytes = 1 + Cipher.nonceBytes

    /// - Parameter place: the bytes behind the name in what the seal is bound to.
    func seal(
        _ plain: [UInt8], dataKey: SymmetricKey, place: [UInt8], nonce: [UInt8], _ operation: String
    ) throws(VaultFailure) -> Sealed {
        var output: [UInt8] = []
        output.reserveCapacity(Self.prefixBytes + plain.count + Cipher.tagBytes)
        output.append(Self.version)
        output += nonce
        try plain.lend { (plain) throws(VaultFailure) in
            try Cipher.seal(
                plain, key: Derivation.key(fromDataKey: dataKey, info: Array(rawValue.utf8)), nonce: nonce,
                binding: Array(rawValue.utf8) + place, to: &output, operation)
        }
        return Sealed(bytes: output)
    }

    func open<Result>(
        _ sealed: Sealed, dataKey: SymmetricKey, place: [UInt8], _ operation: String,
        _ body: (UnsafeRawBufferPointer) throws(VaultFailure) -> Result
    ) throws(VaultFailure) -> Result {
        guard sealed.bytes.count > Self.prefixBytes, sealed.bytes[0] == Self.version else {
            throw .tampered(operation)
        }
        return try sealed.bytes.lend { (bytes) throws(VaultFailure) in
            try Cipher.open(
                withNonce: UnsafeRawBufferPointer(rebasing: bytes[1...]),
                key: Derivation.key(fromDataKey: dataKey, info: Array(rawValue.utf8)),
                binding: Array(rawValue.utf8) + place, operation, body)
        }
    }
}
