/// The forms of names on the wire.
enum WireName {
    /// Whether `text` may name an attribute: `[a-z][a-z0-9_]{0,63}`.
    static func isSlug(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLowerCase(first), text.utf8.count <= 64 else { return false }
        return text.utf8.allSatisfy { isLowerCase($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    /// Whether `text` has the form of a record id: 24 lower-case hexadecimal characters.
    static func isRecordID(_ text: String) -> Bool {
        text.utf8.count == 24
            && text.utf8.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
    }

    /// Whether `text` may name a custom field or certificate: not empty, not too long, no control characters.
    static func isMemberName(_ text: String) -> Bool {
        (1...ImportLimits.nameBytes).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    /// Whether a name that came in may be repeated in a failure: an identifier in ASCII, not a text a person typed.
    static func isSafeToTell(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                isLowerCase(byte) || isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
    }

    private static func isLowerCase(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
