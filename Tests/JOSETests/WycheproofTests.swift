import Crypto
import JOSE
import Testing

/// Project Wycheproof (C2SP/wycheproof, testvectors_v1), through our own opener and sealer.
@Suite struct WycheproofTests {
    /// Of all tokens only one is of a kind that is accepted here; no invalid one opens.
    @Test func webEncryption() throws {
        let ours = try TestKeys().set("RSA 3072", "P-256", "X25519")
        var (opened, refused): ([Int], Int) = ([], 0)
        for (group, test) in try Vectors.tests("json_web_encryption_test.json") {
            let name = Comment(rawValue: "tcId \(test["tcId"] ?? "?")")
            let number = try #require(test["tcId"] as? Int)
            let token = try (test["jwe"] as? String).map(Token.bytes) ?? test.object("jwe").json
            // Their keys.
            do {
                let set = try KeySet(parsing: group.object("private").json)
                let answer = try JWE.open(token, with: set)
                #expect(test["result"] as? String == "valid", name)
                #expect(try answer.plaintext == test.bytes("pt"), name)
                opened.append(number)
            } catch is JOSEFailure {
                refused += 1
            }
            // Ours, and a content key: the header is judged first, so that nothing of theirs gets near a key.
            let reason = failure { _ = try JWE.open(token, with: ours) }
            let isOurs = [78, 90].contains(number)
            #expect((reason == .notAuthentic || reason == .length(.encryptedKey)) == isOurs, name)
            #expect(reason != nil, name)
            #expect(failure { _ = try JWE.open(token, withContentKey: SymmetricKey(size: .bits256)) } != nil, name)
        }
        // 90 is RSA-OAEP-256 and A256GCM too, but its key has 2048 bits.
        #expect(opened == [78] && refused == 138, "\(opened) \(refused)")
    }

    /// Keys for signatures, of symmetric kinds, weak ones, doubtful sets: none becomes a key set.
    @Test func webKey() throws {
        var reasons: [String: Int] = [:]
        for (group, test) in try Vectors.tests("json_web_key_test.json") {
            let reason = try #require(failure { _ = try KeySet(parsing: group.object("private").json) })
            if case .key(let fault) = reason { reasons["\(fault)", default: 0] += 1 }
            switch try group.text("comment") {
            case "keysize_too_small": #expect(reason == .key(.modulusBits(1024)))
            case "invalid_point": #expect(reason == .key(.notOnCurve))
            case "wrong_curve": #expect(reason == .key(.curve))
            case "invalid_use", "wrong_algorithm", "invalid_algorithm": #expect(reason == .key(.purpose))
            default: break
            }
            #expect(test["jws"] != nil)
        }
        #expect(reasons.values.reduce(0, +) == 26, "\(reasons)")
    }

    @Test func agreementOnP256() throws {
        var (agreed, refused) = (0, 0)
        for (_, test) in try Vectors.tests("ecdh_secp256r1_webcrypto_test.json") {
            let name = Comment(rawValue: "tcId \(test["tcId"] ?? "?")")
            let epk = String(decoding: try test.object("public").json, as: UTF8.self)
            let token = try Self.token(epk: epk, secret: test.bytes("shared"))
            if test["result"] as? String == "valid" {
                let set = try KeySet(parsing: test.object("private").json)
                #expect(try JWE.open(token, with: set).plaintext == [1, 2, 3], name)
                agreed += 1
            } else {
                let set = try TestKeys().set("P-256")
                let reason = failure { _ = try JWE.open(token, with: set) }
                #expect(reason == .ephemeralKey(.notOnCurve) || reason == .ephemeralKey(.curve), name)
                refused += 1
            }
        }
        #expect(agreed == 330 && refused == 23)
    }

