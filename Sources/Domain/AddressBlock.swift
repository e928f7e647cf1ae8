/// A range of addresses: those that share their first bits.
struct AddressBlock: Hashable, Sendable {
    /// Of some address of the range, 16 of them.
    let bytes: [UInt8]
    let bits: Int

    func contains(_ address: IPAddress) -> Bool {
        let whole = bits / 8
        guard address.bytes.prefix(whole) == bytes.prefix(whole) else { return false }
        let rest = bits % 8
        return rest == 0 || (address.bytes[whole] ^ bytes[whole]) >> UInt8(8 - rest) == 0
    }
}
