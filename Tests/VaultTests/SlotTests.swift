import Domain
import Foundation
import Testing
import Vault

struct SlotTests {
    /// Bytes computed by another program (Python's `cryptography`) from the tables of `docs/erasure.md`: root key
    /// 00 … 1f, and the counting bytes 00 01 02 … as randomness.
    @Test func filesAreAsWrittenDown() async throws {
        let scratch = try Scratch()
        let random = Seeded.counting()
        try KeyStore.create(in: scratch.directory, rootKey: Scratch.rootKey, random: random)
        let store = try KeyStore.open(in: scratch.directory, rootKey: Scratch.rootKey, random: random)
        let slots = try await store.makeKeys(2)
        #expect(Hexadecimal.text(try scratch.bytes(scratch.secret)) == Golden.epochSecret)
        #expect(Hexadecimal.text(try scratch.bytes(scratch.keys)) == Golden.keys)

        let document = AttributeDocument(entries: [("given_name", Sensitive("Zoë")), ("dob", Sensitive("1990-01-31"))])
        let text = try store.sealText(document, slot: slots[0], record: Scratch.record)
        #expect(text.bytes.count == 1053 && Hexadecimal.text(text.bytes.prefix(80)) == Golden.textHead)
        #expect(Hexadecimal.text(text.bytes.suffix(16)) == Golden.textTag)
        let kept = try store.sealKept(document, slot: slots[1], record: Scratch.record)
        #expect(Hexadecimal.text(kept.bytes.suffix(16)) == Golden.keptTag)
        let note = try store.sealNote(Sensitive("blurred"), slot: slots[0], record: Scratch.record, context: "passport")
        #expect(note.bytes.count == 285 && Hexadecimal.text(note.bytes.suffix(16)) == Golden.noteTag)

        let picture = PictureBinding(record: Scratch.record, slug: Slug(stored: "selfie"), file: "0011aabb")
        var sealer = try store.pictureSealer(slot: slots[0], picture: picture)
        let first = try sealer.seal([UInt8](repeating: 0x41, count: 48 * 1024), isLast: false)
        let last = try sealer.seal([0x42], isLast: true)
        #expect(Hexadecimal.text(first.suffix(16)) == Golden.firstSegmentTag)
        #expect(Hexadecimal.text(last) == Golden.lastSegment)
    }

    @Test func destroyingLeavesNoCopyInTheFile() async throws {
        let scratch = try Scratch()
        let store = try scratch.makeStore()
        let slots = try await store.makeKeys(300)
        let before = try scratch.bytes(scratch.keys)
        let chosen = [slots[0], slots[7], slots[8], slots[150], slots[299], slots[8]]
        let wrapped = Set(chosen).map { Array(before[Int($0.value) * 64..<Int($0.value) * 64 + 64]) }
        #expect(wrapped.allSatisfy { occurrences(of: $0, in: before) == 1 })
        try await store.destroy(chosen)
        let after = try scratch.bytes(scratch.keys)
        for slot in wrapped {
            #expect(occurrences(of: slot, in: after) == 0)
            #expect(occurrences(of: Array(slot[4..<16]), in: after) == 0)
            #expect(occurrences(of: Array(slot[16..<48]), in: after) == 0)
        }
        #expect(after.count == before.count)
        for slot in slots {
            let range = Int(slot.value) * 64..<Int(slot.value) * 64 + 64
            let expected = chosen.contains(slot) ? [UInt8](repeating: 0, count: 64)[...] : before[range]
            #expect(after[range].elementsEqual(expected))
        }
        #expect(try store.slotsInUse(from: SlotNumber(value: 1), limit: 999).count == 295)
        #expect(try store.slotsInUse(from: SlotNumber(value: 9), limit: 2).map(\.value) == [10, 11])
    }

    @Test func destroyedKeysOpenNothing() async throws {
        let scratch = try Scratch()
        let store = try scratch.makeStore()
        let slots = try await store.makeKeys(2)
        let document = AttributeDocument(entries: [("email", Sensitive("ada@example.com"))])
        let sealed = try store.sealText(document, slot: slots[0], record: Scratch.record)
        let neighbour = try store.sealText(document, slot: slots[1], record: Scratch.record)
        let note = try store.sealNote(Sensitive("x"), slot: slots[0], record: Scratch.record, context: "c")
        let picture = PictureBinding(record: Scratch.record, slug: Slug(stored: "selfie"), file: "f")
        for _ in 0..<2 { try await store.destroy([slots[0]]) }
        func isDestroyed(_ body: () throws -> Void) -> Bool { failure(body)?.isDestroyed == true }
        #expect(isDestroyed { _ = try store.openText(sealed, slot: slots[0], record: Scratch.record) })
        #expect(isDestroyed { _ = try store.sealText(document, slot: slots[0], record: Scratch.record) })
        #expect(isDestroyed { _ = try store.openNote(note, slot: slots[0], record: Scratch.record, context: "c") })
        #expect(isDestroyed { _ = try store.pictureSealer(slot: slots[0], picture: picture) })
        #expect(isDestroyed { _ = try store.pictureOpener(slot: slots[0], picture: picture, byteCount: 1) })
        _ = try store.openText(neighbour, slot: slots[1], record: Scratch.record)
        #expect(try await store.makeKeys(1).map(\.value) == [3], "a slot is never used twice")
    }

