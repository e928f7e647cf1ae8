/// The merchant's own id of a candidate: any text of 1 to 256 bytes without control characters, compared exactly.
package struct RefID: Hashable, Sendable {
    package let text: String

    package init(_ text: String, field: String = "refId") throws(Failure) {
        guard (1...256).contains(text.utf8.count) else {
            throw .invalid(field: field, "A refId has 1 to 256 bytes.")
        }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw .invalid(field: field, "A refId has no control characters.")
        }
        self.text = text
    }

    package init(stored text: String) {
        self.text = text
    }

    /// By bytes, as the store compares: Swift takes two spellings of the same letter for equal.
    package static func == (left: RefID, right: RefID) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
