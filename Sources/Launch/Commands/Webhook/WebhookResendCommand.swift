internal import ArgumentParser
internal import Wire

/// `lethe webhook resend`
struct WebhookResendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resend",
        abstract: "Send a delivery once more, with the same guid; one that still waits is attempted now.")

    @OptionGroup
    var webhook: WebhookOptions

    @Argument(help: ArgumentHelp("The delivery's guid, as `lethe webhook log` shows it.", valueName: "guid"))
    var guid: String

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try webhook.path(delivery: guid, "/resend")
        try await data.answer { client in
            try await client.post(path)
        } render: { answer in
            "\(answer["guid"]?.string ?? "") is on its way."
        }
    }
}
