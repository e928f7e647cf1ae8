internal import ArgumentParser
internal import Domain
internal import Wire

/// `lethe webhook`
struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook",
        abstract: "Let your systems be told of what happens to candidates.",
        discussion: "A webhook carries ids, the status and dates, never an attribute.",
        subcommands: [
            WebhookCreateCommand.self, WebhookListCommand.self, WebhookLogCommand.self, WebhookPingCommand.self,
            WebhookResendCommand.self, WebhookEnableCommand.self, WebhookDisableCommand.self,
            WebhookRotateCommand.self, WebhookEndOldSecretCommand.self, WebhookDeleteCommand.self,
        ])

    static func state(_ webhook: JSONNode) -> String {
        switch webhook["pause"]?.string {
        case "gone": "paused: the receiver answered 410"
        case "failing": "paused: every attempt failed for days"
        default: webhook["enabled"]?.boolean ?? false ? "enabled" : "disabled"
        }
    }
}

/// Which webhook is meant.
struct WebhookOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The service's client id.", valueName: "id"))
    var service: String

    @Argument(help: ArgumentHelp("The webhook's id.", valueName: "webhook"))
    var webhook: String

    /// - Parameter rest: begins with a slash.
    func path(_ rest: String = "") throws -> String {
        guard let webhookID = WebhookID(webhook) else {
            throw LaunchFailure(.badInput, "A webhook's id has 24 hexadecimal characters.", field: "webhook")
        }
        return try AdminPath.service(service, "/webhooks/\(webhookID.text)\(rest)")
    }

    /// The path of one of its deliveries.
    func path(delivery guid: String, _ rest: String = "") throws -> String {
        guard let deliveryID = DeliveryID(guid) else {
            throw LaunchFailure(.badInput, "A guid has 24 hexadecimal characters.", field: "guid")
        }
        return try path("/deliveries/\(deliveryID.text)\(rest)")
    }
}
