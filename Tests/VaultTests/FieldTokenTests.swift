import Domain
import Testing
import Vault

struct FieldTokenTests {
    private let scratch: Scratch
    private let store: KeyStore
    private let service = ServiceID(stored: "0123456789abcdef01234567")

    init() throws {
        scratch = try Scratch()
        store = try scratch.makeStore()
    }

    private func token(_ name: String, _ value: String, _ service: ServiceID? = nil) -> [UInt8] {
        store.fieldToken(name, Sensitive(value), service ?? self.service)
    }

    @Test func aChoiceIsFoundAgainWithinItsService() throws {
        let high = token("Risk", "high")
        #expect(high.count == 32 && high == token("Risk", "high"))
        #expect(high != token("Risk", "High") && high != token("Risk", "high "), "every byte counts")
        #expect(high != token("Risk", "high", ServiceID(stored: "0123456789abcdef01234568")))
        let stranger = try Scratch().makeStore(RootKey(bytes: Array(1...32)))
        #expect(
            stranger.fieldToken("Risk", Sensitive("high"), service) != high, "it can't be tried out without the key")
    }

    @Test func noLetterMovesFromTheNameToTheChoice() {
        let tokens = [("Risk", "high"), ("Riskh", "igh"), ("Ris", "khigh"), ("", "Riskhigh"), ("Riskhigh", "")]
        #expect(Set(tokens.map { token($0.0, $0.1) }).count == tokens.count)
    }

    @Test func itIsNoFingerprintOfAnEmail() {
        let email = store.blindIndex(ofEmail: Sensitive("ada@example.com"), service: service)
        #expect(token("", "ada@example.com") != email)
    }
}
