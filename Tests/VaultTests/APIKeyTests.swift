import Domain
import Testing
import Vault

struct APIKeyTests {
    private let scratch: Scratch
    private let store: KeyStore

    init() throws {
        scratch = try Scratch()
        store = try scratch.makeStore()
    }

    @Test(arguments: APIKeySecret.Environment.allCases)
    func madeAndReadBack(environment: APIKeySecret.Environment) throws {
        let random = Seeded.source(7)
        for _ in 0..<200 {
            let (text, keyID, secret) = try APIKeySecret.make(environment: environment, random: random)
            let shown = text.withExposed { $0 }
            #expect(shown.contains(/\blethe_(live|test)_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}\b/))
            #expect(shown.wholeMatch(of: /lethe_(live|test)_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}/) != nil)
            #expect(shown.hasPrefix("lethe_\(environment.rawValue)_\(keyID.text)_"))
            let read = try #require(APIKeySecret.parse(shown))
            #expect(read.keyID == keyID && read.secret.environment == environment)
            #expect(store.digest(of: read.secret, keyID: keyID) == store.digest(of: secret, keyID: keyID))
            #expect(APIKeySecret.parse(shown.dropFirst(0)) != nil, "a Substring is as good")
        }
    }

    /// Made by another program (Python's integers and `zlib.crc32`), whose CRC-32 of "123456789" is cbf43926.
    @Test func readsWhatAnotherProgramWrote() throws {
        let head = "lethe_" + "live_0123456789AB_"
        let counting = head + "003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf1OftoJ"
        let read = try #require(APIKeySecret.parse(counting))
        #expect(Hexadecimal.text(store.digest(of: read.secret, keyID: read.keyID)) == Golden.apiKeyDigest)
        #expect(APIKeySecret.parse(head + "yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp13iI5QZ") != nil, "all ones")
        #expect(APIKeySecret.parse(head + "00000000000000000000000000000000000000000001mXqWx") != nil, "zero")
        #expect(APIKeySecret.parse(head + "yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp21XD29h") == nil, "2 to the 256")
        #expect(CRC32.checksum("123456789".utf8) == 0xCBF4_3926)
        #expect(CRC32.checksum("".utf8) == 0)
    }

    @Test func everyMistypedCharacterIsNoticed() throws {
        let (text, _, _) = try APIKeySecret.make(environment: .test, random: Seeded.source(3))
        let shown = Array(text.withExposed { $0 }.utf8)
        let characters = Base62.digits + Array("_- \u{0}é".utf8)
        for position in shown.indices {
            for character in characters where character != shown[position] {
                var bad = shown
                bad[position] = character
                #expect(APIKeySecret.parse(String(decoding: bad, as: UTF8.self)) == nil, "character \(position)")
            }
            for swapped in shown.indices.dropFirst(position + 1) where shown[swapped] != shown[position] {
                var bad = shown
                bad.swapAt(position, swapped)
                #expect(APIKeySecret.parse(String(decoding: bad, as: UTF8.self)) == nil)
            }
        }
        let good = String(decoding: shown, as: UTF8.self)
        for bad in ["", "lethe_", " " + good, good + "\n", String(good.dropLast()), good.uppercased(), good + good] {
            #expect(APIKeySecret.parse(bad) == nil)
        }
    }

    @Test func aDigestBindsKeyIDEnvironmentAndRootKey() throws {
        let random = Seeded.source(5)
        let (_, keyID, secret) = try APIKeySecret.make(environment: .live, random: random)
        let (_, otherID, otherSecret) = try APIKeySecret.make(environment: .live, random: random)
        let digest = store.digest(of: secret, keyID: keyID)
        #expect(digest.count == 32)
        #expect(store.matches(digest: digest, secret: secret, keyID: keyID))
        #expect(!store.matches(digest: digest, secret: otherSecret, keyID: keyID))
        #expect(!store.matches(digest: digest, secret: secret, keyID: otherID))
        #expect(!store.matches(digest: KeyStore.noDigest, secret: secret, keyID: keyID))
        #expect(!store.matches(digest: Array(digest.dropLast()), secret: secret, keyID: keyID))

        let live = try APIKeySecret.make(environment: .live, random: Seeded.source(8))
        let test = try APIKeySecret.make(environment: .test, random: Seeded.source(8))
        #expect(live.keyID == test.keyID)
        let liveDigest = store.digest(of: live.secret, keyID: live.keyID)
        #expect(!store.matches(digest: liveDigest, secret: test.secret, keyID: test.keyID))

        let other = try Scratch().makeStore(RootKey(bytes: Array(1...32)))
        #expect(!other.matches(digest: digest, secret: secret, keyID: keyID))
    }

    @Test func anEmailIsFoundAgainWithinItsService() throws {
        let service = ServiceID(stored: "0123456789abcdef01234567")
        func index(_ email: String, _ service: ServiceID = service) -> [UInt8] {
            store.blindIndex(ofEmail: Sensitive(email), service: service)
        }
        let plain = index("ada.lovelace@example.com")
        #expect(Hexadecimal.text(plain) == Golden.emailIndex)
        #expect(index(" \tAda.LOVELACE@Example.COM\r\n") == plain)
        #expect(index("ada.lovelace@example.com", ServiceID(stored: "0123456789abcdef01234568")) != plain)
        #expect(index("adalovelace@example.com") != plain)
        #expect(index("ÅSA@example.com") == index("ÅsA@example.com"))
        #expect(index("ÅSA@example.com") != index("åsa@example.com"), "only ASCII letters change")
        #expect(index("") == index(" \n"))
    }

    @Test func constantTimeEqualityIsEquality() {
        let bytes = Array(UInt8(0)..<32)
        #expect(ConstantTime.equal(bytes, bytes) && ConstantTime.equal([], []))
        #expect(!ConstantTime.equal(bytes, []) && !ConstantTime.equal(bytes, bytes + [0]))
        for bit in 0..<256 {
            var other = bytes
            other[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!ConstantTime.equal(bytes, other) && !ConstantTime.equal(other, bytes))
        }
        #expect(!ConstantTime.equal([1, 2], [2, 1]), "differences don't cancel out")
    }
}
