internal import Domain
internal import UseCases

/// The service's public key, for programs that choose how their answers are encrypted.
struct EncryptionKeyDialog: Sendable {
    let thumbprint: String
    let pem: String
    /// Where programs fetch it from.
    let address: String
    let downloadPath: String

    init(_ key: ServiceEncryptionKey, of service: Service, settings: ConsoleSettings, path: String) {
        thumbprint = key.keyID
        pem = key.pem
        address = "\(settings.apiURL())/kyc/1.0/connect/\(service.clientID.text)/encryption-key"
        downloadPath = "\(path)/settings/encryption-key.pem"
    }
}

/// `settings-form.mustache`
struct SettingsPage: PageModel {
    /// One attribute to tick as required.
    struct Attribute: Sendable {
        let slug: String
        let isRequired: Bool
    }

    struct Group: Sendable {
        let title: String
        let attributes: [Attribute]
    }

    struct OwnRow: Sendable {
        let number: Int
        let slug: String
        let isPicture: Bool
        let isRequired: Bool
    }

    /// What somebody else changed while the form was open.
    struct Change: Sendable {
        let setting: String
        let value: String
        /// Whether the member changed the same setting otherwise.
        let isReplaced: Bool
    }

    let frame: PageFrame
    let path: String
    let sections: [SettingsSection]
    let clientId: String
    /// What the form shows, for `SettingsFingerprint`.
    let shown: String
    let name: String
    let summary: String
    let corsOrigins: String
    let requestsPerSecond: String
    let burst: String
    let ownRows: [OwnRow]
    let groups: [Group]
    let requiredCount: String
    let undecidedDays: String
    let decidedDays: String
    let keepsEmailFingerprint: Bool
    let requiresSecondFactor: Bool
    let mayRequireSecondFactor: Bool
    let hasSecondFactor: Bool
    let changes: [Change]
    let hasChanges: Bool
    /// Whether the form differs from what stands.
    let isUnsaved: Bool
    let problems: Problems
    let dialog: EncryptionKeyDialog?

    /// Empty rows below the own attributes.
    private static let spareRows = 3

    init(
        _ input: SettingsInput, shown: Service, fingerprint: SettingsFingerprint? = nil, changes: [SettingName] = [],
        problems: Problems = Problems(), title: String = "Settings", dialog: EncryptionKeyDialog? = nil,
        _ context: ServiceContext
    ) {
        self.dialog = dialog
        frame = PageFrame(title: title, tab: .settings, context: context)
        path = "\(context.servicePath)/settings"
        sections = SettingsSection.all(current: SettingsSection.service, context)
        clientId = shown.clientID.text
        self.shown = (fingerprint ?? SettingsFingerprint(shown)).text
        (name, summary, corsOrigins) = (input.name, input.summary, input.corsOrigins)
        (requestsPerSecond, burst) = (input.requestsPerSecond, input.burst)
        let spare = Array(
            repeating: SettingsInput.OwnRow(slug: "", kind: "text", isRequired: false), count: Self.spareRows)
        ownRows = (input.ownAttributes.filter { !$0.slug.isEmpty } + spare).enumerated().map { index, row in
            OwnRow(
                number: index + 1, slug: row.slug, isPicture: row.kind == AttributeKind.picture.rawValue,
                isRequired: row.isRequired)
        }
        let required = Set(input.requiredAttributes)
        groups = Self.groups(required)
        let count = required.count + input.ownAttributes.count { $0.isRequired && !$0.slug.isEmpty }
        requiredCount = count == 0 ? "none" : Figures.text(count)
        (undecidedDays, decidedDays) = (input.undecidedDays, input.decidedDays)
        keepsEmailFingerprint = input.keepsEmailFingerprint
        requiresSecondFactor = input.requiresSecondFactor
        mayRequireSecondFactor = context.rights.contains(.own)
        hasSecondFactor = context.grant.member.hasSecondFactor
        let yours = SettingsFingerprint(shown).changes(in: input.applied(to: shown).service)
        self.changes = changes.map {
            Change(
                setting: $0.words, value: SettingsFingerprint.words(for: $0, in: shown), isReplaced: yours.contains($0))
        }
        hasChanges = !changes.isEmpty
        isUnsaved = !problems.isEmpty || !changes.isEmpty
        self.problems = problems
    }

    /// The published attributes as the form groups them.
    static func groups(_ required: Set<String>) -> [Group] {
        func group(_ title: String, _ isMember: (Slug, AttributeKind) -> Bool) -> Group {
            Group(
                title: title,
                attributes: AttributeCatalog.published.filter { isMember($0.0, $0.1) }.map {
                    Attribute(slug: $0.0.text, isRequired: required.contains($0.0.text))
                })
        }
        let documents = ["passport_", "national_id_", "driving_license_"]
        func isDocument(_ slug: Slug) -> Bool { documents.contains { slug.text.hasPrefix($0) } }
        func isCoin(_ slug: Slug) -> Bool { slug.text.hasPrefix("crypto_address_") }
        return [
            group("Person") { $1 == .text && !isCoin($0) && !isDocument($0) },
            group("Pictures") { $1 == .picture },
            group("Documents") { $1 == .text && isDocument($0) },
            group("Wallets") { $1 == .text && isCoin($0) },
        ]
    }
}
