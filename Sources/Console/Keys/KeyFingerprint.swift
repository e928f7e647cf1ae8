package import Domain

/// Tells whether a key is still what a dialog showed. It guards against an oversight, not against an attacker: who may
/// send the form may change the key.
package enum KeyFingerprint {
    package static func of(_ key: APIKey) -> String {
        let fields = [
            key.description, key.scope.rawValue, String(key.mayWrite),
            key.archiveRule.map { "\($0.seconds) \($0.trigger.rawValue)" } ?? "-",
            key.expiresAt.map { String($0.milliseconds) } ?? "-", key.networks.map(\.text).joined(separator: ","),
            String(key.refusesPlain), key.handoverStatus.rawValue, String(key.isEnabled),
        ]
        return Fingerprint.of(fields.joined(separator: "\u{0}"))
    }

    /// What stands now where the fields say something else, in the order of the dialog.
    package static func differences(between fields: KeyFields, and key: APIKey) -> [Difference] {
        var found: [Difference] = []
        func note(_ name: String, _ isSame: Bool, _ words: String) {
            if !isSame { found.append(Difference(name: name, now: words)) }
        }
        note("Description", fields.description == key.description, key.description)
        note("Reads", fields.scope == key.scope, KeyWords.scope(key.scope))
        note("Archives", fields.archiveRule == key.archiveRule, KeyWords.archiveRule(key.archiveRule))
        note(
            "Expires", fields.expiresAt == key.expiresAt,
            key.expiresAt.map { KeyInput.expiryText($0).replacing("T", with: " ") + " UTC" } ?? "Never")
        note(
            "Allowed networks", fields.networks == key.networks,
            key.networks.isEmpty ? "Any" : key.networks.map(\.text).joined(separator: ", "))
        note("May import candidates", fields.mayImport == key.mayWrite, key.mayWrite ? "Yes" : "No")
        note(
            "Plain answers", fields.refusesPlain == key.refusesPlain, key.refusesPlain ? "Refused" : "Allowed")
        note(
            "Ready for hand-over", fields.handoverStatus ?? key.handoverStatus == key.handoverStatus,
            StatusWord(key.handoverStatus).words)
        note("State", fields.isEnabled == key.isEnabled, key.isEnabled ? "Enabled" : "Disabled")
        return found
    }

    package struct Difference: Sendable, Equatable {
        package let name: String
        package let now: String
    }
}
