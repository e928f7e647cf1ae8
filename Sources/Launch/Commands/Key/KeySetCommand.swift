internal import ArgumentParser
internal import Domain
internal import Wire

/// `lethe key set`
struct KeySetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change a key. What you don't mention stays as it is.",
        discussion: "What a key loses it has lost before this command returns, also for an answer that is under way.")

    @Argument(help: "The key's id.")
    var key: String

    @Option(help: "What it is for.")
    var description: String?

    @Option(help: "metadata, text or pictures.")
    var scope: Scope?

    @Option(
        help: ArgumentHelp("Archive so long after this key has read a candidate: 10s, 5m, 2h, 30d.", valueName: "delay")
    )
    var archiveAfter: Delay?

    @Flag(help: "Archive nothing after this key has read it.")
    var noArchive = false

    @Flag(help: "Make it work again.")
    var enabled = false

    @Flag(help: "Stop it from working.")
    var disabled = false

    @Flag(inversion: .prefixedNo, help: "May bring candidates in.")
    var write: Bool?

    @Option(help: ArgumentHelp("When it stops working: 2027-01-31 (UTC) or 2027-01-31T18:00:00Z.", valueName: "date"))
    var expires: Deadline?

    @Flag(help: "It never stops working by itself.")
    var noExpiry = false

    @Option(
        name: .customLong("network"),
        help: ArgumentHelp("May be used from here only; replaces the earlier ones. Repeatable.", valueName: "cidr"))
    var networks: [String] = []

    @Flag(help: "May be used from anywhere.")
    var noNetworks = false

    @OptionGroup(title: "Hand-over")
    var handover: KeyHandoverOptions

    @Flag(help: "Answer in the open again.")
    var plainAllowed = false

    @OptionGroup(title: "Data")
    var data: DataOptions

    func validate() throws {
        let pairs = [
            (archiveAfter != nil && noArchive, "--archive-after and --no-archive"),
            (handover.after != nil && noArchive, "--after and --no-archive"),
            (handover.refusePlain && plainAllowed, "--refuse-plain and --plain-allowed"),
            (enabled && disabled, "--enabled and --disabled"),
            (expires != nil && noExpiry, "--expires and --no-expiry"),
            (!networks.isEmpty && noNetworks, "--network and --no-networks"),
        ]
        for (isBoth, names) in pairs where isBoth { throw ValidationError("\(names) contradict each other.") }
    }

    func run() async throws {
        let path = try AdminPath.key(key)
        let asked = self
        try await data.answer { client in
            try await client.patch(path) { asked.write(into: &$0) }
        } render: {
            KeyCommand.describe($0)
        }
    }

    private func write(into writer: inout JSONWriter) {
        writer.memberIfPresent("description", description)
        writer.memberIfPresent("scope", scope?.rawValue)
        writer.memberIfPresent("archiveAfterSeconds", archiveAfter?.seconds)
        handover.write(into: &writer)
        if plainAllowed { writer.member("refusesPlain", false) }
        writer.memberIfPresent("write", write)
        if enabled || disabled { writer.member("enabled", enabled) }
        if let expires {
            writer.key("expiresAt")
            writer.integer(expires.milliseconds)
        }
        if !networks.isEmpty || noNetworks { writer.member("networks", networks) }
        for (isGone, name) in [(noArchive, "archiveAfterSeconds"), (noExpiry, "expiresAt")] where isGone {
            writer.key(name)
            writer.null()
        }
    }
}
