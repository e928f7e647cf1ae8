import Domain
import Foundation
import Testing
import Vault

struct RootKeyTests {
    private static let hexadecimal = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    private static let base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

    private func opens(_ key: RootKey, _ scratch: Scratch) -> Bool { (try? scratch.open(key)) != nil }

    private func makeFile(_ bytes: [UInt8], mode: Int, in scratch: Scratch) throws -> String {
        let path = scratch.path + "/root.key"
        try? FileManager.default.removeItem(atPath: path)
        #expect(FileManager.default.createFile(atPath: path, contents: Data(bytes)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    @Test func isReadInEveryForm() throws {
        let scratch = try Scratch()
        do { _ = try scratch.makeStore() }
        for text in [
            Self.hexadecimal, Self.hexadecimal.uppercased(), Self.hexadecimal + "\n", Self.hexadecimal + "\r\n",
            Self.base64, String(Self.base64.dropLast()), Self.base64 + "\n",
        ] {
            #expect(opens(try RootKey.read(fromHexOrBase64: text), scratch))
            #expect(opens(try RootKey.load(file: makeFile(Array(text.utf8), mode: 0o600, in: scratch)), scratch))
        }
        #expect(opens(try RootKey.load(file: makeFile(Array(0..<32), mode: 0o400, in: scratch)), scratch))
        let (standard, safe) = (String(repeating: "+/", count: 21) + "8=", String(repeating: "-_", count: 21) + "8")
        let other = try Scratch()
        do { _ = try other.makeStore(.read(fromHexOrBase64: standard)) }
        _ = try other.open(.read(fromHexOrBase64: safe))
    }

    @Test func nothingElseIsTaken() throws {
        let scratch = try Scratch()
        for text in [
            "", "\n", "secret", Self.hexadecimal.dropLast() + "g", Self.hexadecimal + "00", " " + Self.hexadecimal,
            Self.hexadecimal + "\n\n", Self.base64 + "=", String(Self.base64.dropLast(2)),
            Self.base64.dropLast(2) + "9=", Self.base64.replacingOccurrences(of: "Q", with: " "),
            String(repeating: "é", count: 32),
        ] {
            #expect(failure { _ = try RootKey.read(fromHexOrBase64: text) }?.isFormat == true, "\(text)")
        }
        for count in [0, 31, 33, 67, 5000] {
            let path = try makeFile([UInt8](repeating: 0xC1, count: count), mode: 0o600, in: scratch)
            #expect(failure { _ = try RootKey.load(file: path) }?.isFormat == true)
            #expect(failure { _ = try RootKey(bytes: [UInt8](repeating: 1, count: count)) }?.isFormat == true)
        }
    }

    @Test(arguments: [0o640, 0o604, 0o610, 0o602, 0o601, 0o666, 0o777])
    func aFileOpenToOthersIsRefused(mode: Int) throws {
        let scratch = try Scratch()
        let path = try makeFile(Array(0..<32), mode: mode, in: scratch)
        let failed = failure { _ = try RootKey.load(file: path) }
        #expect(failed?.isFormat == true && failed?.message.contains("chmod 600") == true)
    }

    @Test func whatIsNoFileIsRefused() throws {
        let scratch = try Scratch()
        #expect(failure { _ = try RootKey.load(file: scratch.path + "/none") }?.isMissingRootKey == true)
        #expect(failure { _ = try RootKey.load(file: scratch.path) }?.isFormat == true)
        let pipe = scratch.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(failure { _ = try RootKey.load(file: pipe) }?.isFormat == true, "and it does not wait for a writer")
    }

    @Test func isMadeOnceAndNeverReplaced() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/root.key"
        #expect(FileManager.default.createFile(atPath: path + ".new", contents: Data("left by a crash".utf8)))
        let rootKey = try RootKey.create(file: path, random: scratch.random)
        let text = try scratch.bytes(path)
        #expect(text.count == 65 && text.last == 0x0A)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["root.key"])
        do { _ = try scratch.makeStore(rootKey) }
        _ = try scratch.open(RootKey.load(file: path))
        #expect(failure { try RootKey.create(file: path, random: scratch.random) }?.isExisting == true)
        #expect(try scratch.bytes(path) == text)
        let dangling = scratch.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: dangling, withDestinationPath: scratch.path + "/elsewhere")
        #expect(failure { try RootKey.create(file: dangling, random: scratch.random) }?.isExisting == true)
        try RootKey.create(file: scratch.path + "/new/key", random: scratch.random)
        let made = try FileManager.default.attributesOfItem(atPath: scratch.path + "/new")
        #expect(made[.posixPermissions] as? Int == 0o700)
        let homeless = failure { try RootKey.create(file: scratch.path + "/no/where/key", random: scratch.random) }
        #expect(homeless?.isIO == true)
    }
}
