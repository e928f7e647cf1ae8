import Domain
import Testing
import Vault

struct WebhookTests {
    private static let at = Instant(milliseconds: 1_614_265_330_999)

    private func secret(_ text: String) throws -> WebhookSecret { try WebhookSecret(Sensitive(text)) }

    private func header(_ name: String, _ headers: [(name: String, value: String)]) -> String? {
        headers.first { $0.name == name }?.value
    }

    /// The published example of the Standard Webhooks specification, and the same by Python's hmac.
    @Test func theStandardSignatureIsThePublishedOne() throws {
        let signer = WebhookSigner(try secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let body = Array(#"{"test": 2432232314}"#.utf8)
        let headers = signer.headers(of: body, guid: "msg_p5jXN8AQM9LWM0D4loKWxJek", at: Self.at)
        #expect(header("webhook-id", headers) == "msg_p5jXN8AQM9LWM0D4loKWxJek")
        #expect(header("webhook-timestamp", headers) == "1614265330")
        #expect(header("webhook-signature", headers) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        #expect(headers.map(\.name) == ["X-Hub-Signature", "webhook-id", "webhook-timestamp", "webhook-signature"])
    }

    /// hmac.new(key, message, "sha256") of Python 3.11, for secrets of every form.
    @Test(arguments: signed)
    func bothSignaturesAreThoseOfPython(signed: (secret: String, hub: String, standard: String)) throws {
        let headers = WebhookSigner(try secret(signed.secret))
            .headers(of: Array(#"{"refId":"ünï/1"}"#.utf8), guid: "5bea", at: Self.at)
        #expect(header("X-Hub-Signature", headers) == signed.hub)
        #expect(header("webhook-signature", headers) == "v1," + signed.standard)
    }

    @Test func duringARotationBothSign() throws {
        let (old, new) = (try secret("old secret of a merchant"), try secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let end = Self.at.adding(seconds: 1)
        let (both, body) = (WebhookSigner(new, old: (old, end)), Array("{}".utf8))
        let alone = [old, new].map { WebhookSigner($0).headers(of: body, guid: "g", at: Self.at) }
        let during = both.headers(of: body, guid: "g", at: Self.at)
        #expect(header("X-Hub-Signature", during) == header("X-Hub-Signature", alone[0]))
        #expect(header("X-Hub-Signature-Next", during) == header("X-Hub-Signature", alone[1]))
        let signatures = alone.reversed().compactMap { header("webhook-signature", $0) }
        #expect(header("webhook-signature", during) == signatures.joined(separator: " "), "the new one first")
        let after = both.headers(of: body, guid: "g", at: end)
        let newAlone = WebhookSigner(new).headers(of: body, guid: "g", at: end)
        #expect(after.map(\.name) == newAlone.map(\.name) && after.map(\.value) == newAlone.map(\.value))
    }

    @Test func aFreshSecretIsOfThePublishedForm() throws {
        let made = try WebhookSecret.make(random: RandomSource { [UInt8](repeating: 7, count: $0) })
        let text = made.text.withExposed { $0 }
        #expect(text == "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=")
        #expect("\(made)".contains("BwcH") == false)
    }

    @Test(arguments: ["", "7 bytes", "line\nbreak and more", "tab\tand more", String(repeating: "x", count: 257)])
    func anUnfitSecretIsRefusedWithoutAnEcho(text: String) throws {
        #expect {
            _ = try secret(text)
        } throws: { error in
            let failure = error as? Failure
            return failure?.httpStatus == 422 && failure?.field == "secret"
                && !(failure?.message.contains("line") ?? true)
        }
    }

    @Test func secretsAndAnswersOpenInTheirOwnPlaceOnly() async throws {
        let scratch = try Scratch()
        let store = try scratch.makeStore()
        let slots = try await store.makeKeys(2)
        let (one, two) = (WebhookID(stored: "5bea000000000000000000a1"), WebhookID(stored: "5bea000000000000000000a2"))
        let given = try secret("a secret with Ümlaut")
        let sealed = try store.sealWebhookSecret(given, slot: slots[0], webhook: one)
        #expect(sealed.bytes.count == 285)
        let opened = try store.openWebhookSecret(sealed, slot: slots[0], webhook: one)
        #expect(opened.text.withExposed { $0 } == "a secret with Ümlaut")
        #expect(throws: VaultFailure.self) { _ = try store.openWebhookSecret(sealed, slot: slots[0], webhook: two) }
        #expect(throws: VaultFailure.self) { _ = try store.openWebhookSecret(sealed, slot: slots[1], webhook: one) }
        let delivery = DeliveryID(stored: "5bea000000000000000000b1")
        let answer = [UInt8](repeating: 0xFF, count: 1024)
        let sealedAnswer = try store.sealWebhookAnswer(answer, slot: slots[0], delivery: delivery, attempt: 2)
        let same = try store.openWebhookAnswer(sealedAnswer, slot: slots[0], delivery: delivery, attempt: 2)
        #expect(same.withExposed { $0 } == answer)
        #expect(throws: VaultFailure.self) {
            _ = try store.openWebhookAnswer(sealedAnswer, slot: slots[0], delivery: delivery, attempt: 1)
        }
        #expect(throws: VaultFailure.self) {
            _ = try store.openWebhookSecret(sealedAnswer, slot: slots[0], webhook: one)
        }
    }
}

private let signed: [(secret: String, hub: String, standard: String)] = [
    (
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "8200ab3644cc8ae9733b5dbb4110fa14f9df3322cbca73fa64e979415b5a36e9",
        "FyWU/siNV/K3467mjXxgnq/LJpNW3t/atBtCnZDKruk="
    ),
    (
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "9223c2525b6b583187d9d9e8f881a179dd5bf8bc677c09e18d677122521079a9",
        "x9MSIupEom09wgN3J427TaHMN3C2lbttyXx3NtUrybA="
    ),
    (
        "whsec_not base64 at all",
        "a1c914b81485ab6ea92f38c7503f2ab29e6f97427f4605cf30f3939e18a2e7d6",
        "tkhJ15vBIISNCk02Tuayf4uVntQVFysM+l6V/ZJJ5Rs="
    ),
    (
        "whsec_MfKQ9r8",
        "269958bd5e903ac260b17f8c257a28624b1269dbae5317d5deaafb8204974f6b",
        "d0uN/bznoZKfMuh1r6c2a8ZiOi+UkPuu85AoYlTvQpE="
    ),
    (
        "plain old secret",
        "64afcd69b18e4c7892c57b8a37d561dcacfb63185db965d873f08294bf0f4fad",
        "e1goWhlxAjRF+MREJygKWJ7CSSUFzj/ksUFW27t3iTg="
    ),
    (
        "Schlüssel für den Hörer",
        "b1092aba167210108fae62d081fdbcaaa6d00e61257bcaf6bf0a54b5ae2d16d3",
        "xY0CJ9J+X/HaZYywbf35P+cbWkImHXCz16Z+o9am3QU="
    ),
]
