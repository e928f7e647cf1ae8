/// Big-endian integers and length prefixes: the alphabet of all the Vault's formats (`docs/erasure.md`).
extension [UInt8] {
    /// The most significant byte first.
    mutating func append<Integer: FixedWidthInteger & UnsignedInteger>(bigEndian integer: Integer) {
        for position in 0..<(Integer.bitWidth / 8) {
            append(UInt8(truncatingIfNeeded: integer >> (Integer.bitWidth - 8 - 8 * position)))
        }
    }

    /// A text's UTF-8 behind its length (UInt16), so that two texts in a row can't be read as two others.
    mutating func append(prefixed text: String, _ operation: String) throws(VaultFailure) {
        let count = text.utf8.count
        guard let length = UInt16(exactly: count) else {
            throw .format(operation, "A name has \(count) bytes; 65,535 is the most.")
        }
        append(bigEndian: length)
        append(contentsOf: text.utf8)
    }
}
