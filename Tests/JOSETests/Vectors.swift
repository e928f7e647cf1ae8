import Crypto
import Foundation
import JOSE
import Testing

/// Files beside the tests, found without a resource bundle.
enum Vectors {
    typealias Object = [String: Any]

    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)
            .filter { $0.hasSuffix(".json") }.sorted()
    }

    static func object(_ name: String) throws -> Object {
        let data = try Data(contentsOf: root.appendingPathComponent(name))
        return try #require(try JSONSerialization.jsonObject(with: data) as? Object)
    }

    /// The tests of a Wycheproof file, each with its group; their number is the one that the file promises.
    static func tests(_ name: String) throws -> [(group: Object, test: Object)] {
        let file = try object(name)
        let groups = try #require(file["testGroups"] as? [Object])
        let all = groups.flatMap { group in (group["tests"] as? [Object] ?? []).map { (group, $0) } }
        #expect(all.count == file["numberOfTests"] as? Int)
        return all
    }

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Vectors")
}

extension [String: Any] {
    func text(_ name: String) throws -> String { try #require(self[name] as? String) }

    func object(_ name: String) throws -> [String: Any] { try #require(self[name] as? [String: Any]) }

    func bytes(_ name: String) throws -> [UInt8] {
        let text = Array(try text(name))
        return try stride(from: 0, to: text.count, by: 2).map { place in
            try #require(UInt8(String(text[place...(place + 1)]), radix: 16))
        }
    }

    var json: [UInt8] {
        get throws { Array(try JSONSerialization.data(withJSONObject: self)) }
    }
}

/// Bytes that are the same in every run.
final class Seeded {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state >> 32)
        }
    }
}

/// The keys of interop.json by name.
struct TestKeys {
    let pairs: [String: PrivateJWK]

    init() throws {
        let keys = try #require(try Vectors.object("interop.json")["keys"] as? [[String: Any]])
        var pairs: [String: PrivateJWK] = [:]
        for key in keys where try key.text("name") != "oct" {
            pairs[try key.text("name")] = try PrivateJWK(parsing: key.object("private").json)
        }
        self.pairs = pairs
    }

    static let names = ["RSA 3072", "RSA 4096", "P-256", "X25519"]

    func pair(_ name: String) throws -> PrivateJWK { try #require(pairs[name]) }

    func set(_ names: String...) throws -> KeySet { try KeySet(names.map { try pair($0) }) }
}

/// A compact serialisation made by hand, well or badly.
enum Token {
    static func encoded(_ text: String) -> String { Base64URL.encode(Array(text.utf8)) }

    /// Seals as the standard says, whatever the header says.
    static func sealed(
        _ plaintext: [UInt8], header: String, key: SymmetricKey, encryptedKey: [UInt8] = []
    ) throws -> String {
        let protected = encoded(header)
        let nonce = try AES.GCM.Nonce(data: [UInt8](repeating: 7, count: 12))
        let box = try AES.GCM.seal(plaintext, using: key, nonce: nonce, authenticating: Array(protected.utf8))
        let parts = [encryptedKey, Array(box.nonce), Array(box.ciphertext), Array(box.tag)]
        return ([protected] + parts.map { Base64URL.encode($0) }).joined(separator: ".")
    }

    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}

/// The failure that `body` throws.
func failure(_ body: () throws -> Void) -> JOSEFailure? {
    do {
        try body()
        return nil
    } catch {
        return error as? JOSEFailure
    }
}
