import Domain
import Testing
import Vault

/// Links that bind what they are for, and tokens of drafts.
struct ResubmissionTokenTests {
    private static let service = ServiceID(stored: "000102030405060708090a0b")
    private static let record = RecordID(stored: "fedcba98765432100123456f")
    private static let end = Instant(milliseconds: 1_800_000_000_123)

    private let scratch: Scratch
    private let store: KeyStore

    init() throws {
        scratch = try Scratch()
        store = try scratch.makeStore()
    }

    private func text(_ store: KeyStore, count: Int = 3) -> String {
        store.resubmissionToken(
            service: Self.service, recordID: Self.record, submitCount: count, expiresAt: Self.end
        ).withExposed { $0 }
    }

    @Test func aTokenSaysWhomItIsForAndWhenItEnds() throws {
        let token = try #require(ResubmissionToken(text(store)))
        #expect(text(store).utf8.count == 70)
        #expect(token.recordID == Self.record && token.expiresAt == Self.end)
        #expect(store.isGenuine(token, service: Self.service, submitCount: 3))
    }

    @Test func itIsGoodForNothingElse() throws {
        let token = try #require(ResubmissionToken(text(store)))
        #expect(!store.isGenuine(token, service: Self.service, submitCount: 4), "the next submission ends it")
        #expect(!store.isGenuine(token, service: Self.service, submitCount: 2))
        #expect(!store.isGenuine(token, service: ServiceID(stored: "000102030405060708090a0c"), submitCount: 3))
    }

    /// Whatever single character is another, it is no token or not a genuine one.
    @Test func everyCharacterCounts() throws {
        let good = Array(text(store).utf8)
        for position in good.indices {
            for other in [UInt8(ascii: "A"), UInt8(ascii: "b"), UInt8(ascii: "_")] where other != good[position] {
                var bad = good
                bad[position] = other
                guard let token = ResubmissionToken(String(decoding: bad, as: UTF8.self)) else { continue }
                #expect(!store.isGenuine(token, service: Self.service, submitCount: 3), "position \(position)")
            }
        }
        let text = text(store)
        for shape in ["", "a", String(text.dropLast()), text + "A", text.dropLast() + "=", text.dropLast() + "+"] {
            #expect(ResubmissionToken(String(shape)) == nil)
        }
    }

    @Test func anotherRootKeyMakesOthers() throws {
        let elsewhere = try Scratch()
        let other = try elsewhere.makeStore(RootKey(bytes: [UInt8](repeating: 7, count: 32)))
        let token = try #require(ResubmissionToken(text(store)))
        #expect(!other.isGenuine(token, service: Self.service, submitCount: 3))
        #expect(store.isGenuine(token, service: Self.service, submitCount: 3))
    }
}
