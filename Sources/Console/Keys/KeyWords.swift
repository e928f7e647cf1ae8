package import Domain

/// What a key may and does, in words.
package enum KeyWords {
    /// For a cell of the table.
    package static func scope(_ scope: Scope) -> String {
        switch scope {
        case .metadata: "Metadata only"
        case .text: "Metadata and attributes except pictures"
        case .pictures: "Metadata and attributes including pictures"
        }
    }

    package static func archiveRule(_ rule: ArchiveRule?) -> String {
        guard let rule else { return "Never" }
        return rule.seconds == 0 ? "At once after extraction" : "\(Delay.words(seconds: rule.seconds)) after extraction"
    }

    /// What an extraction with this rule does to the candidate, as a sentence.
    package static func consequence(of rule: ArchiveRule?, isArchived: Bool) -> String {
        if isArchived { return "This candidate is archived: the identity is gone, and only this is left." }
        guard let rule else { return "Reading a candidate with this key does not archive it." }
        let delay = rule.seconds == 0 ? "at once" : "\(Delay.words(seconds: rule.seconds)) later"
        return "Reading a candidate to the last byte with this key archives it for good \(delay)."
    }

    /// Whether somebody typed a description: letter by letter, but for runs of spaces, which a page shows as one.
    package static func isSame(_ typed: String, _ description: String) -> Bool {
        typed.split(whereSeparator: \.isWhitespace) == description.split(whereSeparator: \.isWhitespace)
    }

    package static func networks(_ networks: [Network]) -> String? {
        switch networks.count {
        case 0: nil
        case 1: "from \(networks[0].text) only"
        default: "from \(networks.count) networks only"
        }
    }
}

/// Whether a key works, as a dot and a word.
package struct KeyState: Sendable, Equatable {
    /// For the dot: `good`, `warning`, `danger` or `quiet`.
    package let tone: String
    package let word: String
    /// What comes, such as `expires in 3 days`.
    package let note: String?

    /// From when on an expiry is worth a warning.
    private static let noticeSeconds: Int64 = 14 * 86_400

    package init(_ key: APIKey, at now: Instant) {
        if let end = key.expiresAt, end <= now {
            (tone, word, note) = ("danger", "Expired", key.isEnabled ? nil : "and disabled")
        } else if !key.isEnabled {
            (tone, word, note) = ("quiet", "Disabled", nil)
        } else if let end = key.expiresAt {
            let isNear = end < now.adding(seconds: Self.noticeSeconds)
            (tone, word) = (isNear ? "warning" : "good", "Enabled")
            note = "expires \(RelativeTime.text(at: end, now: now))"
        } else {
            (tone, word, note) = ("good", "Enabled", nil)
        }
    }
}
