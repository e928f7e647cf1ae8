internal import ArgumentParser

/// `lethe webhook end-old-secret`
struct WebhookEndOldSecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end-old-secret", abstract: "End the overlap of a rotation: only the new secret signs.")

    @OptionGroup
    var webhook: WebhookOptions

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try webhook.path("/end-old-secret")
        try await data.answer { client in
            try await client.post(path)
        } render: { _ in
            "Only the new secret signs now."
        }
    }
}
