/// A short text that changes with what it is made from: for names of files that browsers keep, and for forms that look
/// whether somebody else was faster. It tells versions of our own data apart and protects nothing.
enum Fingerprint {
    /// FNV-1a, 64 bits (RFC 9923), in hexadecimal digits.
    static func of(_ text: String) -> String {
        let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        return String(hash, radix: 16)
    }
}
