import Domain
import Foundation
import Testing
import Vault

struct KeyStoreTests {
    @Test func isMadeOnceAndOpened() async throws {
        let scratch = try Scratch()
        #expect(!KeyStore.exists(in: scratch.directory))
        var slots: [SlotNumber] = []
        do {
            let store = try scratch.makeStore()
            #expect(KeyStore.exists(in: scratch.directory))
            #expect(store.endSlot == SlotNumber(value: 1))
            slots = try await store.makeKeys(3)
            #expect(slots.map(\.value) == [1, 2, 3])
            try store.check()
        }
        let again = failure {
            try KeyStore.create(in: scratch.directory, rootKey: Scratch.rootKey, random: scratch.random)
        }
        #expect(again?.isExisting == true)
        let store = try scratch.reopen()
        #expect(store.endSlot == SlotNumber(value: 4))
        #expect(try await store.makeKeys(1).map(\.value) == [4])
        #expect(try store.slotsInUse(from: SlotNumber(value: 0), limit: 9).map(\.value) == [1, 2, 3, 4])
    }

    @Test func onlyItsOwnerCanReadIt() throws {
        let scratch = try Scratch()
        _ = try scratch.makeStore()
        #expect(try KeyStore.fileModeProblems(in: scratch.directory) == [])
        for name in ["", "/keys.bin", "/epoch.secret"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: scratch.directory + name)
            #expect(attributes[.posixPermissions] as? Int == (name.isEmpty ? 0o700 : 0o600))
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: scratch.secret)
        let problems = try KeyStore.fileModeProblems(in: scratch.directory)
        #expect(problems.count == 1 && problems[0].contains("0640") && problems[0].contains("chmod 600"))
    }

    @Test func twoNeverShareIt() throws {
        let scratch = try Scratch()
        var first: KeyStore? = try scratch.makeStore()
        #expect(failure { _ = try scratch.open() }?.isLocked == true)
        try first?.check()
        first = nil
        _ = try scratch.open()
    }

    @Test func refusesAnotherRootKeyAndTouchesNothing() async throws {
        let scratch = try Scratch()
        do {
            let store = try scratch.makeStore()
            _ = try await store.makeKeys(2)
        }
        _ = try scratch.reopen()
        let before = try scratch.contents()
        for bit in 0..<256 {
            var bytes = Array(UInt8(0)..<32)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(failure { _ = try scratch.open(RootKey(bytes: bytes)) }?.isWrongRootKey == true)
        }
        #expect(try scratch.contents() == before)
        _ = try scratch.open()
    }

    @Test func refusesMissingFiles() async throws {
        let scratch = try Scratch()
        #expect(failure { _ = try scratch.open() }?.isAbsent == true)
        do { _ = try scratch.makeStore() }
        let secret = try scratch.bytes(scratch.secret)
        try FileManager.default.removeItem(atPath: scratch.secret)
        #expect(failure { _ = try scratch.open() }?.isAbsent == true)
        #expect(!FileManager.default.fileExists(atPath: scratch.secret), "never made anew beside keys")
        #expect(FileManager.default.createFile(atPath: scratch.secret, contents: Data(secret)))
        _ = try scratch.open()
    }

    @Test func refusesDamagedFiles() throws {
        let scratch = try Scratch()
        do { _ = try scratch.makeStore() }
        for path in [scratch.secret, scratch.keys] {
            let good = try scratch.bytes(path)
            #expect(good.count == 64)
            for position in 0..<(path == scratch.keys ? 48 : 64) {
                var bad = good
                bad[position] ^= 0x40
                try scratch.write(bad, to: path)
                let failed = failure { _ = try scratch.open() }
                let isCheckValue = path == scratch.keys && position >= 16
                #expect(isCheckValue ? failed?.isWrongRootKey == true : failed?.isFormat == true, "\(path) \(position)")
            }
            for length in [0, 1, 63] {
                try scratch.write(Array(good.prefix(length)), to: path)
                #expect(failure { _ = try scratch.open() }?.isFormat == true)
            }
            try scratch.write(good, to: path)
        }
        _ = try scratch.open()
    }

    @Test func refusesTheEpochSecretOfAnotherStore() throws {
        let (scratch, other) = (try Scratch(), try Scratch())
        do { _ = try scratch.makeStore() }
        try KeyStore.create(in: other.directory, rootKey: Scratch.rootKey, random: Seeded.source(99))
        try scratch.write(other.bytes(other.secret), to: scratch.secret)
        #expect(failure { _ = try scratch.open() }?.isWrongRootKey == true)
    }

    /// A crash between the two files leaves the secret alone, or a draft: the next call finishes the work.
    @Test func creationCanBeRepeatedAfterACrash() throws {
        let scratch = try Scratch()
        do { _ = try scratch.makeStore() }
        try FileManager.default.removeItem(atPath: scratch.keys)
        let secret = try scratch.bytes(scratch.secret)
        let drafts = [scratch.keys, scratch.secret].map { $0 + ".new" }
        for draft in drafts { #expect(FileManager.default.createFile(atPath: draft, contents: Data([1, 2, 3]))) }
        #expect(!KeyStore.exists(in: scratch.directory))
        do { _ = try scratch.makeStore() }
        #expect(try scratch.bytes(scratch.secret) == secret, "a secret that is there is never replaced")
        #expect(try scratch.bytes(scratch.keys).count == 64)
    }

    @Test func passesOverATornTail() async throws {
        let scratch = try Scratch()
        do {
            let store = try scratch.makeStore()
            _ = try await store.makeKeys(5)
        }
        let whole = try scratch.bytes(scratch.keys)
        try scratch.write(Array(whole.dropLast(23)), to: scratch.keys)
        let store = try scratch.reopen()
        #expect(store.endSlot == SlotNumber(value: 6))
        #expect(try scratch.bytes(scratch.keys) == whole.dropLast(23), "opening changes nothing")
        func useTornSlot() -> VaultFailure? {
            failure { _ = try store.sealText(AttributeDocument(), slot: SlotNumber(value: 5), record: Scratch.record) }
        }
        #expect(useTornSlot()?.isFormat == true)
        #expect(try await store.makeKeys(1) == [SlotNumber(value: 6)])
        #expect(try scratch.bytes(scratch.keys).count == 7 * 64)
        #expect(try store.slotsInUse(from: SlotNumber(value: 1), limit: 99).map(\.value) == [1, 2, 3, 4, 5, 6])
        #expect(useTornSlot()?.isTampered == true)
        try await store.destroy([SlotNumber(value: 5)])
        #expect(try store.slotsInUse(from: SlotNumber(value: 1), limit: 99).map(\.value) == [1, 2, 3, 4, 6])
    }

    @Test func noticesThatItsFileWasReplaced() throws {
        let scratch = try Scratch()
        let store = try scratch.makeStore()
        try store.check()
        try FileManager.default.copyItem(atPath: scratch.keys, toPath: scratch.keys + ".copy")
        try FileManager.default.removeItem(atPath: scratch.keys)
        #expect(failure { try store.check() }?.isAbsent == true)
        try FileManager.default.moveItem(atPath: scratch.keys + ".copy", toPath: scratch.keys)
        #expect(failure { try store.check() }?.isFormat == true)
    }

    @Test func opensAMillionSlotsWithoutReadingThem() throws {
        let scratch = try Scratch()
        do { _ = try scratch.makeStore() }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.keys))
        try handle.truncate(atOffset: 64 * 1_000_001)
        try handle.close()
        let store = try scratch.open()
        #expect(store.endSlot == SlotNumber(value: 1_000_001))
        #expect(try store.slotsInUse(from: SlotNumber(value: 1), limit: 10) == [])
    }
}