    /// What is acceptable to RFC 7748 is accepted, points on the twist and numbers beyond the prime too; where the secret
    /// would be zero, nothing is.
    @Test func agreementOnX25519() throws {
        var (agreed, refused) = (0, 0)
        for (_, test) in try Vectors.tests("x25519_test.json") {
            let name = Comment(rawValue: "tcId \(test["tcId"] ?? "?")")
            let secret = try test.bytes("shared")
            let share = Base64URL.encode(try test.bytes("public"))
            let token = try Self.token(epk: #"{"kty":"OKP","crv":"X25519","x":"\#(share)"}"#, secret: secret)
            let set = try KeySet([PrivateJWK.x25519(random: test.bytes("private"))])
            if secret.contains(where: { $0 != 0 }) {
                #expect(try JWE.open(token, with: set).plaintext == [1, 2, 3], name)
                agreed += 1
            } else {
                #expect(failure { _ = try JWE.open(token, with: set) } == .ephemeralKey(.lowOrder), name)
                refused += 1
            }
        }
        #expect(agreed == 487 && refused == 31, "\(agreed) \(refused)")
    }

    @Test(arguments: [
        ("rsa_oaep_3072_sha256.json", 10, 27, 0), ("rsa_oaep_misc_sha256.json", 9, 7, 18),
    ])
    func oaep(_ file: String, _ wantedOpened: Int, _ wantedRefused: Int, _ wantedWeak: Int) throws {
        var (opened, refused, weak) = (0, 0, 0)
        for (group, test) in try Vectors.tests(file) {
            let name = Comment(rawValue: "tcId \(test["tcId"] ?? "?")")
            let jwk = try group.object("privateKeyJwk")
            let bits = try #require(group["keySize"] as? Int)
            guard bits >= 3072 else {
                #expect(failure { _ = try PrivateJWK(parsing: jwk.json) } == .key(.modulusBits(bits)), name)
                weak += 1
                continue
            }
            let numbers = try RSAPrivate.members.compactMap { Base64URL.decode(Array(try jwk.text($0).utf8)) }
            let (encrypted, message) = (try test.bytes("ct"), try test.bytes("msg"))
            let answer = try RSAPrivate(numbers: numbers).decrypt(encrypted)
            // JOSE has no label.
            let isOpened = try test["result"] as? String != "invalid" && test.bytes("label").isEmpty
            #expect((answer == message) == isOpened, name)
            if isOpened { opened += 1 } else { refused += 1 }
            // The same as the encrypted key of a token: it opens if it is a content key, and else fails like any other.
            let isContentKey = isOpened && message.count == 32
            let key = isContentKey ? SymmetricKey(data: message) : SymmetricKey(size: .bits256)
            let header = #"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#
            let token = Token.bytes(try Token.sealed([4], header: header, key: key, encryptedKey: encrypted))
            var (reason, plaintext): (JOSEFailure?, [UInt8]?) = (nil, nil)
            let set = try KeySet(parsing: jwk.json)
            reason = failure { plaintext = try JWE.open(token, with: set).plaintext }
            let expected: JOSEFailure =
                encrypted.isEmpty
                ? .encryptedKeyMissing : encrypted.count == bits / 8 ? .notAuthentic : .length(.encryptedKey)
            #expect(isContentKey ? plaintext == [4] : reason == expected, name)
        }
        #expect((opened, refused, weak) == (wantedOpened, wantedRefused, wantedWeak))
    }

    /// A JWE's additional data is its header, and the ciphertext doesn't depend on it: that much of a vector is ours.
    @Test func contentEncryption() throws {
        var (same, refused, skipped) = (0, 0, 0)
        for (group, test) in try Vectors.tests("aes_gcm_test.json") {
            let name = Comment(rawValue: "tcId \(test["tcId"] ?? "?")")
            let (key, iv) = (SymmetricKey(data: try test.bytes("key")), try test.bytes("iv"))
            let sizes = (group["ivSize"] as? Int, group["keySize"] as? Int)
            let seal = { try JWE.seal(test.bytes("msg"), withContentKey: key, random: { _ in iv }).bytes }
            guard sizes == (96, 256) else {
                #expect(failure { _ = try seal() } == (sizes.1 == 256 ? .randomness : .unsuitableKey), name)
                refused += 1
                continue
            }
            // An invalid vector has a changed tag.
            guard test["result"] as? String == "valid" else {
                skipped += 1
                continue
            }
            let token = try seal()
            let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            #expect(try Base64URL.decode(parts[3]) == test.bytes("ct"), name)
            #expect(try JWE.open(token, withContentKey: key).plaintext == test.bytes("msg"), name)
            same += 1
        }
        #expect(same + refused + skipped == 316 && same > 30, "\(same) \(refused) \(skipped)")
    }

    private static func token(epk: String, secret: [UInt8]) throws -> [UInt8] {
        let key = secret.withUnsafeBytes {
            ConcatKDF.key(fromSecret: $0, algorithm: "A256GCM", partyU: [], partyV: [], byteCount: 32)
        }
        return Token.bytes(
            try Token.sealed([1, 2, 3], header: #"{"alg":"ECDH-ES","enc":"A256GCM","epk":\#(epk)}"#, key: key))
    }
}
