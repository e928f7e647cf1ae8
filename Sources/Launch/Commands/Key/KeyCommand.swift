internal import ArgumentParser
internal import Wire

/// `lethe key`
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make and change API keys: the right of a program to take candidates over.",
        subcommands: [
            KeyCreateCommand.self, KeyListCommand.self, KeyShowCommand.self, KeySetCommand.self,
            KeyReceiverCommand.self, KeyRotateCommand.self, KeyEndOldSecretCommand.self, KeyDeleteCommand.self,
        ])

    /// A key for people, without its secret.
    static func describe(_ key: JSONNode) -> String {
        """
        \(key["id"]?.string ?? "")  \(key["description"]?.string ?? "")
          service      \(key["service"]?.string ?? "")
          scope        \(key["scope"]?.string ?? "")
          permissions  \(permissions(key))
          archives     \(archiveRule(key))
          hand-over    \(key["handoverStatus"]?.string ?? "")
          receiver     \(key["receiverThumbprint"]?.string ?? "none")
          plain        \(key["refusesPlain"]?.boolean ?? false ? "refused" : "allowed")
          state        \(state(key))
          expires      \(key["expiresAt"]?.string ?? "never")
          networks     \(networks(key))
          old secret   \(key["oldSecretEndsAt"]?.string.map { "works until \($0)" } ?? "none")
          created      \(key["createdAt"]?.string ?? "") by \(creator(key))
          last used    \(key["lastUsedAt"]?.string ?? "not yet, or not known")
          extractions  \(extractions(key))
        """
    }

    private static func creator(_ key: JSONNode) -> String {
        switch key["createdBy"]?.string ?? "" {
        case "operator": "the operator at this machine"
        case let member where member.hasPrefix("member:"): "member \(member.dropFirst(7))"
        case let other: other
        }
    }

    private static func extractions(_ key: JSONNode) -> String {
        guard let count = key["extractionsIn30Days"]?.integer else { return "not known" }
        return "\(count) in the last 30 days"
    }

    static func permissions(_ key: JSONNode) -> String {
        key["permissions"]?.elements.compactMap(\.string).joined(separator: ", ") ?? ""
    }

    static func archiveRule(_ key: JSONNode) -> String {
        let trigger = key["archiveAfter"]?.string == "acknowledgement" ? "acknowledgement" : "extraction"
        return key["archiveAfterSeconds"]?.integer.map { "\($0) s after an \(trigger)" } ?? "never"
    }

    static func state(_ key: JSONNode) -> String { key["enabled"]?.boolean ?? false ? "enabled" : "disabled" }

    static func networks(_ key: JSONNode) -> String {
        let networks = key["networks"]?.elements.compactMap(\.string) ?? []
        return networks.isEmpty ? "any" : networks.joined(separator: ", ")
    }
}
