package import Domain
internal import UseCases

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
        let delay = rule.seconds == 0 ? "At once" : Delay.words(seconds: rule.seconds)
        return "\(delay) after \(rule.trigger.rawValue)"
    }

    /// What an extraction with this rule does to the candidate, as a sentence.
    package static func consequence(of rule: ArchiveRule?, isArchived: Bool) -> String {
        if isArchived { return "This candidate is archived: the identity is gone, and only this is left." }
        guard let rule else { return "Reading a candidate with this key does not archive it." }
        let delay = rule.seconds == 0 ? "at once" : "\(Delay.words(seconds: rule.seconds)) later"
        return switch rule.trigger {
        case .extraction: "Reading a candidate to the last byte with this key archives it for good \(delay)."
        case .acknowledgement:
            "Reading a candidate with this key does not archive it. A receiver that proves that it has the data lets it "
                + "be archived for good \(delay)."
        }
    }

    /// How answers with attributes leave, where not simply in the open.
    package static func sealing(_ key: APIKey) -> String? {
        if let receiver = key.receiver { return "sealed to \(short(receiver.thumbprint))" }
        return key.refusesPlain ? "refuses plain answers" : nil
    }

    /// The same about one answer, as a sentence.
    package static func sealingSentence(_ key: APIKey) -> String? {
        guard key.scope.readsAttributes else { return nil }
        if let receiver = key.receiver {
            return
                "The answer leaves sealed: only the holder of the receiver key \(short(receiver.thumbprint)) reads it."
        }
        return key.refusesPlain
            ? "The answer leaves encrypted only: the program has to send X-Encryption-Key, or it gets 403." : nil
    }

    /// Which candidates a key takes over, where not the usual ones.
    package static func handover(_ status: CandidateStatus) -> String? {
        status == .approved ? nil : "takes over when \(StatusWord(status).words.lowercased())"
    }

    /// For a key whose leases run out.
    package static func stuck(_ candidates: Int) -> String {
        let times = Registry.tooManyLeases
        return "\(Figures.count(candidates, "candidate")) failed to be taken over \(times) times or more"
    }

    /// The start of a thumbprint: enough to tell a service's receivers apart.
    package static func short(_ thumbprint: String) -> String { "\(thumbprint.prefix(8))…" }

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
