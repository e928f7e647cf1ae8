import Domain
import Testing

struct ServiceTests {
    @Test(arguments: [
        "https://app.example.com", "http://localhost:3000", "https://[2001:db8::1]:8443",
        "https://xn--bcher-kva.example",
    ])
    func origins(text: String) {
        #expect(field { $0.corsOrigins = [text] } == nil)
    }

    @Test(arguments: [
        "", "*", "null", "https://", "https://a/", "https://a/b", "ftp://a", "//a", "app.example.com",
        "https://A.example",
        "https://a b", "https://a\nhttps://b", "https://user@a", "https://a?b",
        "https://" + String(repeating: "a", count: 256),
    ])
    func noOrigins(text: String) {
        #expect(field { $0.corsOrigins = ["https://good.example", text] } == "corsOrigins")
    }

    @Test func rates() {
        #expect(field { ($0.requestsPerSecond, $0.burst) = (0, 0) } == nil)
        #expect(field { ($0.requestsPerSecond, $0.burst) = (1, 1) } == nil)
        #expect(field { ($0.requestsPerSecond, $0.burst) = (1, 0) } == "burst")
        #expect(field { $0.requestsPerSecond = -1 } == "requestsPerSecond")
        #expect(field { $0.requestsPerSecond = 1_000_001 } == "requestsPerSecond")
        #expect(field { $0.burst = 1_000_001 } == "requestsPerSecond")
    }

    @Test func ownAttributes() {
        func own(_ slugs: String...) -> [OwnAttribute] {
            slugs.map { OwnAttribute(slug: Slug(stored: $0), kind: .text) }
        }
        #expect(field { $0.ownAttributes = own("tax_id", "visa") } == nil)
        #expect(field { $0.ownAttributes = own("email") } == "ownAttributes")
        #expect(field { $0.ownAttributes = own("tax_id", "tax_id") } == "ownAttributes")
        #expect(field { $0.ownAttributes = (0..<64).flatMap { own("a\($0)") } } == nil)
        #expect(field { $0.ownAttributes = (0..<65).flatMap { own("a\($0)") } } == "ownAttributes")
        #expect(field { $0.requiredAttributes = [.email, Slug(stored: "selfie")] } == nil)
        #expect(field { $0.requiredAttributes = [Slug(stored: "tax_id")] } == "requiredAttributes")
        #expect(
            field {
                $0.ownAttributes = own("tax_id")
                $0.requiredAttributes = [Slug(stored: "tax_id")]
            } == nil)
    }

    @Test func names() {
        for name in ["", String(repeating: "x", count: 121), "a\nb", "\u{1}"] {
            #expect(refusal { _ = try service(name, ServiceSettings()).checked() }?.field == "name")
        }
        #expect(refusal { _ = try service(String(repeating: "é", count: 120), ServiceSettings()).checked() } == nil)
    }

    @Test func defaultsPassTheContractsBursts() {
        let settings = ServiceSettings()
        #expect(settings.requestsPerSecond >= 100 && settings.burst >= 200)
        #expect(settings.corsOrigins.isEmpty && !settings.keepsEmailFingerprint)
    }

    private func service(_ name: String, _ settings: ServiceSettings) -> Service {
        Service(
            serviceID: ServiceID(stored: "s"), clientID: ClientID(stored: "acme"), name: name, settings: settings,
            createdAt: Instant(milliseconds: 0))
    }

    private func field(_ change: (inout ServiceSettings) -> Void) -> String? {
        var settings = ServiceSettings()
        change(&settings)
        return refusal { _ = try service("Acme", settings).checked() }?.field
    }
}
