/// How large a document `JSONDocument` is ready to read.
package struct JSONLimits: Sendable {
    /// How many objects and arrays may stand inside one another.
    package var maximumDepth: Int
    /// Length of the text in bytes; at most 4 GiB less one.
    package var maximumBytes: Int
    /// How many keys and values together; each costs 16 bytes of memory besides the text.
    package var maximumValues: Int

    /// The limits of a request's body unless something else is said: depth 32, 48 MiB, 100,000 keys and values.
    package init(maximumDepth: Int = 32, maximumBytes: Int = 48 << 20, maximumValues: Int = 100_000) {
        self.maximumDepth = maximumDepth
        self.maximumBytes = min(maximumBytes, Int(UInt32.max) - 1)
        self.maximumValues = maximumValues
    }
}
