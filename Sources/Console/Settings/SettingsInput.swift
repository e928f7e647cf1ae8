package import Domain

/// A service's settings as they stand in the form: texts, which need not be right.
package struct SettingsInput: Sendable {
    package struct OwnRow: Hashable, Sendable {
        package var slug: String
        package var kind: String
        package var isRequired: Bool

        package init(slug: String, kind: String, isRequired: Bool) {
            self.slug = slug
            self.kind = kind
            self.isRequired = isRequired
        }
    }

    package var name: String
    package var summary: String
    /// One a line.
    package var corsOrigins: String
    package var requestsPerSecond: String
    package var burst: String
    package var ownAttributes: [OwnRow]
    /// Slugs of published attributes.
    package var requiredAttributes: [String]
    /// Empty: never.
    package var undecidedDays: String
    package var decidedDays: String
    package var keepsEmailFingerprint: Bool
    package var requiresSecondFactor: Bool

    package init(
        name: String, summary: String, corsOrigins: String, requestsPerSecond: String, burst: String,
        ownAttributes: [OwnRow], requiredAttributes: [String], undecidedDays: String, decidedDays: String,
        keepsEmailFingerprint: Bool, requiresSecondFactor: Bool
    ) {
        self.name = name
        self.summary = summary
        self.corsOrigins = corsOrigins
        self.requestsPerSecond = requestsPerSecond
        self.burst = burst
        self.ownAttributes = ownAttributes
        self.requiredAttributes = requiredAttributes
        self.undecidedDays = undecidedDays
        self.decidedDays = decidedDays
        self.keepsEmailFingerprint = keepsEmailFingerprint
        self.requiresSecondFactor = requiresSecondFactor
    }

    /// What stands now.
    package init(_ service: Service) {
        let settings = service.settings
        let required = Set(settings.requiredAttributes)
        name = service.name
        summary = settings.summary
        corsOrigins = settings.corsOrigins.joined(separator: "\n")
        requestsPerSecond = String(settings.requestsPerSecond)
        burst = String(settings.burst)
        ownAttributes = settings.ownAttributes.map {
            OwnRow(slug: $0.slug.text, kind: $0.kind.rawValue, isRequired: required.contains($0.slug))
        }
        let own = Set(settings.ownAttributes.map(\.slug))
        requiredAttributes = settings.requiredAttributes.filter { !own.contains($0) }.map(\.text)
        undecidedDays = settings.undecidedDays.map(String.init) ?? ""
        decidedDays = settings.decidedDays.map(String.init) ?? ""
        keepsEmailFingerprint = settings.keepsEmailFingerprint
        requiresSecondFactor = settings.requiresSecondFactor
    }

    /// The service as the form asks for it, and everything that is wrong with that, each with its field. A setting that is
    /// wrong keeps what stands now.
    package func applied(to current: Service) -> (service: Service, failures: [Failure]) {
        var failures: [Failure] = []
        var wanted = current
        wanted.name = name
        wanted.settings.summary = summary.replacing("\r\n", with: "\n")
        wanted.settings.corsOrigins = corsOrigins.split(whereSeparator: \.isWhitespace).map(String.init)
        wanted.settings.keepsEmailFingerprint = keepsEmailFingerprint
        wanted.settings.requiresSecondFactor = requiresSecondFactor
        read(requestsPerSecond, "requestsPerSecond", "A rate", into: &wanted.settings.requestsPerSecond, &failures)
        read(burst, "burst", "A burst", into: &wanted.settings.burst, &failures)
        wanted.settings.undecidedDays = days(
            undecidedDays, "undecidedDays", current.settings.undecidedDays, &failures)
        wanted.settings.decidedDays = days(decidedDays, "decidedDays", current.settings.decidedDays, &failures)
        readAttributes(into: &wanted.settings, &failures)
        keepRight(&wanted, current, &failures)
        return (wanted, failures.sorted { Self.place(of: $0) < Self.place(of: $1) })
    }

    /// Where the field stands in the form.
    private static func place(of failure: Failure) -> Int {
        let fields = [
            "name", "summary", "undecidedDays", "decidedDays", "ownAttributes", "requiredAttributes", "corsOrigins",
            "requestsPerSecond", "burst",
        ]
        return fields.firstIndex { $0 == failure.field } ?? fields.count
    }

    /// The form after somebody else has saved: what its member changed stays, what they left alone shows the new state.
    package func merged(shown: SettingsFingerprint, with current: Service) -> SettingsInput {
        let mine = Set(shown.changes(in: applied(to: current).service))
        var merged = self
        let theirs = SettingsInput(current)
        for setting in shown.changes(in: current) where !mine.contains(setting) { merged.take(setting, from: theirs) }
        return merged
    }

    private mutating func take(_ setting: SettingName, from other: SettingsInput) {
        switch setting {
        case .name: name = other.name
        case .summary: summary = other.summary
        case .corsOrigins: corsOrigins = other.corsOrigins
        case .rate: (requestsPerSecond, burst) = (other.requestsPerSecond, other.burst)
        case .ownAttributes: ownAttributes = other.ownAttributes
        case .requiredAttributes:
            requiredAttributes = other.requiredAttributes
            let required = Set(other.ownAttributes.filter(\.isRequired).map(\.slug))
            for index in ownAttributes.indices {
                ownAttributes[index].isRequired = required.contains(ownAttributes[index].slug)
            }
        case .undecidedDays: undecidedDays = other.undecidedDays
        case .decidedDays: decidedDays = other.decidedDays
        case .keepsEmailFingerprint: keepsEmailFingerprint = other.keepsEmailFingerprint
        case .requiresSecondFactor: requiresSecondFactor = other.requiresSecondFactor
        }
    }

    private func read(
        _ text: String, _ field: String, _ what: String, into value: inout Int, _ failures: inout [Failure]
    ) {
        guard let number = Int(text) else {
            failures.append(.invalid(field: field, "\(what) is a whole number; 0 to 1,000,000."))
            return
        }
        value = number
    }

    private func days(_ text: String, _ field: String, _ current: Int?, _ failures: inout [Failure]) -> Int? {
        guard !text.isEmpty else { return nil }
        guard let number = Int(text) else {
            failures.append(.invalid(field: field, "A retention is 1 to 3650 days. Leave it empty for never."))
            return current
        }
        return number
    }

    private func readAttributes(into settings: inout ServiceSettings, _ failures: inout [Failure]) {
        var own: [OwnAttribute] = []
        var required: [Slug] = requiredAttributes.map { Slug(stored: $0) }
        for row in ownAttributes where !row.slug.isEmpty {
            do throws(Failure) {
                let slug = try Slug(row.slug, field: "ownAttributes")
                own.append(OwnAttribute(slug: slug, kind: AttributeKind(rawValue: row.kind) ?? .text))
                if row.isRequired { required.append(slug) }
            } catch {
                failures.append(error)
                return
            }
        }
        settings.ownAttributes = own
        // In a fixed order, so that ticking the same boxes is no change.
        let catalog = AttributeCatalog(own: own)
        settings.requiredAttributes = required.sorted(by: catalog.precedes)
    }

    /// Holds the settings against the rules of `Service.checked`, which stops at the first fault, until none is left.
    private func keepRight(_ wanted: inout Service, _ current: Service, _ failures: inout [Failure]) {
        for _ in SettingName.allCases {
            do throws(Failure) {
                _ = try wanted.checked()
                return
            } catch {
                if !failures.contains(where: { $0.field == error.field }) { failures.append(error) }
                wanted.restore(error.field ?? "", from: current)
            }
        }
    }
}

extension Service {
    /// Takes back what one field of the form asked for.
    fileprivate mutating func restore(_ field: String, from current: Service) {
        switch field {
        case "name": name = current.name
        case "summary": settings.summary = current.settings.summary
        case "corsOrigins": settings.corsOrigins = current.settings.corsOrigins
        case "requestsPerSecond", "burst":
            settings.requestsPerSecond = current.settings.requestsPerSecond
            settings.burst = current.settings.burst
        case "undecidedDays": settings.undecidedDays = current.settings.undecidedDays
        case "decidedDays": settings.decidedDays = current.settings.decidedDays
        default:
            settings.ownAttributes = current.settings.ownAttributes
            settings.requiredAttributes = current.settings.requiredAttributes
        }
    }
}
