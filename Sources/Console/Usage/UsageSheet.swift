internal import Domain
package import UseCases

/// The table of the tab Usage as a spreadsheet reads it: RFC 4180, with a byte order mark, without which the commonest
/// one takes UTF-8 for something else.
package struct UsageSheet: Sendable {
    package let text: String

    package init(_ usage: ServiceUsage) {
        var lines = [["Key", "Description"] + usage.months.map(\.text) + ["Total"]]
        lines += usage.keys.map { key in
            [Self.cell(key.keyID.text), Self.cell(key.description ?? "deleted")]
                + (key.byMonth + [key.total]).map(String.init)
        }
        lines.append(["All keys", ""] + (usage.byMonth + [usage.total]).map(String.init))
        text = "\u{FEFF}" + lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    /// A text in one cell. What a spreadsheet would run as a formula gets an apostrophe before it, which says that it is
    /// text.
    package static func cell(_ text: String) -> String {
        // Some programs drop what one doesn't see before they look.
        let first = text.unicodeScalars.first {
            !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint
                && $0.properties.generalCategory != .format
        }
        let isFormula = first.map { "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) } ?? false
        let startsOdd = text.unicodeScalars.first.map { $0.value < 0x20 } ?? false
        let safe = isFormula || startsOdd ? "'" + text : text
        guard safe.unicodeScalars.contains(where: { ",;\"\r\n\t".unicodeScalars.contains($0) }) else { return safe }
        // Scalar by scalar: a quote that an accent joins is a quote to whoever reads the sheet.
        return "\"" + safe.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }
}
