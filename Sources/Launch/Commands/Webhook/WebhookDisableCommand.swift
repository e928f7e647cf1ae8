internal import ArgumentParser
internal import Wire

/// `lethe webhook disable`
struct WebhookDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Stop a webhook. It is told nothing of what happens from now on; what waits is kept for three days.",
        discussion: """
            One that Lethe has paused collects what happens, each event for three days; disabled, it collects no more.
            """)

    @OptionGroup
    var webhook: WebhookOptions

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try webhook.path()
        try await data.answer { client in
            try await client.patch(path) { $0.member("enabled", false) }
        } render: { answer in
            "\(answer["name"]?.string ?? "") is \(WebhookCommand.state(answer))."
        }
    }
}
