import JOSE
import Testing

@Suite struct Base64URLTests {
    /// RFC 4648, section 10, without the padding; RFC 7515, appendix C; the last shows both characters of its own.
    @Test(
        arguments: [
            ([], ""), (Array("f".utf8), "Zg"), (Array("fo".utf8), "Zm8"), (Array("foo".utf8), "Zm9v"),
            (Array("foobar".utf8), "Zm9vYmFy"), ([3, 236, 255, 224, 193], "A-z_4ME"), ([0xFB, 0xFF, 0xBF], "-_-_"),
        ] as [([UInt8], String)])
    func agreesWithTheStandard(_ bytes: [UInt8], _ text: String) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(Array(text.utf8)) == bytes)
        #expect(Base64URL.encodedCount(bytes.count) == text.utf8.count)
    }

    @Test(arguments: [
        "A", "Zg==", "Zg=", "Zh", "Zm9", "Zm9vYmFyA", "A+z", "A/z_4ME", "Zm 9v", "Zm9v\n", "Zm9v.", "Zm9vé", "=",
        "Zm9v====",
        "-_-=",
    ])
    func onlyTheCanonicalFormIsRead(_ text: String) {
        #expect(Base64URL.decode(Array(text.utf8)) == nil)
    }

    @Test func everyLengthComesBack() {
        let random = Seeded(4648)
        for count in Array(0...200) + [49_151, 49_152, 49_153, 98_304, 98_305, 300_001] {
            let bytes = random.bytes(count)
            let text = Base64URL.encode(bytes)
            #expect(text.utf8.count == Base64URL.encodedCount(count))
            #expect(!text.utf8.contains { $0 == 0x2B || $0 == 0x2F || $0 == 0x3D })
            #expect(Base64URL.decode(Array(text.utf8)) == bytes)
        }
    }

    /// A foreign character is found wherever it stands, in a full word of 32 and in the rest behind it.
    @Test(arguments: [UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "."), 0, 0x80, 0xFF])
    func aForeignCharacterIsFoundEverywhere(_ foreign: UInt8) {
        let text = Array(Base64URL.encode(Seeded(7).bytes(105)).utf8)
        for place in text.indices {
            var changed = text
            changed[place] = foreign
            #expect(Base64URL.decode(changed) == nil, "at \(place)")
        }
    }
}
