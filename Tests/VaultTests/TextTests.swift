import Domain
import Testing
import Vault

struct TextTests {
    private let scratch: Scratch
    private let store: KeyStore

    init() throws {
        scratch = try Scratch()
        store = try scratch.makeStore()
    }

    @Test func comesBackAsItWas() async throws {
        let slot = try await store.makeKeys(1)[0]
        let long = String(repeating: "å", count: 5000)
        let documents: [[(String, String)]] = [
            [], [("", "")], [("email", "ada@example.com"), ("dob", "1990-01-31")],
            [("b", "2"), ("a", "1"), ("b", "3")], [("name", "محمد 李小龙 Žofie 👩🏽‍🚀\u{0}"), (long, long)],
        ]
        for entries in documents {
            let document = AttributeDocument(entries: entries.map { ($0, Sensitive($1)) })
            let text = try store.sealText(document, slot: slot, record: Scratch.record)
            let kept = try store.sealKept(document, slot: slot, record: Scratch.record)
            for opened in [
                try store.openText(text, slot: slot, record: Scratch.record),
                try store.openKept(kept, slot: slot, record: Scratch.record),
            ] {
                #expect(opened.entries.map(\.name) == entries.map(\.0))
                #expect(opened.entries.map { $0.value.withExposed { $0 } } == entries.map(\.1))
            }
        }
    }

    @Test func theSizeTellsKibibytesOnly() async throws {
        let slot = try await store.makeKeys(1)[0]
        // 4 + 2 + 2 + 1 + 4 = 13 bytes around a value with a name of one letter.
        for (count, steps) in [(0, 1), (1, 1), (1011, 1), (1012, 2), (2035, 2), (2036, 3), (100_000, 98)] {
            let document = AttributeDocument(entries: [("a", Sensitive(String(repeating: "x", count: count)))])
            let sealed = try store.sealText(document, slot: slot, record: Scratch.record)
            #expect(sealed.bytes.count == 1024 * steps + 29, "\(count)")
            let opened = try store.openText(sealed, slot: slot, record: Scratch.record)
            #expect(opened.entries[0].value.withExposed { $0.utf8.count } == count)
        }
        for (count, steps) in [(0, 1), (252, 1), (253, 2)] {
            let text = Sensitive(String(repeating: "x", count: count))
            let note = try store.sealNote(text, slot: slot, record: Scratch.record, context: "")
            #expect(note.bytes.count == 256 * steps + 29, "\(count)")
        }
    }

    @Test func everyByteIsAuthenticated() async throws {
        let slot = try await store.makeKeys(1)[0]
        let document = AttributeDocument(entries: [("email", Sensitive("ada@example.com"))])
        let sealed = try store.sealText(document, slot: slot, record: Scratch.record)
        func isTampered(_ bytes: [UInt8]) -> Bool {
            failure { _ = try store.openText(Sealed(bytes: bytes), slot: slot, record: Scratch.record) }?.isTampered
                == true
        }
        for position in sealed.bytes.indices {
            var bad = sealed.bytes
            bad[position] ^= 1 << UInt8(position % 8)
            #expect(isTampered(bad), "byte \(position)")
        }
        for length in [0, 1, 12, 13, 14, 28, 29, 1052] { #expect(isTampered(Array(sealed.bytes.prefix(length)))) }
        #expect(isTampered(sealed.bytes + [0]))
        #expect(!isTampered(sealed.bytes))
    }

    @Test func itOpensInItsPlaceOnly() async throws {
        let slots = try await store.makeKeys(2)
        let document = AttributeDocument(entries: [("email", Sensitive("ada@example.com"))])
        let text = try store.sealText(document, slot: slots[0], record: Scratch.record)
        let kept = try store.sealKept(document, slot: slots[0], record: Scratch.record)
        let note = try store.sealNote(Sensitive("why"), slot: slots[0], record: Scratch.record, context: "selfie")
        func isTampered(_ body: () throws -> Void) -> Bool { failure(body)?.isTampered == true }
        let (here, there) = (Scratch.record, Scratch.otherRecord)
        #expect(isTampered { _ = try store.openText(text, slot: slots[0], record: there) })
        #expect(isTampered { _ = try store.openText(text, slot: slots[1], record: here) })
        #expect(isTampered { _ = try store.openKept(kept, slot: slots[0], record: there) })
        #expect(isTampered { _ = try store.openKept(text, slot: slots[0], record: here) })
        #expect(isTampered { _ = try store.openText(kept, slot: slots[0], record: here) })
        #expect(isTampered { _ = try store.openText(note, slot: slots[0], record: here) })
        #expect(isTampered { _ = try store.openNote(text, slot: slots[0], record: here, context: "selfie") })
        #expect(isTampered { _ = try store.openNote(note, slot: slots[0], record: here, context: "passport") })
        #expect(isTampered { _ = try store.openNote(note, slot: slots[0], record: there, context: "selfie") })
        let opened = try store.openNote(note, slot: slots[0], record: here, context: "selfie")
        #expect(opened.withExposed { $0 } == "why")
    }

    @Test func sealingTwiceShowsNothing() async throws {
        let slot = try await store.makeKeys(1)[0]
        let document = AttributeDocument(entries: [("email", Sensitive("ada@example.com"))])
        let sealed = try (0..<50).map { _ in try store.sealText(document, slot: slot, record: Scratch.record).bytes }
        #expect(Set(sealed.map { Array($0[1..<13]) }).count == 50)
        #expect(Set(sealed.map { Array($0[13...]) }).count == 50)
    }

    @Test func tooLongANameIsRefused() async throws {
        let slot = try await store.makeKeys(1)[0]
        for count in [65535, 65536] {
            let document = AttributeDocument(entries: [(String(repeating: "n", count: count), Sensitive(""))])
            let failed = failure { _ = try store.sealText(document, slot: slot, record: Scratch.record) }
            #expect(count == 65535 ? failed == nil : failed?.isFormat == true)
        }
    }
}
