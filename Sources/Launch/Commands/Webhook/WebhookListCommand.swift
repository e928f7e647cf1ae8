internal import ArgumentParser
internal import Wire

/// `lethe webhook list`
struct WebhookListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the webhooks of a service.")

    @Option(help: ArgumentHelp("The service's client id.", valueName: "id"))
    var service: String

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try AdminPath.service(service, "/webhooks")
        try await data.answer { client in
            try await client.get(path)
        } render: { answer in
            var table = Table(["ID", "NAME", "STATE", "WAITING", "LAST DELIVERED", "EVENTS", "URL"])
            for webhook in answer["webhooks"]?.elements ?? [] {
                table.add([
                    webhook["id"]?.string ?? "", webhook["name"]?.string ?? "", WebhookCommand.state(webhook),
                    String(webhook["waiting"]?.integer ?? 0), webhook["lastDeliveredAt"]?.string ?? "not yet",
                    String(webhook["events"]?.elements.count ?? 0), webhook["url"]?.string ?? "",
                ])
            }
            return table.isEmpty ? "This service has no webhook yet." : table.text
        }
    }
}
