/// Comparison of secrets without a hint where they differ (`==` on arrays stops at the first difference).
package enum ConstantTime {
    /// Whether both hold the same bytes. Only the lengths may show in the time it takes.
    package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for position in left.indices { difference |= left[position] ^ right[position] }
        return difference == 0
    }
}
