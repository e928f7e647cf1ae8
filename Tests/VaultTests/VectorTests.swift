import Crypto
import Foundation
import Testing
import Vault

/// Project Wycheproof (C2SP/wycheproof, testvectors_v1), through the Vault's own calls where it makes them.
struct VectorTests {
    @Test func aesGCM() throws {
        var (opened, refused, skipped) = (0, 0, 0)
        for (group, test) in try vectors("aes_gcm_test") {
            // The Vault only ever makes nonces of 12 bytes; other lengths go another way through GCM that it never takes.
            guard group["ivSize"] as? Int == 96 else {
                skipped += 1
                continue
            }
            let key = SymmetricKey(data: try bytes(test, "key"))
            let (nonce, binding) = (try bytes(test, "iv"), try bytes(test, "aad"))
            let (plain, sealed) = (try bytes(test, "msg"), try bytes(test, "ct") + bytes(test, "tag"))
            let answer = try? sealed.withUnsafeBytes { sealed in
                try Cipher.open(sealed, key: key, nonce: nonce, binding: binding, "test") { Array($0) }
            }
            var output: [UInt8] = [7]
            try plain.withUnsafeBytes { plain in
                try Cipher.seal(plain, key: key, nonce: nonce, binding: binding, to: &output, "test")
            }
            let name = Comment(rawValue: "tcId \(test["tcId"] ?? "?")")
            if test["result"] as? String == "valid" {
                #expect(answer == plain, name)
                #expect(output == [7] + sealed, name)
                opened += 1
            } else {
                #expect(answer == nil, name)
                #expect(output != [7] + sealed, name)
                refused += 1
            }
        }
        #expect(opened == 116 && refused == 81 && skipped == 119, "\(opened) \(refused) \(skipped)")
    }

    @Test func hkdf() throws {
        var (derived, skipped, through) = (0, 0, 0)
        for (_, test) in try vectors("hkdf_sha256_test") {
            // More than 255 blocks (RFC 5869, section 2.3): the Vault asks for 32 bytes, and Crypto traps on it.
            guard test["result"] as? String == "valid", let size = test["size"] as? Int else {
                skipped += 1
                continue
            }
            let key = SymmetricKey(data: try bytes(test, "ikm"))
            let (salt, info) = (try bytes(test, "salt"), try bytes(test, "info"))
            let expected = try bytes(test, "okm")
            let full = HKDF<SHA256>.deriveKey(inputKeyMaterial: key, salt: salt, info: info, outputByteCount: size)
            #expect(full.withUnsafeBytes(Array.init) == expected)
            derived += 1
            guard size >= 32 else { continue }
            let extracted = SymmetricKey(data: HKDF<SHA256>.extract(inputKeyMaterial: key, salt: salt))
            let expanded = Derivation.key(fromDataKey: extracted, info: info)
            #expect(expanded.withUnsafeBytes(Array.init) == Array(expected.prefix(32)))
            if let name = String(validating: info, as: UTF8.self) {
                let root = Derivation.key(fromRoot: key, name, salt: salt)
                #expect(root.withUnsafeBytes(Array.init) == Array(expected.prefix(32)))
                through += 1
            }
        }
        #expect(derived == 83 && skipped == 3 && through > 10, "\(derived) \(skipped) \(through)")
    }

    @Test func hmac() throws {
        var (same, different) = (0, 0)
        for (_, test) in try vectors("hmac_sha256_test") {
            let key = SymmetricKey(data: try bytes(test, "key"))
            let tag = try bytes(test, "tag")
            let code = Array(HMAC<SHA256>.authenticationCode(for: try bytes(test, "msg"), using: key))
            // Half of the vectors have their tags cut to 16 bytes.
            let isSame = ConstantTime.equal(Array(code.prefix(tag.count)), tag)
            #expect(isSame == (test["result"] as? String == "valid"))
            if isSame { same += 1 } else { different += 1 }
        }
        #expect(same == 66 && different == 108, "\(same) \(different)")
    }

    private func vectors(_ name: String) throws -> [(group: [String: Any], test: [String: Any])] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Vectors")
        let data = try Data(contentsOf: folder.appendingPathComponent(name + ".json"))
        let file = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let groups = try #require(file["testGroups"] as? [[String: Any]])
        let all = groups.flatMap { group in (group["tests"] as? [[String: Any]] ?? []).map { (group, $0) } }
        #expect(all.count == file["numberOfTests"] as? Int)
        return all
    }

    private func bytes(_ test: [String: Any], _ name: String) throws -> [UInt8] {
        let text = Array(try #require(test[name] as? String))
        return try stride(from: 0, to: text.count, by: 2).map { position in
            try #require(UInt8(String(text[position...(position + 1)]), radix: 16))
        }
    }
}
