/// A member's name with its escapes resolved. Two names are the same when their bytes are: `String` would also take two
/// spellings of one character for the same.
struct JSONKey: Hashable {
    /// The name as UTF-8.
    let bytes: ArraySlice<UInt8>

    /// Whether the bytes are the same.
    static func == (one: JSONKey, other: JSONKey) -> Bool { one.bytes == other.bytes }

    /// Feeds the bytes at once; the standard library seeds the hash anew in each process.
    func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
