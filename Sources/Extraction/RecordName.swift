/// A candidate's id at the server: 24 lower-case hexadecimal characters, and so a safe name for a file.
package struct RecordName: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` for anything else, such as `../../etc`.
    package init?(_ text: String) {
        guard text.utf8.count == 24,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.text = text
    }

    package var description: String { text }
}

/// The name of an attribute: `[a-z][a-z0-9_]{0,63}`, and so a safe name for a file.
enum SlugName {
    static func isSlug(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first), text.utf8.count <= 64 else { return false }
        return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }
}
