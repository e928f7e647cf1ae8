/// One key or value on the tape of a document, in the order of the text.
struct JSONToken: Sendable {
    /// The kinds of values; the two booleans are told apart.
    enum Kind: UInt8 {
        case object
        case array
        case string
        case number
        case `true`
        case `false`
        case null
    }

    /// What the token is.
    let kind: Kind
    /// For strings: whether the text holds a backslash.
    let hasEscapes: Bool
    /// Where the text begins: for a string after its quote.
    let start: UInt32
    /// Where the text ends: for a string before its quote.
    var end: UInt32
    /// Place on the tape after this value and all that it holds.
    var next: UInt32

    /// A token whose text has this range; `next` is the place on the tape after it.
    init(_ kind: Kind, _ range: Range<Int>, next: Int, hasEscapes: Bool = false) {
        self.kind = kind
        self.hasEscapes = hasEscapes
        start = UInt32(range.lowerBound)
        end = UInt32(range.upperBound)
        self.next = UInt32(next)
    }

    /// The range of its text in the document.
    var range: Range<Int> { Int(start)..<Int(end) }
}
