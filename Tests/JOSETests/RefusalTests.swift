import Crypto
import JOSE
import Testing

/// What an opener must not open, each with the reason it gives.
@Suite struct RefusalTests {
    private let keys = try? TestKeys()
    private static let contentKey = SymmetricKey(data: [UInt8](repeating: 42, count: 32))

    /// A header is judged before any key is used: all of these would open if it were not.
    @Test(
        arguments: [
            (#"{"alg":"dir","enc":"A256GCM"}"#, nil),
            (#"{"enc":"A256GCM","alg":"dir","typ":"JOSE","jku":"https://example.com","x":[1,{"y":2}]}"#, nil),
            (#"{"alg":"dir","enc":"A256GCM","zip":"DEF"}"#, .headerRefused("zip")),
            (#"{"alg":"dir","enc":"A256GCM","zip":null}"#, .headerRefused("zip")),
            (#"{"alg":"dir","enc":"A256GCM","crit":["exp"],"exp":1}"#, .headerRefused("crit")),
            (#"{"alg":"dir","enc":"A256GCM","crit":[]}"#, .headerRefused("crit")),
            (#"{"alg":"dir","alg":"dir","enc":"A256GCM"}"#, .headerSyntax),
            (#"{"alg":"dir","enc":"A256GCM","\u0065nc":"A128GCM"}"#, .headerSyntax),
            (#"{"alg":"dir","enc":"A256GCM","a":{"b":1,"b":2}}"#, .headerSyntax),
            (#"{"alg":"dir","enc":"A256GCM"} "#, nil),
            (#"{"alg":"dir","enc":"A256GCM"}x"#, .headerSyntax), (#"["dir"]"#, .headerSyntax), ("", .headerSyntax),
            ("null", .headerSyntax),
            (#"{"alg":"dir","enc":"A256GCM","kid":"\#(String(repeating: "k", count: 9000))"}"#, .headerSyntax),
            (#"{"alg":"dir","enc":"A256GCM","kid":"\#(String(repeating: "k", count: 257))"}"#, .headerMember("kid")),
            (#"{"alg":"dir","enc":"A256GCM","kid":7}"#, .headerMember("kid")),
            (#"{"alg":"dir","enc":"A256GCM","cty":null}"#, .headerMember("cty")),
            (#"{"enc":"A256GCM"}"#, .headerMember("alg")), (#"{"alg":1,"enc":"A256GCM"}"#, .headerMember("alg")),
            (#"{"Alg":"dir","enc":"A256GCM"}"#, .headerMember("alg")),
            (#"{"alg":"dir"}"#, .headerMember("enc")),
            (#"{"alg":"dir","enc":"A128GCM"}"#, .encryptionRefused),
            (#"{"alg":"dir","enc":"A192GCM"}"#, .encryptionRefused),
            (#"{"alg":"dir","enc":"A256CBC-HS512"}"#, .encryptionRefused),
            (#"{"alg":"dir","enc":"a256gcm"}"#, .encryptionRefused),
            (#"{"alg":"DIR","enc":"A256GCM"}"#, .algorithmRefused),
            (#"{"alg":"none","enc":"A256GCM"}"#, .algorithmRefused),
            (#"{"alg":"RSA1_5","enc":"A256GCM"}"#, .algorithmRefused),
            (#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#, .algorithmRefused),
            (#"{"alg":"A256KW","enc":"A256GCM"}"#, .algorithmRefused),
            (#"{"alg":"A256GCMKW","enc":"A256GCM"}"#, .algorithmRefused),
            (#"{"alg":"PBES2-HS256+A128KW","enc":"A256GCM"}"#, .algorithmRefused),
            (#"{"alg":"ECDH-ES","enc":"A256GCM"}"#, .algorithmRefused),
            (#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#, .algorithmRefused),
        ] as [(String, JOSEFailure?)])
    func headers(_ header: String, _ reason: JOSEFailure?) throws {
        let token = Token.bytes(try Token.sealed([1, 2, 3], header: header, key: Self.contentKey))
        #expect(failure { _ = try JWE.open(token, withContentKey: Self.contentKey) } == reason, "\(header)")
    }

    /// The keys of an opener are never content keys: a public key that everybody has opens nothing.
    @Test func theKeysDecideWhatMayBeOpened() throws {
        let keys = try #require(keys)
        let set = try keys.set("RSA 3072", "P-256", "X25519")
        for algorithm in ["dir", "RSA1_5", "RSA-OAEP", "ECDH-ES+A128KW", "ECDH-ES+A256KW", "A256KW", "none"] {
            let token = try Token.sealed([1], header: #"{"alg":"\#(algorithm)","enc":"A256GCM"}"#, key: Self.contentKey)
            #expect(failure { _ = try JWE.open(Token.bytes(token), with: set) } == .algorithmRefused, "\(algorithm)")
        }
    }

    @Test func partsThatAreNotAsTheyMustBe() throws {
        let good = try Token.sealed([1, 2, 3, 4], header: #"{"alg":"dir","enc":"A256GCM"}"#, key: Self.contentKey)
        let parts = good.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        func with(_ place: Int, _ text: String) -> String {
            var changed = parts
            changed[place] = text
            return changed.joined(separator: ".")
        }
        let (iv, ciphertext, tag) = (parts[2], parts[3], parts[4])
        let cases: [(String, JOSEFailure)] = [
            ("", .parts), ("....", .headerSyntax), ("...", .parts), (String(repeating: "a", count: 100_000), .parts),
            (parts.dropLast().joined(separator: "."), .parts), (with(3, ciphertext + ".AAAA"), .parts),
            (with(3, "AAAA." + ciphertext), .parts),
            (good + ".AAAA", .parts), (good + ".", .parts), ("." + good, .headerSyntax),
            (with(0, parts[0] + "="), .encoding(.header)), (with(0, "{}"), .encoding(.header)),
            (with(1, "AAAA"), .encryptedKeyPresent), (with(1, "A"), .encoding(.encryptedKey)),
            (with(2, ""), .length(.initializationVector)),
            (with(2, Base64URL.encode([UInt8](repeating: 7, count: 11))), .length(.initializationVector)),
            (with(2, Base64URL.encode([UInt8](repeating: 7, count: 16))), .length(.initializationVector)),
            (with(2, iv + "="), .encoding(.initializationVector)),
            (with(2, "+" + iv.dropFirst()), .encoding(.initializationVector)),
            (with(3, ciphertext + "=="), .encoding(.ciphertext)), (with(3, ciphertext + "\n"), .encoding(.ciphertext)),
            (with(3, String(ciphertext.dropLast()) + "_"), .encoding(.ciphertext)),
            (with(3, ""), .notAuthentic),
            (with(4, ""), .length(.authenticationTag)), (with(4, String(tag.dropLast(2))), .length(.authenticationTag)),
            (with(4, tag + "AA"), .length(.authenticationTag)), (with(4, tag + "AAA"), .encoding(.authenticationTag)),
            (with(4, Base64URL.encode([UInt8](repeating: 7, count: 17))), .length(.authenticationTag)),
            (with(4, tag + "=="), .encoding(.authenticationTag)), (with(4, tag + " "), .encoding(.authenticationTag)),
        ]
        for (token, reason) in cases {
            let got = failure { _ = try JWE.open(Token.bytes(token), withContentKey: Self.contentKey) }
            #expect(got == reason, "\(token.prefix(120)): \(got.map { "\($0)" } ?? "opened")")
        }
    }

    /// Every character of every part counts: whatever it is changed to, nothing opens.
    @Test(arguments: TestKeys.names)
    func aChangedCharacterIsNoticed(_ name: String) throws {
        let keys = try #require(keys)
        let pair = try keys.pair(name)
        let set = try KeySet([pair])
        let token = try JWE.seal(Array("the plain text".utf8), to: pair.publicKey, random: Seeded(77).bytes).bytes
        var reasons: Set<JOSEFailure> = []
        // RSA is slow: every seventh character of its long encrypted key is enough.
        let step = name.hasPrefix("RSA") ? 7 : 1
        for place in stride(from: 0, to: token.count, by: step) {
            var changed = token
            changed[place] = token[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let reason = failure { _ = try JWE.open(changed, with: set) }
            #expect(reason != nil, "\(place)")
            if let reason { reasons.insert(reason) }
        }
        #expect(reasons.contains(.notAuthentic))
        #expect(try JWE.open(token, with: set).plaintext == Array("the plain text".utf8))
    }

    /// In RSA's encrypted key, too, one bit is enough, and the answer is the one for any other forgery.
    @Test func aForgedEncryptedKeyLooksLikeAnyForgery() throws {
        let keys = try #require(keys)
        let pair = try keys.pair("RSA 3072")
        let token = String(
            decoding: try JWE.seal([1], to: pair.publicKey, random: Seeded(3).bytes).bytes, as: UTF8.self)
        var parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        var forged: [[UInt8]] = [[UInt8](repeating: 0, count: 384), [UInt8](repeating: 0, count: 383) + [1]]
        forged.append([UInt8](repeating: 0xFF, count: 384))
        var changed = try #require(Base64URL.decode(Array(parts[1].utf8)))
        changed[200] ^= 1
        forged.append(changed)
        for key in forged {
            parts[1] = Base64URL.encode(key)
            let token = Token.bytes(parts.joined(separator: "."))
            #expect(failure { _ = try JWE.open(token, with: KeySet([pair])) } == .notAuthentic)
        }
        for (text, reason) in [
            ("", JOSEFailure.encryptedKeyMissing), ("AAAA", .length(.encryptedKey)),
            (Base64URL.encode([UInt8](repeating: 1, count: 385)), .length(.encryptedKey)),
        ] {
            parts[1] = text
            let token = Token.bytes(parts.joined(separator: "."))
            #expect(failure { _ = try JWE.open(token, with: KeySet([pair])) } == reason)
        }
    }

    @Test func theWrongKeyAndTheWrongName() throws {
        let keys = try #require(keys)
        let random = Seeded(8)
        let (mine, other) = (try keys.pair("X25519"), try PrivateJWK.x25519(random: random.bytes(32)))
        let token = String(decoding: try JWE.seal([1], to: mine.publicKey, random: random.bytes).bytes, as: UTF8.self)
        #expect(failure { _ = try JWE.open(Token.bytes(token), with: KeySet([other])) } == .unknownKey)
        #expect(failure { _ = try JWE.open(Token.bytes(token), with: keys.set("RSA 3072", "P-256")) } == .unknownKey)
        // The name is swapped for that of another key in the same set: of the same kind, of another kind.
        let swapped = try Self.withHeader(of: token) {
            $0.replacing(mine.publicKey.thumbprint, with: other.publicKey.thumbprint)
        }
        #expect(failure { _ = try JWE.open(swapped, with: KeySet([mine, other])) } == .notAuthentic)
        let point = try keys.pair("P-256")
        let elsewhere = try Self.withHeader(of: token) {
            $0.replacing(mine.publicKey.thumbprint, with: point.publicKey.thumbprint)
        }
        #expect(failure { _ = try JWE.open(elsewhere, with: KeySet([mine, point])) } == .unsuitableKey)
        // Without a name the right key is found, and still the header was changed.
        let nameless = try Self.withHeader(of: token) {
            $0.replacing(#","kid":"\#(mine.publicKey.thumbprint)""#, with: "")
        }
        #expect(failure { _ = try JWE.open(nameless, with: KeySet([mine, point])) } == .notAuthentic)
        #expect(failure { _ = try JWE.open(nameless, with: KeySet([mine, other])) } == .unnamedKey)
        #expect(failure { _ = try JWE.open(nameless, with: KeySet([point])) } == .unsuitableKey)
        #expect(failure { _ = try JWE.open(nameless, with: KeySet([])) } == .unsuitableKey)
    }

    @Test(
        arguments: [
            (
                #"{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#,
                .ephemeralKey(.notOnCurve)
            ),
            (#"{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}"#, .ephemeralKey(.curve)),
            (#"{"kty":"OKP","crv":"X448","x":"AA"}"#, .ephemeralKey(.curve)),
            (#"{"kty":"oct","k":"AA"}"#, .ephemeralKey(.kind)),
            (#"{"kty":"RSA","n":"AQ","e":"AQAB"}"#, .ephemeralKey(.modulusBits(1))),
            (
                #"{"kty":"OKP","crv":"X25519","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#,
                .ephemeralKey(.lowOrder)
            ),
            (
                #"{"kty":"OKP","crv":"X25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#,
                .ephemeralKey(.lowOrder)
            ),
            (#"{"kty":"OKP","crv":"X25519","x":"CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#, .unsuitableKey),
            (
                #"{"kty":"OKP","crv":"X25519","x":"CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#,
                .ephemeralKey(.member("x"))
            ),
            (
                #"{"kty":"OKP","crv":"X25519","x":"CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","d":"AA"}"#,
                .ephemeralKey(.isPrivate)
            ),
            (#"{"kty":"EC","crv":"P-256"}"#, .ephemeralKey(.member("x"))), (#"{}"#, .ephemeralKey(.member("kty"))),
            (#""epk""#, .ephemeralKey(.syntax)), ("null", .ephemeralKey(.syntax)),
        ] as [(String, JOSEFailure)])
    func ephemeralKeys(_ share: String, _ reason: JOSEFailure) throws {
        let keys = try #require(keys)
        let header = #"{"alg":"ECDH-ES","enc":"A256GCM","epk":\#(share)}"#
        let token = Token.bytes(try Token.sealed([1], header: header, key: Self.contentKey))
        #expect(failure { _ = try JWE.open(token, with: keys.set("P-256")) } == reason, "\(share)")
    }

    @Test func anAgreementHasNoEncryptedKey() throws {
        let keys = try #require(keys)
        let pair = try keys.pair("P-256")
        let token = String(
            decoding: try JWE.seal([1], to: pair.publicKey, random: Seeded(4).bytes).bytes, as: UTF8.self)
        let filled = Token.bytes(token.replacing("..", with: ".AAAA."))
        #expect(failure { _ = try JWE.open(filled, with: KeySet([pair])) } == .encryptedKeyPresent)
        let without = Token.bytes(
            try Token.sealed([1], header: #"{"alg":"ECDH-ES","enc":"A256GCM"}"#, key: Self.contentKey))
        #expect(failure { _ = try JWE.open(without, with: KeySet([pair])) } == .headerMember("epk"))
        for member in ["apu", "apv"] {
            for value in [#""QQ==""#, "7", #""Q""#] {
                let header = String(
                    decoding: try #require(Base64URL.decode(Array(token.prefix { $0 != "." }.utf8))), as: UTF8.self)
                let changed = String(header.dropLast()) + #","\#(member)":\#(value)}"#
                let token = Token.bytes(try Token.sealed([1], header: changed, key: Self.contentKey))
                #expect(failure { _ = try JWE.open(token, with: KeySet([pair])) } == .headerMember(member))
            }
        }
    }

    private static func withHeader(of token: String, _ change: (String) -> String) throws -> [UInt8] {
        let (header, rest) = (token.prefix { $0 != "." }, token.drop { $0 != "." })
        let text = String(decoding: try #require(Base64URL.decode(Array(header.utf8))), as: UTF8.self)
        #expect(change(text) != text)
        return Token.bytes(Token.encoded(change(text)) + rest)
    }
}
