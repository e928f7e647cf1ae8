/// Texts of candidates, with what has no shape of its own made visible: marks that turn the direction of what follows,
/// spaces of no width and control characters are shown as `[U+202E]`, so that no name reads as another one and two refIds
/// never look the same.
package enum VisibleText {
    package static func of(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        let scalars = Array(text.unicodeScalars)
        var shown = ""
        for (index, scalar) in scalars.enumerated() {
            let before = index > 0 ? scalars[index - 1] : nil
            let behind = index + 1 < scalars.count ? scalars[index + 1] : nil
            if isHidden(scalar), !isSpelling(scalar, between: before, and: behind) {
                shown += "[\(name(of: scalar))]"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// Format and control characters, and letters that are blank.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        // Arabic and Kaithi signs that stand before a number are format characters that one sees.
        case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD: false
        case 0x115F...0x1160, 0x2028...0x2029, 0x2800, 0x3164, 0xFFA0: true
        default: [.format, .control].contains(scalar.properties.generalCategory)
        }
    }

    /// Joiners are a part of how Persian, the scripts of India, and some pictures are written.
    private static func isSpelling(
        _ scalar: Unicode.Scalar, between before: Unicode.Scalar?, and behind: Unicode.Scalar?
    ) -> Bool {
        guard scalar == "\u{200C}" || scalar == "\u{200D}", let before, let behind else { return false }
        return [before, behind].allSatisfy { $0.value >= 0x590 && !isHidden($0) && !$0.properties.isWhitespace }
    }

    private static func name(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
