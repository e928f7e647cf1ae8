internal import ArgumentParser
internal import Wire

/// `lethe webhook log`
struct WebhookLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Show what became of deliveries, the newest first.",
        discussion: """
            The log goes back 30 days. What the receiver answered is in the JSON form only (--json): it is somebody \
            else's text.
            """)

    @OptionGroup
    var webhook: WebhookOptions

    @Option(help: ArgumentHelp("Every attempt of this delivery.", valueName: "guid"))
    var delivery: String?

    @Option(help: ArgumentHelp("Only those before this number.", valueName: "number"))
    var before: Int?

    @Option(help: "At most so many, 1 to 100.")
    var limit = 20

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        if let delivery {
            let path = try webhook.path(delivery: delivery, "/attempts")
            try await data.answer { client in
                try await client.get(path)
            } render: {
                Self.attempts($0)
            }
        } else {
            let path = try webhook.path("/log")
            let (before, limit) = (before, limit)
            try await data.answer { client in
                try await client.post(path) { writer in
                    writer.memberIfPresent("before", before)
                    writer.member("limit", limit)
                }
            } render: {
                Self.deliveries($0)
            }
        }
    }

    private static func deliveries(_ answer: JSONNode) -> String {
        var table = Table(["NUMBER", "GUID", "TIME", "EVENT", "STATE", "ATTEMPTS", "LAST ANSWER"])
        for delivery in answer["deliveries"]?.elements ?? [] {
            let ping = delivery["isPing"]?.boolean ?? false ? " (ping)" : ""
            table.add([
                String(delivery["number"]?.integer ?? 0), delivery["guid"]?.string ?? "",
                delivery["createdAt"]?.string ?? "", (delivery["event"]?.string ?? "") + ping,
                delivery["state"]?.string ?? "", String(delivery["attempts"]?.integer ?? 0),
                delivery["lastAttempt"].map(outcome) ?? "",
            ])
        }
        return table.isEmpty ? "Nothing was to be delivered yet." : table.text
    }

    private static func attempts(_ answer: JSONNode) -> String {
        var table = Table(["ATTEMPT", "TIME", "TOOK", "ANSWER"])
        for attempt in answer["attempts"]?.elements ?? [] {
            table.add([
                String(attempt["attempt"]?.integer ?? 0), attempt["at"]?.string ?? "",
                "\(attempt["milliseconds"]?.integer ?? 0) ms", outcome(attempt),
            ])
        }
        return table.isEmpty ? "Nothing was attempted yet." : table.text
    }

    private static func outcome(_ attempt: JSONNode) -> String {
        let parts = [attempt["httpStatus"]?.integer.map { "HTTP \($0)" }, attempt["failure"]?.string]
        return parts.compactMap(\.self).joined(separator: ", ")
    }
}
