internal import ArgumentParser
internal import Wire

/// `lethe webhook ping`
struct WebhookPingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ping", abstract: "Send an event of nobody, with isPing true, to see whether the receiver answers."
    )

    @OptionGroup
    var webhook: WebhookOptions

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try webhook.path("/ping")
        try await data.answer { client in
            try await client.post(path)
        } render: { answer in
            "The ping \(answer["guid"]?.string ?? "") is on its way. See what became of it: lethe webhook log"
        }
    }
}
