/// Names the exact wording of a consent text: the SHA-256 of its UTF-8 bytes as 64 lower-case hexadecimal digits, what
/// `sha256sum` prints for a file that holds the text and nothing else. Vault computes it.
package struct ConsentDigest: Hashable, Sendable {
    package let text: String

    /// Reads 64 lower-case hexadecimal digits.
    package init?(_ text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy(Self.isDigit) else { return nil }
        self.text = text
    }

    package init(stored text: String) {
        self.text = text
    }

    /// The first 16 digits: enough for people to tell wordings apart.
    package var short: String { String(text.prefix(16)) }

    private static func isDigit(_ character: UInt8) -> Bool {
        (0x30...0x39).contains(character) || (0x61...0x66).contains(character)
    }
}
