import Crypto
import Foundation
import JOSE
import Testing

@Suite struct KeyTests {
    private let keys = try? TestKeys()

    @Test(arguments: TestKeys.names)
    func aKeyComesBackFromEveryForm(_ name: String) throws {
        let keys = try #require(keys)
        let pair = try keys.pair(name)
        let key = pair.publicKey
        #expect(try JWK(parsing: key.json) == JWK(parsing: key.json))
        #expect(try JWK(parsing: key.json).keyID == key.thumbprint)
        #expect(try JWK(parsing: key.json).thumbprint == key.thumbprint)
        #expect(try JWK(pem: key.pem()) == key)
        let again = try PrivateJWK(parsing: pair.exposedJSON())
        #expect(again.publicKey.thumbprint == key.thumbprint)
        let token = try JWE.seal([9], to: key, random: Seeded(6).bytes).bytes
        #expect(try JWE.open(token, with: KeySet([again])).plaintext == [9])
        let text = String(decoding: key.json, as: UTF8.self)
        #expect(!text.contains(#""d":"#) && text.contains(#""use":"enc""#) && text.contains(key.algorithm.rawValue))
    }

    @Test func aNewKeyIsMadeOfTheBytesThatAreHandedIn() throws {
        let random = Seeded(16)
        let bytes = random.bytes(32)
        #expect(try PrivateJWK.p256(random: bytes).publicKey == PrivateJWK.p256(random: bytes).publicKey)
        #expect(try PrivateJWK.x25519(random: bytes).publicKey.kind == .x25519)
        for bad in [[], random.bytes(31), [UInt8](repeating: 0, count: 32), [UInt8](repeating: 0xFF, count: 32)] {
            #expect(failure { _ = try PrivateJWK.p256(random: bad) } == .randomness)
        }
        #expect(failure { _ = try PrivateJWK.x25519(random: random.bytes(33)) } == .randomness)
    }

    @Test(
        arguments: [
            ("n", "short", .modulusBits(3064)), ("n", "long", .modulusBits(8200)),
            ("n", "odd bits", .modulusBits(3079)),
            ("n", "even", .evenModulus), ("n", "leading zero", .member("n")), ("n", "empty", .member("n")),
            ("e", "Aw", .exponent), ("e", "AQAA", .exponent), ("e", "AQ", .exponent), ("e", "//8", .member("e")),
            ("e", "_______8", .exponent), ("e", "AQAAAAE", .exponent), ("e", "AAEAAQ", .member("e")),
            ("e", "AQAB==", .member("e")),
        ] as [(String, String, JOSEFailure.KeyFault)])
    func weakRSA(_ member: String, _ value: String, _ fault: JOSEFailure.KeyFault) throws {
        let keys = try #require(keys)
        var json = try Self.members(keys.pair("RSA 3072").publicKey.json)
        let modulus = try #require(Base64URL.decode(Array(json.text("n").utf8)))
        json[member] =
            switch value {
            case "short": Base64URL.encode(modulus.dropFirst().map { $0 | 0x80 })
            case "long": Base64URL.encode([UInt8](repeating: 0xFF, count: 1025))
            case "odd bits": Base64URL.encode([0x7F] + modulus.map { $0 | 0x01 })
            case "even": Base64URL.encode(modulus.dropLast() + [2])
            case "leading zero": Base64URL.encode([0] + modulus)
            case "empty": ""
            default: value
            }
        #expect(failure { _ = try JWK(parsing: json.json) } == .key(fault), "\(member) \(value)")
    }

