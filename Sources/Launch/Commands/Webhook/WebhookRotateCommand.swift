internal import ArgumentParser
internal import Wire

/// `lethe webhook rotate`
struct WebhookRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Give a webhook a new secret. It is shown once, now.",
        discussion: """
            During the overlap webhook-signature carries both signatures, the new one first. X-Hub-Signature goes on \
            with the old secret, and X-Hub-Signature-Next carries that of the new one. Without an overlap the old \
            secret has stopped before this command returns.
            """)

    @OptionGroup
    var webhook: WebhookOptions

    @Option(help: ArgumentHelp("How long the old secret signs too, at most 7d: 10s, 5m, 2h, 2d.", valueName: "time"))
    var overlap: Delay?

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let (path, seconds) = (try webhook.path("/rotate"), overlap?.seconds ?? 0)
        try await data.answer { client in
            try await client.post(path) { $0.member("overlapSeconds", seconds) }
        } render: {
            Self.render($0)
        }
    }

    static func render(_ webhook: JSONNode) -> String {
        let end = webhook["oldSecretEndsAt"]?.string
        let old = end.map { "The old secret signs too until \($0)." } ?? "The old secret has stopped."
        return """
            \(webhook["secret"]?.string ?? "")

            This is the secret. It can't be shown again. The webhook's id is \(webhook["id"]?.string ?? "").
            \(old)
            """
    }
}
