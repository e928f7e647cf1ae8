import Crypto
import JOSE
import Testing

@Suite struct RoundTripTests {
    private let keys = try? TestKeys()

    @Test(arguments: TestKeys.names, [0, 1, 2, 3, 1000, 49_151, 49_152, 49_153, 200_000])
    func whatIsSealedIsOpened(_ name: String, _ count: Int) throws {
        let keys = try #require(keys)
        let (pair, random) = (try keys.pair(name), Seeded(UInt64(count) + 1))
        let plaintext = random.bytes(count)
        let sealed = try JWE.seal(plaintext, to: pair.publicKey, contentType: "json", random: random.bytes)
        let token = sealed.bytes
        #expect(token.count == sealed.count)
        #expect(sealed.segments.allSatisfy { $0.count <= 64 << 10 })
        let opened = try JWE.open(token, with: KeySet([pair]))
        #expect(opened.plaintext == plaintext)
        #expect(opened.header.keyID == pair.publicKey.thumbprint)
        #expect(opened.header.contentType == "json")
        #expect(opened.header.algorithm == pair.publicKey.algorithm)
    }

    @Test func aContentKeyThatBothHave() throws {
        let random = Seeded(12)
        let key = SymmetricKey(data: random.bytes(32))
        let plaintext = random.bytes(5000)
        let sealed = try JWE.seal(plaintext, withContentKey: key, keyID: "one answer", random: random.bytes)
        let opened = try JWE.open(sealed.bytes, withContentKey: key)
        #expect(opened.plaintext == plaintext)
        #expect(opened.header.keyID == "one answer")
        #expect(opened.header.algorithm == .direct)
        for bits in [SymmetricKeySize.bits128, .bits192] {
            let short = SymmetricKey(size: bits)
            #expect(failure { _ = try JWE.open(sealed.bytes, withContentKey: short) } == .unsuitableKey)
            #expect(
                failure { _ = try JWE.seal([], withContentKey: short, random: random.bytes) } == .unsuitableKey)
        }
        let other = SymmetricKey(data: random.bytes(32))
        #expect(failure { _ = try JWE.open(sealed.bytes, withContentKey: other) } == .notAuthentic)
    }

    @Test func twoSealsShareNothing() throws {
        let keys = try #require(keys)
        let random = Seeded(99)
        for name in TestKeys.names {
            let pair = try keys.pair(name)
            let tokens = try (0..<2).map { _ in
                String(
                    decoding: try JWE.seal([1, 2, 3], to: pair.publicKey, random: random.bytes).bytes, as: UTF8.self)
            }
            let (one, two) = (tokens[0].split(separator: "."), tokens[1].split(separator: "."))
            #expect(zip(one, two).dropFirst().allSatisfy { $0 != $1 })
            // An agreement's own share is in the header; nothing else there changes.
            #expect((one.first == two.first) == name.hasPrefix("RSA"))
        }
    }

    @Test func aBrokenSourceOfRandomnessIsNoticed() throws {
        let keys = try #require(keys)
        for name in TestKeys.names {
            let key = try keys.pair(name).publicKey
            #expect(
                failure { _ = try JWE.seal([1], to: key, random: { [UInt8](repeating: 1, count: $0 - 1) }) }
                    == .randomness)
        }
        // All ones is no scalar of P-256, however often it is drawn.
        let point = try keys.pair("P-256").publicKey
        #expect(
            failure { _ = try JWE.seal([1], to: point, random: { [UInt8](repeating: 0xFF, count: $0) }) } == .randomness
        )
    }

    @Test func whatIsTooLargeIsRefused() throws {
        let keys = try #require(keys)
        let (pair, random) = (try keys.pair("X25519"), Seeded(5))
        let key = pair.publicKey
        #expect(
            failure { _ = try JWE.seal([UInt8](repeating: 0, count: 11), to: key, largest: 10, random: random.bytes) }
                == .tooLarge(maximumBytes: 10))
        let token = try JWE.seal(random.bytes(100), to: key, random: random.bytes).bytes
        #expect(failure { _ = try JWE.open(token, with: KeySet([pair]), largest: 99) } == .tooLarge(maximumBytes: 99))
        #expect(try JWE.open(token, with: KeySet([pair]), largest: 100).plaintext.count == 100)
    }

    @Test func aCallersContentKey() throws {
        let keys = try #require(keys)
        let service = try keys.pair("RSA 3072")
        let contentKey = SymmetricKey(data: Seeded(31).bytes(32))
        let text = try WrappedContentKey.text(contentKey, for: service.publicKey)
        #expect(text.hasPrefix(service.publicKey.thumbprint + "."))
        #expect(try WrappedContentKey.open(text, with: [service]) == contentKey)
        let name = service.publicKey.thumbprint
        let cases: [(String, JOSEFailure)] = [
            ("", .parts), (name, .parts), (text + ".", .parts), ("x" + text, .unknownKey),
            (name + ".", .length(.encryptedKey)),
            (name + ".AAAA", .length(.encryptedKey)), (text + "=", .encoding(.encryptedKey)),
            (name + "." + String(repeating: "A", count: 512), .notAuthentic),
            (String(repeating: "A", count: 4097), .tooLarge(maximumBytes: 4096)),
        ]
        for (text, reason) in cases {
            #expect(failure { _ = try WrappedContentKey.open(text, with: [service]) } == reason, "\(text.prefix(60))")
        }
        let other = try keys.pair("RSA 4096")
        #expect(failure { _ = try WrappedContentKey.open(text, with: [other]) } == .unknownKey)
        // A key of another length would be no key of A256GCM.
        let short = try JWE.seal([], to: service.publicKey, random: Seeded(1).bytes)
        #expect(short.count > 0)
        #expect(
            failure { _ = try WrappedContentKey.text(SymmetricKey(size: .bits128), for: service.publicKey) }
                == .unsuitableKey)
        #expect(
            failure { _ = try WrappedContentKey.text(contentKey, for: keys.pair("P-256").publicKey) } == .unsuitableKey)
    }

    /// Nothing that holds a secret or a plain text prints it.
    @Test func nothingPrintsItself() throws {
        let keys = try #require(keys)
        let pair = try keys.pair("P-256")
        let opened = try JWE.open(
            JWE.seal([65, 66], to: pair.publicKey, random: Seeded(2).bytes).bytes, with: KeySet([pair]))
        var dumped = ""
        dump(pair, to: &dumped)
        dump(opened, to: &dumped)
        #expect("\(pair) \(opened)" == "(PrivateJWK) (OpenedJWE)")
        #expect(dumped.split(separator: "\n").count == 2)
    }
}
