package import Domain

/// Names and plain values that are sealed together: the text attributes of a candidate, or its certificates and custom
/// fields. Order is kept.
package struct AttributeDocument: Sendable, Undisclosed {
    package typealias Entry = (name: String, value: Sensitive<String>)

    package var entries: [Entry]

    package init(entries: [Entry] = []) {
        self.entries = entries
    }
}
