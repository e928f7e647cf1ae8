internal import ArgumentParser
internal import Wire

/// `lethe webhook create`
struct WebhookCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a webhook. Its secret is shown once, now.",
        discussion: """
            Events of the published contract, which `all` stands for:
              user.created, user.readyToReview, user.inReview, review.approved, review.rejected, user.blocked, user.deleted
            Lethe's own, told only to whoever names them:
              user.reviewRequested, user.extracted, user.archived
            """)

    @Option(help: ArgumentHelp("The service's client id.", valueName: "id"))
    var service: String

    @Option(help: "What people call it, 1 to 120 characters.")
    var name: String

    @Option(help: "Where it is sent: https://…")
    var url: String

    @Option(help: "all, or the names of events with commas between them.")
    var events: String

    @Option(
        help: "A secret that the receiver knows already; without it Lethe makes one. -: read it from standard input.")
    var secret: String?

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try AdminPath.service(service, "/webhooks")
        let (name, url, secret) = (name, url, Self.read(secret))
        let events = events.utf8.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
        try await data.answer { client in
            try await client.post(path) { writer in
                writer.member("name", name)
                writer.member("url", url)
                writer.member("events", events)
                writer.memberIfPresent("secret", secret)
            }
        } render: {
            WebhookRotateCommand.render($0)
        }
    }

    /// Without a line break at its end.
    private static func read(_ secret: String?) -> String? {
        guard secret == "-" else { return secret }
        var text = String(decoding: Terminal.readAll(limit: 64 * 1024), as: UTF8.self)
        while text.last?.isNewline ?? false { text.removeLast() }
        return text
    }
}
