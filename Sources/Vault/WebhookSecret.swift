package import Domain

/// The secret that a webhook's receiver shares with Lethe.
///
/// A secret that Lethe makes is `whsec_` and the standard base64 of 32 random bytes, after the Standard Webhooks
/// specification; a merchant may bring any other text that an earlier program of theirs knows already.
package struct WebhookSecret: Sendable {
    package let text: Sensitive<String>

    private static let prefix = "whsec_"

    /// Takes a secret that somebody gave.
    ///
    /// - Throws: 422 for `secret`: 8 to 256 bytes of UTF-8 without control characters.
    package init(_ text: Sensitive<String>) throws(Failure) {
        let isUsable = text.withExposed { (8...256).contains($0.utf8.count) && !$0.upsetsWhatFollows }
        guard isUsable else {
            throw .invalid(field: "secret", "A secret has 8 to 256 bytes and no control characters.")
        }
        self.text = text
    }

    /// Takes one that the store held.
    init(opened text: Sensitive<String>) {
        self.text = text
    }

    /// A fresh one.
    package static func make(random: RandomSource) throws(VaultFailure) -> WebhookSecret {
        let key = try random.take(32)
        return WebhookSecret(opened: Sensitive(prefix + StandardBase64.text(key)))
    }

    /// What keys `X-Hub-Signature`: the whole text in UTF-8.
    func hubKey() -> [UInt8] {
        text.withExposed { Array($0.utf8) }
    }

    /// What keys `webhook-signature`: the bytes behind `whsec_` where that is base64, the whole text otherwise.
    func standardKey() -> [UInt8] {
        text.withExposed { text in
            let bytes = Array(text.utf8)
            guard bytes.starts(with: Self.prefix.utf8) else { return bytes }
            return StandardBase64.bytes(bytes.dropFirst(Self.prefix.utf8.count)) ?? bytes
        }
    }
}

/// Standard base64 with padding (RFC 4648, section 4).
enum StandardBase64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for position in 0..<3 {
                let byte = start + position < bytes.count ? bytes[start + position] : 0
                bits = bits << 8 | UInt32(byte)
            }
            for position in 0..<4 {
                let digit = digits[Int(bits >> (18 - 6 * UInt32(position)) & 63)]
                text.append(position <= group.count ? digit : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// `nil` for anything that `text` would not have written, and for nothing at all.
    static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
        let given = Array(text)
        guard !given.isEmpty, given.count.isMultiple(of: 4) else { return nil }
        var bytes: [UInt8] = []
        var (bits, count): (UInt32, UInt32) = (0, 0)
        for character in given.prefix(while: { $0 != UInt8(ascii: "=") }) {
            guard let digit = digits.firstIndex(of: character) else { return nil }
            bits = bits << 6 | UInt32(digit)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            bits &= (1 << count) - 1
        }
        return Array(self.text(bytes).utf8) == given ? bytes : nil
    }
}
