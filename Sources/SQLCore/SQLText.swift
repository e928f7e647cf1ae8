/// The text of a statement in both spellings of its placeholders; converted once, when the type is first used.
package struct SQLText: Sendable, ExpressibleByStringInterpolation {
    /// As it is written: `$1`, `$2`, …, which is how PostgreSQL numbers them.
    package let dollars: String
    /// The same with `?1`, `?2`, …: SQLite takes `$1` for a name and would number it by where it first stands.
    package let questionMarks: String

    package init(stringLiteral text: String) {
        dollars = text
        questionMarks = String(
            decoding: text.utf8.map { $0 == UInt8(ascii: "$") ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }
}
