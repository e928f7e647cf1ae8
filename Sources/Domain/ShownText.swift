extension String {
    /// Without white space at its ends.
    package var trimmed: String {
        let isInk: (Unicode.Scalar) -> Bool = { !$0.properties.isWhitespace }
        guard let start = unicodeScalars.firstIndex(where: isInk), let end = unicodeScalars.lastIndex(where: isInk)
        else { return "" }
        return String(unicodeScalars[start...end])
    }
}

extension StringProtocol {
    /// Whether it holds at most `limit` characters, and no more than eight bytes a character: what looks like one letter may
    /// be a thousand marks on it.
    package func fits(_ limit: Int) -> Bool {
        utf8.count <= 8 * limit && count <= limit
    }

    /// Whether it would change more than its own place on a page: control characters, and marks that turn the direction of
    /// what follows (Unicode Standard Annex #9, section 2).
    package var upsetsWhatFollows: Bool {
        unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0x202A...0x202E, 0x2066...0x2069: true
            default: scalar.properties.generalCategory == .control
            }
        }
    }
}
