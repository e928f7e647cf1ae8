import Crypto
import JOSE
import Testing

/// What jwcrypto and joserfc (Python) sealed, and keys as OpenSSL writes them: see Vectors/make_interop.py.
@Suite struct InteropTests {
    @Test func theirTokensAreOpened() throws {
        let file = try Vectors.object("interop.json")
        let plaintext = Array(try file.text("plaintext").utf8)
        var opened: [String: Int] = [:]
        for key in try #require(file["keys"] as? [Vectors.Object]) {
            let (name, secret) = (try key.text("name"), try key.object("private"))
            for entry in try #require(key["tokens"] as? [Vectors.Object]) {
                let token = Token.bytes(try entry.text("token"))
                let answer: OpenedJWE
                if name == "oct" {
                    let bytes = try #require(Base64URL.decode(Array(secret.text("k").utf8)))
                    answer = try JWE.open(token, withContentKey: SymmetricKey(data: bytes))
                } else {
                    answer = try JWE.open(token, with: KeySet(parsing: secret.json))
                }
                #expect(answer.plaintext == plaintext, "\(name) by \(entry["by"] ?? "?")")
                opened[try entry.text("by"), default: 0] += 1
            }
        }
        #expect(opened == ["jwcrypto": 12, "joserfc": 12])
    }

    @Test func theirKeysAreRead() throws {
        let file = try Vectors.object("interop.json")
        for entry in try #require(file["keys"] as? [Vectors.Object]) where entry["pem"] != nil {
            let (name, pem) = (try entry.text("name"), try entry.object("pem"))
            let pair = try PrivateJWK(parsing: entry.object("private").json)
            let key = pair.publicKey
            #expect(try key.thumbprint == entry.text("thumbprint"), "\(name)")
            let subject = Self.block("PUBLIC KEY", try pem.text("public"))
            #expect(try JWK(pem: subject) == key, "\(name)")
            #expect(try key.pem().filter { $0 != "\n" } == subject.filter { $0 != "\n" }, "\(name)")
            if pem["pkcs1Public"] != nil {
                #expect(try JWK(pem: Self.block("RSA PUBLIC KEY", pem.text("pkcs1Public"))) == key, "\(name)")
            }
            let traditional = name.hasPrefix("RSA") ? "RSA PRIVATE KEY" : "EC PRIVATE KEY"
            for (form, label) in [("pkcs8", "PRIVATE KEY"), ("traditional", traditional)] where pem[form] != nil {
                let text = Self.block(label, try pem.text(form))
                #expect(try PrivateJWK(pem: text).publicKey == key, "\(name) \(form)")
                #expect(failure { _ = try JWK(pem: text) } == .key(.isPrivate), "\(name) \(form)")
                #expect(
                    failure { _ = try PrivateJWK(pem: text.replacing(label, with: "ENCRYPTED \(label)")) } == .key(.pem)
                )
            }
            #expect(failure { _ = try PrivateJWK(pem: subject) } == .key(.isPublic), "\(name)")
        }
    }

    @Test func theirWeakKeysAreRefused() throws {
        let reasons: [String: JOSEFailure.KeyFault] = [
            "RSA 2048": .modulusBits(2048), "RSA exponent 3": .exponent, "P-384": .curve, "secp256k1": .curve,
        ]
        let refused = try #require(try Vectors.object("interop.json")["refused"] as? [Vectors.Object])
        #expect(refused.count == reasons.count)
        for key in refused {
            let reason = try #require(reasons[try key.text("name")])
            #expect(
                failure { _ = try JWK(pem: Self.block("PUBLIC KEY", key.text("public"))) } == .key(reason), "\(reason)")
            #expect(
                failure { _ = try PrivateJWK(pem: Self.block("PRIVATE KEY", key.text("pkcs8"))) } == .key(reason),
                "\(reason)")
        }
    }

    /// The lines around a key, which interop.json leaves out.
    private static func block(_ label: String, _ body: String) -> String {
        "-----BEGIN \(label)-----\n\(body)\n-----END \(label)-----\n"
    }
}
