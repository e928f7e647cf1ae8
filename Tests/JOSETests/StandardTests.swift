import Crypto
import JOSE
import Testing

/// The examples of the standards themselves.
@Suite struct StandardTests {
    /// RFC 7518, appendix C.
    @Test func concatKDF() throws {
        let secret: [UInt8] = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128, 106,
            72,
            246, 218, 167, 121, 140, 254, 144, 196,
        ]
        let key = secret.withUnsafeBytes {
            ConcatKDF.key(
                fromSecret: $0, algorithm: "A128GCM", partyU: Array("Alice".utf8), partyV: Array("Bob".utf8),
                byteCount: 16)
        }
        #expect(key.withUnsafeBytes { Base64URL.encode($0) } == "VqqN6vgjbSBcIijNcacQGg")
    }

    /// RFC 7518, appendix C: the two keys agree on that secret, and the token of such an agreement opens.
    @Test func agreementOnP256() throws {
        let bob =
            #"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","#
            + #""y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#
        let epk =
            #"{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","#
            + #""y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}"#
        let secret = try #require(Base64URL.decode(Array("nlbZHYFxNdNyg0KDv4QmnPsxbqPagGpI9tqneYz-kMQ".utf8)))
        let key = secret.withUnsafeBytes {
            ConcatKDF.key(
                fromSecret: $0, algorithm: "A256GCM", partyU: Array("Alice".utf8), partyV: Array("Bob".utf8),
                byteCount: 32)
        }
        let header = #"{"alg":"ECDH-ES","enc":"A256GCM","apu":"QWxpY2U","apv":"Qm9i","epk":\#(epk)}"#
        let token = Token.bytes(try Token.sealed([5, 6], header: header, key: key))
        #expect(try JWE.open(token, with: KeySet(parsing: Array(bob.utf8))).plaintext == [5, 6])
    }

    /// RFC 8037, appendix A.6 (its numbers stand in Wycheproof's file): the ephemeral key is the one that is handed in, and
    /// the content key the one that is derived from what both agree on.
    @Test func agreementOnX25519() throws {
        let all = try Vectors.tests("x25519_test.json").map(\.test)
        let example = try #require(all.first { $0["comment"] as? String == "RFC 8037, Section A.6" })
        let ephemeral = try example.bytes("private")
        let bob = Base64URL.encode(try example.bytes("public"))
        #expect(bob == "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08")
        let key = try JWK(parsing: Array(#"{"kty":"OKP","crv":"X25519","x":"\#(bob)"}"#.utf8))
        let sealed = try JWE.seal([7, 8], to: key) { $0 == 32 ? ephemeral : [UInt8](repeating: 7, count: 12) }
        let epk = #"{"kty":"OKP","crv":"X25519","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}"#
        let header = #"{"alg":"ECDH-ES","enc":"A256GCM","kid":"\#(key.thumbprint)","epk":\#(epk)}"#
        let contentKey = try example.bytes("shared").withUnsafeBytes {
            ConcatKDF.key(fromSecret: $0, algorithm: "A256GCM", partyU: [], partyV: [], byteCount: 32)
        }
        #expect(
            try String(decoding: sealed.bytes, as: UTF8.self) == Token.sealed([7, 8], header: header, key: contentKey))
    }

    /// RFC 7516, appendix A.1: RSA-OAEP with SHA-1 under 2048 bits isn't accepted, for both reasons.
    @Test func rsaWithSHA1() throws {
        let example = try Vectors.object("rfc7516_a1.json")
        #expect(failure { _ = try PrivateJWK(parsing: example.object("key").json) } == .key(.modulusBits(2048)))
        let set = try TestKeys().set("RSA 3072")
        #expect(failure { _ = try JWE.open(Token.bytes(example.text("token")), with: set) } == .algorithmRefused)
    }

    /// RFC 7520, section 5: none of its examples uses what is accepted here, and each is refused for its reason. Where its
    /// content is encrypted with A256GCM, ours is the same to the byte.
    @Test func cookbook() throws {
        let reasons: [String: JOSEFailure] = [
            "5_1": .algorithmRefused, "5_2": .algorithmRefused, "5_3": .algorithmRefused, "5_4": .algorithmRefused,
            "5_5": .encryptionRefused, "5_6": .algorithmRefused, "5_7": .algorithmRefused, "5_8": .algorithmRefused,
            "5_9": .headerRefused("zip"),
        ]
        let set = try TestKeys().set("RSA 3072", "P-256")
        var (compact, other, same) = (0, 0, 0)
        for name in try Vectors.names(in: "cookbook") {
            let example = try Vectors.object("cookbook/\(name)")
            let section = String(name.prefix { $0 != "." })
            guard let token = try example.object("output")["compact"] as? String else {
                // JSON serialisation only.
                let json = try example.object("output").object("json").json
                #expect(failure { _ = try JWE.open(json, with: set) } != nil, "\(section)")
                other += 1
                continue
            }
            let reason = try #require(reasons[section])
            #expect(failure { _ = try JWE.open(Token.bytes(token), with: set) } == reason, "\(section)")
            compact += 1
            if try Self.isSealedAlike(example) { same += 1 }
        }
        #expect((compact, other, same) == (9, 4, 1))
        // 5.6 with a content key is refused for its A128GCM.
        let example = try Vectors.object("cookbook/5_6.direct_encryption_using_aes-gcm.json")
        let token = Token.bytes(try example.object("output").text("compact"))
        #expect(failure { _ = try JWE.open(token, withContentKey: SymmetricKey(size: .bits256)) } == .encryptionRefused)
    }

    /// The ciphertext of A256GCM doesn't depend on the header: seals the example's plain text under its own key.
    private static func isSealedAlike(_ example: Vectors.Object) throws -> Bool {
        guard try example.object("input")["enc"] as? String == "A256GCM" else { return false }
        let (input, made) = (try example.object("input"), try example.object("generated"))
        let iv = try #require(Base64URL.decode(Array(made.text("iv").utf8)))
        let key = SymmetricKey(data: try #require(Base64URL.decode(Array(made.text("cek").utf8))))
        let sealed = try JWE.seal(Array(input.text("plaintext").utf8), withContentKey: key, random: { _ in iv })
        let parts = String(decoding: sealed.bytes, as: UTF8.self).split(
            separator: ".", omittingEmptySubsequences: false)
        return try parts[2] == made.text("iv") && parts[3] == example.object("encrypting_content").text("ciphertext")
    }
}
