internal import Vault

/// The kernel's random generator, handed to the Vault.
enum SystemRandomness {
    static let source = RandomSource { bytes($0) }

    /// On Linux the generator of the standard library asks `getrandom(2)` each time.
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let missing = count - bytes.count
            withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0.prefix(missing)) }
        }
        return bytes
    }
}
