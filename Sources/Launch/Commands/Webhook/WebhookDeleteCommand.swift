internal import ArgumentParser

/// `lethe webhook delete`
struct WebhookDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a webhook with its log and all that waits for it.")

    @OptionGroup
    var webhook: WebhookOptions

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try webhook.path()
        try await data.answer { client in
            try await client.delete(path)
        } render: { _ in
            "The webhook is deleted."
        }
    }
}
