/// The merchant's own id of a candidate: any text of 1 to 256 bytes without control characters, compared exactly.
package struct RefID: Hashable, Sendable {
    package let text: String

    package init(_ text: String, field: String = "refId") throws(Failure) {
        guard (1...256).contains(text.utf8.count) else {
            throw .invalid(field: field, "A refId has 1 to 256 bytes.")
        }
        // The control characters of Unicode (category Cc) are these two runs, for good.
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) else {
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