    @Test(
        arguments: [
            ("P-256", "crv", "P-384", .curve), ("P-256", "crv", "secp256k1", .curve),
            ("P-256", "crv", "X25519", .curve),
            ("P-256", "kty", "OKP", .curve), ("P-256", "kty", "oct", .kind), ("P-256", "kty", "ec", .kind),
            ("P-256", "x", "AAAA", .member("x")), ("P-256", "x", nil, .member("x")), ("P-256", "y", nil, .member("y")),
            ("P-256", "kty", nil, .member("kty")), ("P-256", "crv", nil, .member("crv")),
            ("P-256", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE", .notOnCurve),
            ("P-256", "x", "_____wAAAAEAAAAAAAAAAAAAAAD_______________8", .notOnCurve),
            ("X25519", "crv", "Ed25519", .curve), ("X25519", "crv", "P-256", .curve), ("X25519", "kty", "EC", .curve),
            ("X25519", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", .lowOrder),
            ("X25519", "x", "7P_______________________________________38", .lowOrder),
            ("X25519", "x", "7f_______________________________________38", .lowOrder),
            ("X25519", "x", "4Ot6fDtBuK4WVuP68Z_EatoJjeucMrH9hmIFFl9JuAA", .lowOrder),
            ("X25519", "x", "X5yVvKNQjCSx0LFVnIPvWwREXMRYHI6G2CJO3dCfEVc", .lowOrder),
            ("RSA 3072", "use", "sig", .purpose), ("P-256", "use", "sig", .purpose),
            ("P-256", "alg", "ES256", .purpose),
            ("P-256", "alg", "ECDH-ES+A128KW", .purpose), ("RSA 3072", "alg", "RSA-OAEP", .purpose),
            ("RSA 3072", "alg", "RSA1_5", .purpose), ("X25519", "alg", "dir", .purpose),
            ("X25519", "kid", "", .member("kid")),
            ("X25519", "d", "AAAA", .isPrivate), ("RSA 3072", "d", "AAAA", .isPrivate),
        ] as [(String, String, String?, JOSEFailure.KeyFault)])
    func publicKeysThatAreRefused(
        _ name: String, _ member: String, _ value: String?, _ fault: JOSEFailure.KeyFault
    ) throws {
        let keys = try #require(keys)
        var json = try Self.members(keys.pair(name).publicKey.json)
        json[member] = value
        #expect(failure { _ = try JWK(parsing: json.json) } == .key(fault), "\(name) \(member)")
    }

    @Test func whatIsNoKeyAtAll() throws {
        let keys = try #require(keys)
        let json = String(decoding: try keys.pair("X25519").publicKey.json, as: UTF8.self)
        for text in ["", "[]", "7", "{", json + json, json.replacing("{", with: #"{"kty":"OKP","#)] {
            #expect(failure { _ = try JWK(parsing: Array(text.utf8)) } == .key(.syntax), "\(text)")
        }
        var members = try Self.members(Array(json.utf8))
        for (operations, fault) in [
            (["verify"], JOSEFailure.key(.purpose)), (["sign", "verify"], .key(.purpose)), ([], nil),
            (["deriveKey"], nil),
        ] as [([String], JOSEFailure?)] {
            members["key_ops"] = operations
            #expect(failure { _ = try JWK(parsing: members.json) } == fault, "\(operations)")
        }
        members["key_ops"] = "deriveKey"
        #expect(failure { _ = try JWK(parsing: members.json) } == .key(.member("key_ops")))
    }

    @Test func privateHalvesThatDoNotBelong() throws {
        let keys = try #require(keys)
        for name in TestKeys.names {
            let pair = try keys.pair(name)
            #expect(failure { _ = try PrivateJWK(parsing: pair.publicKey.json) } == .key(.isPublic), "\(name)")
            var json = try Self.members(pair.exposedJSON())
            let secret = try #require(Base64URL.decode(Array(json.text("d").utf8)))
            json["d"] = Base64URL.encode(secret.dropLast() + [secret[secret.count - 1] ^ 0x10])
            #expect(failure { _ = try PrivateJWK(parsing: json.json) } == .key(.mismatch), "\(name)")
        }
        let pair = try keys.pair("RSA 3072")
        for member in ["p", "q", "dp", "dq", "qi"] {
            var json = try Self.members(pair.exposedJSON())
            json[member] = "Aw"
            #expect(failure { _ = try PrivateJWK(parsing: json.json) } == .key(.mismatch), "\(member)")
            json[member] = nil
            #expect(failure { _ = try PrivateJWK(parsing: json.json) } == .key(.member(member)), "\(member)")
        }
        var json = try Self.members(pair.exposedJSON())
        json["oth"] = [["r": "Aw"]]
        #expect(failure { _ = try PrivateJWK(parsing: json.json) } == .key(.member("oth")))
    }

    @Test func aSetOfKeys() throws {
        let keys = try #require(keys)
        let all = try TestKeys.names.map { try Self.members(keys.pair($0).exposedJSON()) }
        let set = try KeySet(parsing: ["keys": all].json)
        for name in TestKeys.names {
            let token = try JWE.seal([3], to: keys.pair(name).publicKey, random: Seeded(9).bytes).bytes
            #expect(try JWE.open(token, with: set).plaintext == [3])
        }
        #expect(try KeySet(parsing: all[2].json).keys.count == 1)
        #expect(try KeySet(parsing: Array(#"{"keys":[]}"#.utf8)).keys.isEmpty)
        #expect(failure { _ = try KeySet(parsing: ["keys": [all[0], all[0]]].json) } == .key(.repeatedName))
        var (one, two) = (all[2], all[3])
        (one["kid"], two["kid"]) = ("the same", "the same")
        #expect(failure { _ = try KeySet(parsing: ["keys": [one, two]].json) } == .key(.repeatedName))
        let publicOne = try Self.members(keys.pair("P-256").publicKey.json)
        #expect(failure { _ = try KeySet(parsing: ["keys": [all[0], publicOne]].json) } == .key(.isPublic))
        #expect(failure { _ = try KeySet(parsing: Array(#"{"keys":{}}"#.utf8)) } == .key(.member("keys")))
        #expect(failure { _ = try KeySet(parsing: Array(#"{"keys":[7]}"#.utf8)) } == .key(.syntax))
        // A key is found by the name it came with as well.
        let named = try KeySet(parsing: one.json)
        let header =
            #"{"alg":"ECDH-ES","enc":"A256GCM","kid":"nobody","epk":\#(String(decoding: try publicOne.json, as: UTF8.self))}"#
        let token = Token.bytes(try Token.sealed([1], header: header, key: .init(size: .bits256)))
        #expect(failure { _ = try JWE.open(token, with: named) } == .unknownKey)
        let known = Token.bytes(
            try Token.sealed([1], header: header.replacing("nobody", with: "the same"), key: .init(size: .bits256)))
        #expect(failure { _ = try JWE.open(known, with: named) } == .notAuthentic)
    }

    @Test func pemIsReadStrictly() throws {
        let keys = try #require(keys)
        for name in TestKeys.names {
            let key = try keys.pair(name).publicKey
            let pem = try key.pem()
            #expect(try JWK(pem: "\r\n" + pem.replacing("\n", with: "\r\n") + "  \n") == key)
            let lines = pem.split(separator: "\n").map(String.init)
            let body = lines.dropFirst().dropLast().joined()
            let der = try #require(Data(base64Encoded: body))
            let broken = [
                "", "x", "x" + pem, pem + "x", pem + pem, lines.dropLast().joined(separator: "\n"),
                lines.dropFirst().joined(separator: "\n"), pem.replacing("PUBLIC KEY", with: "CERTIFICATE"),
                pem.replacing("END PUBLIC", with: "END RSA PUBLIC"), pem.replacing(lines[1], with: "-" + lines[1]),
                Self.pem(der.dropLast()), Self.pem(der + [0]), Self.pem(Data()), Self.pem(Data([0x30, 0x80, 0, 0])),
                "-----BEGIN -----\nAAAA\n-----END -----",
            ]
            for text in broken {
                #expect(failure { _ = try JWK(pem: text) } == .key(.pem), "\(name): \(text.prefix(50))")
            }
        }
    }

    /// Whatever byte of a DER is changed or cut: a failure or another key, never a trap.
    @Test func aDamagedPEMNeverTraps() throws {
        let keys = try #require(keys)
        var refused = 0
        for name in TestKeys.names {
            let lines = try keys.pair(name).publicKey.pem().split(separator: "\n")
            let der = try #require(Data(base64Encoded: lines.dropFirst().dropLast().joined()))
            for place in 0..<min(der.count, 120) {
                for value in [UInt8(0), 0x01, 0x7F, 0x80, 0x84, 0xFF] {
                    var changed = der
                    changed[place] = value
                    if failure({ _ = try JWK(pem: Self.pem(changed)) }) != nil { refused += 1 }
                }
                #expect(failure { _ = try JWK(pem: Self.pem(der.prefix(place))) } == .key(.pem))
            }
        }
        #expect(refused > 300, "\(refused)")
    }

    private static func pem(_ der: Data) -> String {
        "-----BEGIN PUBLIC KEY-----\n\(der.base64EncodedString())\n-----END PUBLIC KEY-----\n"
    }

    private static func members(_ json: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    }
}
