import Console
import Domain
import Testing

@Suite("The settings form of a service")
struct ServiceSettingsTests {
    private static func service(_ change: (inout Service) -> Void = { _ in }) -> Service {
        var settings = ServiceSettings()
        settings.corsOrigins = ["https://app.example.com"]
        settings.ownAttributes = [OwnAttribute(slug: Slug(stored: "tax_number"), kind: .text)]
        settings.requiredAttributes = [Slug(stored: "email"), Slug(stored: "tax_number")]
        settings.undecidedDays = 30
        var service = Service(
            serviceID: ServiceID(stored: String(repeating: "a", count: 24)), clientID: ClientID(stored: "acme_00001"),
            name: "Acme", settings: settings, createdAt: Instant(milliseconds: 0))
        change(&service)
        return service
    }

    @Test("a form that nobody touched changes nothing")
    func untouched() {
        let service = Self.service()
        let (wanted, failures) = SettingsInput(service).applied(to: service)
        #expect(failures.isEmpty)
        #expect(wanted == service)
    }

    @Test("every field takes what was typed")
    func everyField() {
        var input = SettingsInput(Self.service())
        input.name = "Acme Exchange"
        input.summary = "For the exchange.\r\nTwo lines."
        input.corsOrigins = "https://a.example.com\r\n\r\n  https://b.example.com:8443 "
        (input.requestsPerSecond, input.burst) = ("5", "10")
        input.ownAttributes = [
            .init(slug: "tax_number", kind: "picture", isRequired: false),
            .init(slug: "", kind: "text", isRequired: true), .init(slug: "risk", kind: "text", isRequired: true),
        ]
        input.requiredAttributes = ["selfie", "given_name"]
        (input.undecidedDays, input.decidedDays) = ("", "3650")
        (input.keepsEmailFingerprint, input.requiresSecondFactor) = (true, true)
        let (service, failures) = input.applied(to: Self.service())
        #expect(failures.isEmpty)
        #expect(service.name == "Acme Exchange")
        let settings = service.settings
        #expect(settings.summary == "For the exchange.\nTwo lines.")
        #expect(settings.corsOrigins == ["https://a.example.com", "https://b.example.com:8443"])
        #expect((settings.requestsPerSecond, settings.burst) == (5, 10))
        #expect(settings.ownAttributes.map { "\($0.slug.text) \($0.kind)" } == ["tax_number picture", "risk text"])
        #expect(settings.requiredAttributes.map(\.text) == ["given_name", "selfie", "risk"])
        #expect(settings.undecidedDays == nil)
        #expect(settings.decidedDays == 3650)
        #expect(settings.keepsEmailFingerprint)
        #expect(settings.requiresSecondFactor)
    }

    @Test("everything that is wrong is said at once, in the order of the form")
    func allProblems() {
        var input = SettingsInput(Self.service())
        input.name = ""
        input.summary = String(repeating: "a", count: 501)
        input.corsOrigins = "app.example.com"
        input.requestsPerSecond = "many"
        input.undecidedDays = "0"
        input.decidedDays = "ten"
        input.ownAttributes = [.init(slug: "Tax Number", kind: "text", isRequired: false)]
        let failures = input.applied(to: Self.service()).failures
        let fields = [
            "name", "summary", "undecidedDays", "decidedDays", "ownAttributes", "corsOrigins", "requestsPerSecond",
        ]
        #expect(failures.map(\.field) == fields)
    }

    @Test(
        "limits hold at their edges",
        arguments: [
            ("1", "3650", 0), ("0", "1", 1), ("1", "3651", 1), ("-1", "", 1), ("1.5", "", 1), ("", "", 0),
        ])
    func retention(_ undecided: String, _ decided: String, _ count: Int) {
        var input = SettingsInput(Self.service())
        (input.undecidedDays, input.decidedDays) = (undecided, decided)
        #expect(input.applied(to: Self.service()).failures.count == count)
    }

    @Test(
        "own attributes are refused where they can't be",
        arguments: [["email"], ["risk", "risk"], ["9lives"], ["a-b"]])
    func ownAttributes(_ slugs: [String]) {
        var input = SettingsInput(Self.service())
        input.ownAttributes = slugs.map { .init(slug: $0, kind: "text", isRequired: false) }
        #expect(input.applied(to: Self.service()).failures.map(\.field) == ["ownAttributes"])
    }

    @Test("each setting has a fingerprint of its own", arguments: SettingName.allCases)
    func fingerprint(_ setting: SettingName) {
        let changed = Self.service { service in
            switch setting {
            case .name: service.name = "Acme 2"
            case .summary: service.settings.summary = "new"
            case .corsOrigins: service.settings.corsOrigins = []
            case .rate: service.settings.burst = 601
            case .ownAttributes: service.settings.ownAttributes = []
            case .requiredAttributes: service.settings.requiredAttributes = []
            case .undecidedDays: service.settings.undecidedDays = 31
            case .decidedDays: service.settings.decidedDays = 1
            case .keepsEmailFingerprint: service.settings.keepsEmailFingerprint = true
            case .requiresSecondFactor: service.settings.requiresSecondFactor = true
            }
        }
        let shown = SettingsFingerprint(Self.service())
        #expect(shown.changes(in: Self.service()).isEmpty)
        #expect(shown.changes(in: changed) == [setting])
        #expect(!setting.words.isEmpty)
        let words = SettingsFingerprint.words(for: setting, in: changed)
        #expect(!words.isEmpty && words != SettingsFingerprint.words(for: setting, in: Self.service()))
    }

    @Test("a fingerprint that is none of ours never lets a form through", arguments: ["", "x", "a-b-c"])
    func forgedFingerprint(_ text: String) {
        #expect(SettingsFingerprint(text).changes(in: Self.service()) == SettingName.allCases)
    }

    @Test("after somebody else saved, mine stay mine, what I left alone shows theirs, and both meeting is a collision")
    func merging() {
        let shown = SettingsFingerprint(Self.service())
        var mine = SettingsInput(Self.service())
        mine.name = "Mine"
        mine.decidedDays = "7"
        let current = Self.service {
            $0.name = "Theirs"
            $0.settings.summary = "Theirs"
            $0.settings.requiredAttributes = []
        }
        let merged = mine.merged(shown: shown, with: current)
        #expect(merged.name == "Mine")
        #expect(merged.decidedDays == "7")
        #expect(merged.summary == "Theirs")
        #expect(merged.requiredAttributes.isEmpty)
        #expect(merged.ownAttributes == [.init(slug: "tax_number", kind: "text", isRequired: false)])
        #expect(shown.changes(in: current) == [.name, .summary, .requiredAttributes])
    }
}
