import Crypto
import Domain

/// A sealed picture: segments of 48 KiB, the last one shorter or as long, each AES-256-GCM with its tag behind it, no
/// stored nonces. The STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, "Online Authenticated-Encryption
/// and its Nonce-Reuse Misuse-Resistance" (CRYPTO 2015): the nonce is a counter and whether it is the last segment,
/// so that segments can't be dropped, added, repeated, reordered or cut off.
struct PictureFormat: Sendable {
    /// Divisible by three: each full segment is exactly 64 KiB of base64.
    static let segmentBytes = 48 * 1024

    let key: SymmetricKey
    let binding: [UInt8]

    init(dataKey: SymmetricKey, picture: PictureBinding, _ operation: String) throws(VaultFailure) {
        var info = Array("picture v1".utf8)
        try info.append(prefixed: picture.slug.text, operation)
        try info.append(prefixed: picture.file, operation)
        key = Derivation.key(fromDataKey: dataKey, info: info)
        var binding = Array("picture v1".utf8)
        try binding.append(prefixed: picture.record.text, operation)
        try binding.append(prefixed: picture.slug.text, operation)
        try binding.append(prefixed: picture.file, operation)
        self.binding = binding
    }

    /// Eleven bytes of counter, most significant first, and one that is 1 for the last segment, else 0.
    static func nonce(segment: Int, isLast: Bool) -> [UInt8] {
        var nonce: [UInt8] = [0, 0, 0]
        nonce.append(bigEndian: UInt64(segment))
        nonce.append(isLast ? 1 : 0)
        return nonce
    }

    static func segmentCount(of plainBytes: Int) -> Int {
        (plainBytes + segmentBytes - 1) / segmentBytes
    }
}
