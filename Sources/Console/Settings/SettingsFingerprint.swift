package import Domain

/// What a settings form showed when it was opened: a short fingerprint of each setting. Held against what stands when the
/// form comes back, it tells what somebody else has changed in between.
package struct SettingsFingerprint: Hashable, Sendable {
    /// What the form carries.
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package init(_ service: Service) {
        text = SettingName.allCases.map { Fingerprint.of(Self.value(of: $0, in: service)) }.joined(separator: "-")
    }

    /// The settings in which `service` differs from what was shown; all of them when the text is none of ours.
    package func changes(in service: Service) -> [SettingName] {
        let shown = text.split(separator: "-", omittingEmptySubsequences: false)
        let current = SettingsFingerprint(service).text.split(separator: "-")
        guard shown.count == current.count else { return SettingName.allCases }
        return zip(SettingName.allCases, zip(shown, current)).filter { $0.1.0 != $0.1.1 }.map(\.0)
    }

    /// What stands for a setting, for people.
    package static func words(for setting: SettingName, in service: Service) -> String {
        let settings = service.settings
        switch setting {
        case .rate: return "\(settings.requestsPerSecond) a second, \(settings.burst) at once"
        case .ownAttributes:
            let all = settings.ownAttributes.map { "\($0.slug.text) (\($0.kind.rawValue))" }
            return all.isEmpty ? "none" : all.joined(separator: ", ")
        case .undecidedDays, .decidedDays:
            let days = value(of: setting, in: service)
            return days.isEmpty ? "never" : "after \(days) day\(days == "1" ? "" : "s")"
        case .keepsEmailFingerprint: return settings.keepsEmailFingerprint ? "kept" : "not kept"
        case .requiresSecondFactor: return settings.requiresSecondFactor ? "required" : "not required"
        case .name, .summary, .corsOrigins, .requiredAttributes:
            let text = value(of: setting, in: service).split(separator: "\n").joined(separator: ", ")
            return text.isEmpty ? "none" : text
        }
    }

    private static func value(of setting: SettingName, in service: Service) -> String {
        let settings = service.settings
        return switch setting {
        case .name: service.name
        case .summary: settings.summary
        case .corsOrigins: settings.corsOrigins.joined(separator: "\n")
        case .rate: "\(settings.requestsPerSecond) \(settings.burst)"
        case .ownAttributes:
            settings.ownAttributes.map { "\($0.slug.text):\($0.kind.rawValue)" }.joined(separator: "\n")
        case .requiredAttributes: settings.requiredAttributes.map(\.text).joined(separator: "\n")
        case .undecidedDays: settings.undecidedDays.map(String.init) ?? ""
        case .decidedDays: settings.decidedDays.map(String.init) ?? ""
        case .keepsEmailFingerprint: String(settings.keepsEmailFingerprint)
        case .requiresSecondFactor: String(settings.requiresSecondFactor)
        }
    }
}
