internal import ArgumentParser
internal import Wire

/// `lethe webhook enable`
struct WebhookEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Let a webhook be sent to. It ends a pause: what has waited goes out at once.")

    @OptionGroup
    var webhook: WebhookOptions

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try webhook.path()
        try await data.answer { client in
            try await client.patch(path) { $0.member("enabled", true) }
        } render: { answer in
            "\(answer["name"]?.string ?? "") is \(WebhookCommand.state(answer))."
        }
    }
}
