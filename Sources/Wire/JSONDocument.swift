/// A JSON text that has been read strictly after RFC 8259.
///
/// Strings stay where they are in the text: a picture of ten megabytes is never copied. Refused besides what the grammar
/// refuses: a member's name that appears twice in one object, text that is not UTF-8, half a surrogate pair, a byte order
/// mark, and anything beyond the limits.
package struct JSONDocument: Sendable, Discreet {
    /// The text itself.
    let bytes: [UInt8]
    /// Its values in their order.
    let tape: [JSONToken]

    /// Reads `bytes`, which hold one JSON value and nothing else; throws a `syntax` failure.
    package init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(WireFailure) {
        var parser = JSONParser(bytes: bytes, limits: limits)
        try parser.parse()
        self.bytes = bytes
        tape = parser.tape
    }

    /// The outermost value.
    package var root: JSONNode { JSONNode(document: self, index: 0) }
}
