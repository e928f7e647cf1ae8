import Testing
import Wire

@Suite struct Base64Tests {
    /// Bit by bit, as RFC 4648 section 4 describes it.
    private static func slowly(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
        while bits.count % 6 != 0 { bits.append(0) }
        var text = stride(from: 0, to: bits.count, by: 6).map { start in
            alphabet[bits[start..<(start + 6)].reduce(0) { $0 << 1 | Int($1) }]
        }
        while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return text
    }

    private static func bytes(_ count: Int, _ random: inout Xorshift) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next() >> 40) }
    }

    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func agreesWithTheStandard(_ plain: String, _ text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == Array(text.utf8))
        #expect(Base64.decode(Array(text.utf8)) == Array(plain.utf8))
    }

    @Test func agreesWithASlowReference() {
        var random = Xorshift(seed: 4648)
        for count in Array(0...300) + (0..<40).map({ _ in random.below(5000) }) {
            let bytes = Self.bytes(count, &random)
            let text = Base64.encode(bytes)
            #expect(text == Self.slowly(bytes))
            #expect(text.count == Base64.encodedCount(count))
            #expect(Base64.decode(text) == bytes)
        }
    }

    @Test func writesNothingBesideItsCharacters() {
        var random = Xorshift(seed: 3)
        for count in 0...100 {
            let bytes = Self.bytes(count, &random)
            var room = [UInt8](repeating: 0x23, count: Base64.encodedCount(count) + 16)
            let written = bytes.withUnsafeBytes { source in
                room.withUnsafeMutableBytes { Base64.encode(source, into: $0) }
            }
            #expect(Array(room[..<written]) == Self.slowly(bytes))
            #expect(room[written...].allSatisfy { $0 == 0x23 })
        }
    }

    @Test func segmentsJoin() {
        var random = Xorshift(seed: 48)
        let bytes = Self.bytes(48 * 1024 * 2 + 1234, &random)
        let parts = stride(from: 0, to: bytes.count, by: 48 * 1024).map { start in
            Base64.encode(Array(bytes[start..<min(start + 48 * 1024, bytes.count)]))
        }
        #expect(parts.first?.count == 64 * 1024)
        #expect(parts.flatMap { $0 } == Base64.encode(bytes))
    }

    @Test func decodesPartsOfAnArray() {
        let text = Array("xxZm9vYmE=yy".utf8)
        #expect(Base64.decode(text[2..<10]) == Array("fooba".utf8))
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zm8", "Z", "Zg===", "=", "====", "Zg==Zg==", "Zm=v", "Z===", "Zm9v\n", "Zm9v ", " Zm9v", "Zm\n9",
        "Zm9-", "Zm9_", "Zm9vZm9vZm9vZm9v====", "Zh==", "Zm9=", "Zm8=Zm9v", "data:image/png;base64,Zm9v", "Zm9é",
        "Zm9v\u{0}\u{0}\u{0}\u{0}", "\"m9v",
    ])
    func refuses(_ text: String) {
        #expect(Base64.decode(Array(text.utf8)) == nil)
    }

    /// Any byte outside the alphabet, at any place of a longer text, is refused.
    @Test func refusesEveryForeignByteEverywhere() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let good = Array("Zm9vYmFyZm9vYmFyZm9v".utf8)
        for place in good.indices {
            for byte in UInt8.min...UInt8.max where !alphabet.contains(byte) {
                var text = good
                text[place] = byte
                let isPadding = place == good.count - 1 && byte == UInt8(ascii: "=")
                if !isPadding { #expect(Base64.decode(text) == nil) }
            }
        }
    }

    /// Of the 64 last characters before padding only those are taken whose unused bits are zero.
    @Test func refusesBitsAfterTheEnd() {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let pad = UInt8(ascii: "=")
        let one = alphabet.filter { Base64.decode([alphabet[1], $0, pad, pad]) != nil }
        let two = alphabet.filter { Base64.decode([alphabet[1], alphabet[2], $0, pad]) != nil }
        #expect(one == Array("AQgw".utf8))
        #expect(two == Array("AEIMQUYcgkosw048".utf8))
    }
}
