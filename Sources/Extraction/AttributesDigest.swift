internal import Crypto
internal import Wire

/// Tells whether two documents give the same attributes, certificates and custom fields, wherever the pictures lie: in the text or in
/// files beside it. It stays in memory.
package struct AttributesDigest: Hashable, Sendable {
    private let bytes: [UInt8]

    /// Attributes in any order.
    struct Builder {
        private var parts: [(name: String, digest: SHA256Digest)] = []

        mutating func add(text slug: String, _ value: ArraySlice<UInt8>) {
            parts.append(("t \(slug)", value.withUnsafeBytes { SHA256.hash(data: $0) }))
        }

        mutating func add(picture slug: String, _ value: [UInt8]) {
            parts.append(("p \(slug)", SHA256.hash(data: value)))
        }

        mutating func add(picture slug: String, digest: SHA256Digest) { parts.append(("p \(slug)", digest)) }

        mutating func add(certificate name: String, _ value: ArraySlice<UInt8>) {
            parts.append(("c \(name)", value.withUnsafeBytes { SHA256.hash(data: $0) }))
        }

        mutating func add(customField name: String, _ value: ArraySlice<UInt8>) {
            parts.append(("f \(name)", value.withUnsafeBytes { SHA256.hash(data: $0) }))
        }

        func finish() -> AttributesDigest {
            var hash = SHA256()
            for part in parts.sorted(by: { $0.name < $1.name }) {
                hash.update(data: Array("\(part.name.utf8.count) \(part.name)".utf8))
                hash.update(data: Array(part.digest))
            }
            return AttributesDigest(bytes: Array(hash.finalize()))
        }
    }
}
