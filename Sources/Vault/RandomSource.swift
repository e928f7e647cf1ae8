/// Where random bytes come from. Launch passes the system's generator, a test a seeded one.
package struct RandomSource: Sendable {
    /// Answers exactly as many bytes as asked for, fit for keys: unpredictable, independent of each other.
    package let bytes: @Sendable (Int) -> [UInt8]

    package init(bytes: @escaping @Sendable (Int) -> [UInt8]) {
        self.bytes = bytes
    }

    /// The same, refusing a source that answers fewer or more bytes than it was asked for.
    func take(_ count: Int) throws(VaultFailure) -> [UInt8] {
        let taken = bytes(count)
        guard taken.count == count else { throw .io("read randomness", "the source answered a wrong number of bytes") }
        return taken
    }
}
