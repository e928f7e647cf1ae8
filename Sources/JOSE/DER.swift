/// As much of the Distinguished Encoding Rules (X.690) as keys need: definite, minimal lengths and nothing else.
struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { rest = ArraySlice(Array(bytes)) }

    private init(slice: ArraySlice<UInt8>) { rest = slice }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next element's tag.
    var tag: UInt8? { rest.first }

    mutating func sequence() throws(JOSEFailure) -> DERReader { DERReader(slice: try content(0x30)) }

    mutating func objectIdentifier() throws(JOSEFailure) -> [UInt8] { Array(try content(0x06)) }

    mutating func octetString() throws(JOSEFailure) -> [UInt8] { Array(try content(0x04)) }

    mutating func null() throws(JOSEFailure) {
        guard try content(0x05).isEmpty else { throw .key(.pem) }
    }

    /// The bytes of a BIT STRING of whole bytes.
    mutating func bitString() throws(JOSEFailure) -> [UInt8] {
        let content = try content(0x03)
        guard content.first == 0 else { throw .key(.pem) }
        return Array(content.dropFirst())
    }

    /// A number from zero on, without leading zeros; zero is one byte.
    mutating func unsigned() throws(JOSEFailure) -> [UInt8] {
        let content = try content(0x02)
        guard let first = content.first, first < 0x80 else { throw .key(.pem) }
        guard first == 0, content.count > 1 else { return Array(content) }
        guard content[content.startIndex + 1] >= 0x80 else { throw .key(.pem) }
        return Array(content.dropFirst())
    }

    func finish() throws(JOSEFailure) {
        guard isAtEnd else { throw .key(.pem) }
    }

    private mutating func content(_ wanted: UInt8) throws(JOSEFailure) -> ArraySlice<UInt8> {
        guard rest.popFirst() == wanted, let first = rest.popFirst() else { throw .key(.pem) }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...3).contains(count), rest.count >= count else { throw .key(.pem) }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
            guard length >= (count == 1 ? 0x80 : 1 << (8 * (count - 1))) else { throw .key(.pem) }
        }
        guard length <= rest.count else { throw .key(.pem) }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }
}

/// Writes the few elements that a PKCS#1 key is made of.
enum DERWriter {
    /// A SEQUENCE of numbers, each given without leading zeros.
    static func sequence(ofUnsigned numbers: [[UInt8]]) -> [UInt8] {
        element(0x30, numbers.flatMap { number in element(0x02, (number.first ?? 0) >= 0x80 ? [0] + number : number) })
    }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var length: [UInt8] = []
        var rest = content.count
        repeat {
            length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        } while rest > 0
        if content.count >= 0x80 { length.insert(0x80 | UInt8(length.count), at: 0) }
        return [tag] + length + content
    }
}

/// The algorithms that a key's wrapping may name, as the content of an OBJECT IDENTIFIER.
enum KeyAlgorithm {
    /// 1.2.840.113549.1.1.1 (RFC 8017).
    static let rsaEncryption: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]
    /// 1.2.840.10045.2.1 (RFC 5480).
    static let ecPublicKey: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
    /// 1.2.840.10045.3.1.7, the curve P-256 (RFC 5480).
    static let prime256v1: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
    /// 1.3.101.110 (RFC 8410).
    static let x25519: [UInt8] = [0x2B, 0x65, 0x6E]
}
