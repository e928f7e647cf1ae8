import Crypto
import Domain
import Foundation
import Testing
import Vault

/// Nothing that holds a key or personal data shows it when it is printed, reflected or dumped.
struct DisclosureTests {
    private func everyWayToPrint(_ value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return "\(value) \(String(reflecting: value)) \(String(describing: value)) \(dumped)"
    }

    @Test func typesPrintTheirNames() async throws {
        let scratch = try Scratch()
        let store = try scratch.makeStore()
        let slot = try await store.makeKeys(1)[0]
        let document = AttributeDocument(entries: [("RiskLevelOfAda", Sensitive("Lovelace"))])
        let picture = PictureBinding(record: Scratch.record, slug: Slug(stored: "selfie"), file: "a1b2")
        let values: [(Any, String)] = [
            (try Scratch.rootKey, "RootKey"), (store, "KeyStore"), (document, "AttributeDocument"),
            (try APIKeySecret.make(environment: .live, random: scratch.random).secret, "APIKeySecret"),
            (try store.pictureSealer(slot: slot, picture: picture), "PictureSealer"),
            (try store.pictureOpener(slot: slot, picture: picture, byteCount: 1), "PictureOpener"),
        ]
        for (value, name) in values {
            let text = everyWayToPrint(value)
            let rest = text.replacing("(\(name))", with: "").replacing("\n", with: "").replacing("- ", with: "")
                .replacing("Vault.\(name)", with: "").replacing("#0", with: "").replacing(" ", with: "")
            #expect(rest == "", "\(name)")
        }
        let sealed = try store.sealText(document, slot: slot, record: Scratch.record)
        for text in [everyWayToPrint(sealed), everyWayToPrint(document), everyWayToPrint([document])] {
            #expect(!text.contains("Lovelace") && !text.contains("RiskLevel"))
        }
        let made = try APIKeySecret.make(environment: .live, random: scratch.random)
        #expect(!everyWayToPrint(made).contains("lethe_live"))
    }

    @Test func openedDataIsOverwrittenInPlace() throws {
        let (key, nonce) = (SymmetricKey(data: [UInt8](0..<32)), try AES.GCM.Nonce(data: [UInt8](0..<12)))
        // Up to 14 bytes a Data keeps inside itself. The smallest that the Vault opens are a key of 32 and a padded note.
        for count in [15, 32, 256, 1024, 48 * 1024] {
            let box = try AES.GCM.seal([UInt8](repeating: 7, count: count), using: key, nonce: nonce)
            var plain = try AES.GCM.open(box, using: key)
            let before = plain.withUnsafeBytes { $0.baseAddress }
            Memory.wipe(opened: &plain)
            #expect(plain.count == count && plain.allSatisfy { $0 == 0 })
            #expect(plain.withUnsafeBytes { $0.baseAddress } == before, "no copy was made")
        }
        var bytes: [UInt8] = [1, 2, 3]
        Memory.wipe(&bytes)
        #expect(bytes == [0, 0, 0])
    }

    @Test func failuresNamePlacesNotData() async throws {
        let scratch = try Scratch()
        let store = try scratch.makeStore()
        let slot = try await store.makeKeys(1)[0]
        let document = AttributeDocument(entries: [("email", Sensitive("ada@example.com"))])
        let sealed = try store.sealText(document, slot: slot, record: Scratch.record)
        try await store.destroy([slot])
        let destroyed = try #require(failure { _ = try store.openText(sealed, slot: slot, record: Scratch.record) })
        #expect("\(destroyed)" == "unwrap a data key: The key in slot 1 is destroyed.")
        #expect(everyWayToPrint(destroyed).contains("ada") == false)
        let missing = try #require(failure { _ = try RootKey.load(file: "/nowhere/root.key") })
        #expect("\(missing)" == "read the root key: There is no root key at /nowhere/root.key.")
        let io = try #require(failure { _ = try RootKey.load(file: scratch.keys + "/x") })
        #expect(io.isIO && io.operation.hasPrefix("open /") && io.reason == "Not a directory")
        let wrong = try #require(failure { _ = try RootKey.read(fromHexOrBase64: "topsecret") })
        #expect(!everyWayToPrint(wrong).contains("topsecret"))
    }
}
