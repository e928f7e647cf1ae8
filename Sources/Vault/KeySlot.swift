import Crypto

/// One slot of `keys.bin`: a data key wrapped by the key-encryption key, 64 bytes, or 64 zeros once it is destroyed.
///
/// Epoch (UInt32, at least 1), nonce (12), AES-256-GCM of the data key (32), tag (16); bound to its number and epoch, so
/// that a slot copied to another place does not open.
enum KeySlot {
    static let byteCount = 64
    static let dataKeyBytes = 32

    static func offset(of slot: SlotNumber) -> Int64 { slot.value * Int64(byteCount) }

    /// Appends the 64 bytes of a slot to `image`.
    static func wrap(
        _ dataKey: [UInt8], slot: SlotNumber, epoch: UInt32, key: SymmetricKey, nonce: [UInt8],
        to image: inout [UInt8]
    ) throws(VaultFailure) {
        image.append(bigEndian: epoch)
        image += nonce
        try dataKey.lend { (plain) throws(VaultFailure) in
            try Cipher.seal(plain, key: key, nonce: nonce, binding: binding(slot, epoch), to: &image, "wrap a data key")
        }
    }

    /// The data key of a slot, `isDestroyed` when there is none any more.
    static func unwrap(
        _ bytes: [UInt8], slot: SlotNumber, epoch: UInt32, key: SymmetricKey
    ) throws(VaultFailure) -> SymmetricKey {
        let operation = "unwrap a data key"
        guard isLiving(bytes) else { throw .destroyed(slot, operation) }
        guard bytes.prefix(4).reduce(0, { $0 << 8 | UInt32($1) }) == epoch else { throw .tampered(operation) }
        return try bytes.lend { (bytes) throws(VaultFailure) in
            try Cipher.open(
                withNonce: UnsafeRawBufferPointer(rebasing: bytes[4...]), key: key, binding: binding(slot, epoch),
                operation
            ) { (plain) throws(VaultFailure) in
                guard plain.count == dataKeyBytes else { throw .tampered(operation) }
                return SymmetricKey(data: plain)
            }
        }
    }

    /// Whether a slot holds anything: one that was half overwritten is not destroyed yet.
    static func isLiving(_ slot: some Collection<UInt8>) -> Bool {
        slot.contains { $0 != 0 }
    }

    private static func binding(_ slot: SlotNumber, _ epoch: UInt32) -> [UInt8] {
        var binding = Array("lethe slot v1".utf8)
        binding.append(bigEndian: UInt64(bitPattern: slot.value))
        binding.append(bigEndian: epoch)
        return binding
    }
}
