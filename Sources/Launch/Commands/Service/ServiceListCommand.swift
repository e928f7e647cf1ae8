internal import ArgumentParser
internal import Wire

/// `lethe service list`
struct ServiceListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the services with the number of their keys and candidates.")

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        try await data.answer { client in
            try await client.get("services")
        } render: { answer in
            var table = Table(["SERVICE", "KEYS", "CANDIDATES", "NAME"])
            for service in answer["services"]?.elements ?? [] {
                let tallies = service["candidates"]?.members.map { ($0.key, $0.node.integer ?? 0) } ?? []
                let total = tallies.reduce(0) { $0 + $1.1 }
                let parts = tallies.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
                table.add([
                    service["clientId"]?.string ?? "", String(service["keys"]?.integer ?? 0),
                    tallies.count > 1 ? "\(total) (\(parts))" : tallies.isEmpty ? "0" : parts,
                    service["name"]?.string ?? "",
                ])
            }
            return table.isEmpty ? "There is no service yet. Make one: lethe service create --name NAME" : table.text
        }
    }
}
