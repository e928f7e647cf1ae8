internal import Mustache

/// Escapes what stands in a page, scalar by scalar. Mustache's own way goes by what a reader sees as one character, and
/// `<` behind a letter that joins to what follows (U+0600), or a quote before a combining accent, isn't one of its five.
struct HTMLText: MustacheContentType {
    static let name = "LETHE"

    func escapeText(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
