internal import ArgumentParser
internal import Wire

/// `lethe key`
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make and change API keys: the right of a program to take candidates over.",
        subcommands: [
            KeyCreateCommand.self, KeyListCommand.self, KeyShowCommand.self, KeySetCommand.self, KeyDeleteCommand.self,
        ])

    /// A key for people, without its secret.
    static func describe(_ key: JSONNode) -> String {
        """
        \(key["id"]?.string ?? "")  \(key["description"]?.string ?? "")
          service      \(key["service"]?.string ?? "")
          scope        \(key["scope"]?.string ?? "")
          permissions  \(permissions(key))
          archives     \(archiveRule(key))
          state        \(state(key))
          expires      \(key["expiresAt"]?.string ?? "never")
          networks     \(networks(key))
          last used    \(key["lastUsedAt"]?.string ?? "not yet, or not known")
        """
    }

    static func permissions(_ key: JSONNode) -> String {
        key["permissions"]?.elements.compactMap(\.string).joined(separator: ", ") ?? ""
    }

    static func archiveRule(_ key: JSONNode) -> String {
        key["archiveAfterSeconds"]?.integer.map { "\($0) s after an extraction" } ?? "never"
    }

    static func state(_ key: JSONNode) -> String { key["enabled"]?.boolean ?? false ? "enabled" : "disabled" }

    static func networks(_ key: JSONNode) -> String {
        let networks = key["networks"]?.elements.compactMap(\.string) ?? []
        return networks.isEmpty ? "any" : networks.joined(separator: ", ")
    }
}
