/// The work that a password costs: parameters of scrypt (RFC 7914). Memory is 128 · N · r bytes.
package struct PasswordCost: Hashable, Sendable {
    /// N as a power of two.
    package let logRounds: UInt8
    /// r
    package let blockSize: UInt8
    /// p
    package let parallelism: UInt8

    package init(logRounds: UInt8, blockSize: UInt8, parallelism: UInt8) {
        self.logRounds = logRounds
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// N = 2^15, r = 8, p = 3: 32 MiB, one of the settings of OWASP's Password Storage Cheat Sheet.
    package static let standard = PasswordCost(logRounds: 15, blockSize: 8, parallelism: 3)

    /// What a stored hash may ask of this machine.
    fileprivate var isReasonable: Bool {
        (1...16).contains(logRounds) && (1...8).contains(blockSize) && (1...16).contains(parallelism)
    }
}

/// What is stored of a password: version, parameters, salt and digest, 52 bytes. The digest is HMAC-SHA-256 of scrypt's
/// output under a key of ours and the member's id, so that a copy of the database alone can't be tried out.
package struct PasswordHash: Hashable, Sendable, Undisclosed {
    static let saltBytes = 16
    private static let version: UInt8 = 1

    package let bytes: [UInt8]
    package let cost: PasswordCost
    var salt: [UInt8] { Array(bytes[4..<20]) }
    var digest: [UInt8] { Array(bytes[20...]) }

    init(cost: PasswordCost, salt: [UInt8], digest: [UInt8]) {
        self.cost = cost
        bytes = [Self.version, cost.logRounds, cost.blockSize, cost.parallelism] + salt + digest
    }

    package init(stored bytes: [UInt8]) throws(VaultFailure) {
        guard bytes.count == 52, bytes[0] == Self.version else {
            throw .format("read a password's hash", "It is damaged, or was written by a newer version.")
        }
        cost = PasswordCost(logRounds: bytes[1], blockSize: bytes[2], parallelism: bytes[3])
        guard cost.isReasonable else { throw .format("read a password's hash", "Its parameters are out of range.") }
        self.bytes = bytes
    }
}
