/// A path of this console, safe to be sent to after the sign-in: no other site, however it is written.
package struct LocalPath: Equatable, Sendable {
    package let text: String

    private static let longest = 1024

    /// `nil` unless it is one slash, then printable ASCII without backslash or control characters.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.first == 0x2F, bytes.count <= Self.longest, bytes.dropFirst().first != 0x2F,
            bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C })
        else { return nil }
        // "/.//host" and the like come out as "//host" once a browser has resolved the dots.
        let path = text.prefix { $0 != "?" && $0 != "#" }
        guard !path.contains("//"), !path.split(separator: "/").contains(where: { Self.isDots($0) }) else { return nil }
        self.text = text
    }

    /// Percent-encoded, for a query.
    package var asQueryValue: String {
        var value = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E:
                value.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hexadecimal = String(byte, radix: 16, uppercase: true)
                value += "%" + (hexadecimal.utf8.count == 1 ? "0" : "") + hexadecimal
            }
        }
        return value
    }

    private static func isDots(_ part: Substring) -> Bool {
        let plain = part.lowercased().split(separator: "%2e", omittingEmptySubsequences: false).joined(separator: ".")
        return plain == "." || plain == ".."
    }
}