    @Test func aSlotOpensInItsPlaceOnly() async throws {
        let scratch = try Scratch()
        let store = try scratch.makeStore()
        let slots = try await store.makeKeys(2)
        let sealed = try store.sealText(AttributeDocument(), slot: slots[0], record: Scratch.record)
        let good = try scratch.bytes(scratch.keys)
        func attempt(_ bytes: [UInt8]) throws -> VaultFailure? {
            try scratch.write(bytes, to: scratch.keys)
            return failure { _ = try store.openText(sealed, slot: slots[0], record: Scratch.record) }
        }
        #expect(try attempt(good) == nil)
        #expect(try attempt(Array(good[..<64]) + good[128..<192] + good[64..<128])?.isTampered == true)
        for position in 64..<128 {
            var bad = good
            bad[position] ^= 1
            #expect(try attempt(bad)?.isTampered == true, "byte \(position - 64)")
        }
        #expect(try attempt(good) == nil)
    }

    @Test func unknownSlotsAreRefused() async throws {
        let scratch = try Scratch()
        let store = try scratch.makeStore()
        let slots = try await store.makeKeys(2)
        for value in [Int64.min, -1, 0, 3, Int64.max / 64, Int64.max] {
            let slot = SlotNumber(value: value)
            #expect(await laterFailure { try await store.destroy([slots[0], slot]) }?.isFormat == true)
            let failed = failure { _ = try store.sealText(AttributeDocument(), slot: slot, record: Scratch.record) }
            #expect(failed?.isFormat == true)
        }
        #expect(try store.slotsInUse(from: SlotNumber(value: 0), limit: 9).count == 2)
        #expect(try await store.makeKeys(0) == [])
        try await store.destroy([])
        #expect(await laterFailure { _ = try await store.makeKeys(-1) }?.isFormat == true)
        #expect(await laterFailure { _ = try await store.makeKeys(65537) }?.isFormat == true)
        #expect(store.syncCount == 1)
    }

    /// A disk that refuses: in a process of its own, because the limit on a file's size is the process's.
    @Test func aRefusingDiskIsReportedAndNumbersAreNotGivenOutAgain() async {
        await #expect(processExitsWith: .success) {
            let scratch = try Scratch()
            let store = try scratch.makeStore()
            signal(SIGXFSZ, SIG_IGN)
            let fileSize = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
            var limit = rlimit()
            getrlimit(fileSize, &limit)
            let usual = limit.rlim_cur
            limit.rlim_cur = 64 * 10 + 30
            setrlimit(fileSize, &limit)
            let failed = await laterFailure { _ = try await store.makeKeys(20) }
            try #require(failed?.isIO == true && failed?.reason == "File too large")
            limit.rlim_cur = usual
            setrlimit(fileSize, &limit)
            try #require(try await store.makeKeys(1).map(\.value) == [21])
            _ = try store.sealText(AttributeDocument(), slot: SlotNumber(value: 21), record: Scratch.record)
        }
    }

    @Test func callersAtOnceShareSyncsAndNeverCollide() async throws {
        let scratch = try Scratch()
        let store = try scratch.makeStore()
        let kept = try await withThrowingTaskGroup(of: [SlotNumber].self) { group in
            for task in 0..<200 {
                group.addTask {
                    let mine = try await store.makeKeys(1 + task % 5)
                    #expect(mine.count == 1 + task % 5)
                    let text = "of task \(task)"
                    let sealed = try mine.map { slot in
                        let document = AttributeDocument(entries: [("a", Sensitive(text))])
                        return (slot, try store.sealText(document, slot: slot, record: Scratch.record))
                    }
                    try await store.destroy(Array(mine.dropFirst()))
                    for (slot, sealed) in sealed.dropFirst() {
                        let failed = failure { _ = try store.openText(sealed, slot: slot, record: Scratch.record) }
                        #expect(failed?.isDestroyed == true)
                    }
                    let opened = try store.openText(sealed[0].1, slot: sealed[0].0, record: Scratch.record)
                    #expect(opened.entries[0].value.withExposed { $0 } == text)
                    return [mine[0]]
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(kept).count == 200)
        #expect(store.endSlot.value == 1 + 40 * (1 + 2 + 3 + 4 + 5))
        #expect(try store.slotsInUse(from: SlotNumber(value: 1), limit: 9999) == kept.sorted())
        #expect(store.syncCount < 200, "\(store.syncCount) syncs for 360 calls")
    }
}
