import Crypto
import Domain

/// The operator's 256-bit secret, from which every key of a key store is derived or protected.
///
/// Losing it loses every identity in the store; whoever has it and `keystore/` can read them.
package struct RootKey: Sendable, Undisclosed {
    package static let byteCount = 32

    let key: SymmetricKey

    /// Takes exactly 32 bytes, anything else is `isFormat`.
    package init(bytes: [UInt8]) throws(VaultFailure) {
        guard bytes.count == Self.byteCount else {
            throw .format("read the root key", "A root key has 32 bytes.")
        }
        key = SymmetricKey(data: bytes)
    }

    /// Reads a root key from a setting or a command's output: 64 hexadecimal digits, or 32 bytes in base64 (RFC 4648,
    /// sections 4 and 5, with or without padding). One trailing line break is taken off.
    package static func read(fromHexOrBase64 text: String) throws(VaultFailure) -> RootKey {
        var characters = Array(text.utf8)
        defer { Memory.wipe(&characters) }
        return try read(text: characters[...])
    }

    static func read(text characters: ArraySlice<UInt8>) throws(VaultFailure) -> RootKey {
        var text = characters
        if text.last == UInt8(ascii: "\n") { text.removeLast() }
        if text.last == UInt8(ascii: "\r") { text.removeLast() }
        guard var bytes = text.count == 64 ? hexadecimal(text) : base64(text) else {
            throw .format("read the root key", "A root key is 64 hexadecimal digits, or base64 of 32 bytes.")
        }
        defer { Memory.wipe(&bytes) }
        return try RootKey(bytes: bytes)
    }

    private static func hexadecimal(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        Hexadecimal.bytes(String(decoding: text, as: UTF8.self))
    }

    private static func base64(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var digits = text
        if digits.count == 44, digits.last == UInt8(ascii: "=") { digits.removeLast() }
        guard digits.count == 43 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(33)
        var (bits, count): (UInt32, Int) = (0, 0)
        for digit in digits {
            guard let value = base64Value(of: digit) else { return nil }
            bits = bits << 6 | value
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        // 43 digits carry 258 bits; the two that are left over must be zero, or two texts would be one key.
        return bits & 3 == 0 ? bytes : nil
    }

    private static func base64Value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
