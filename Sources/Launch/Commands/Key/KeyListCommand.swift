internal import ArgumentParser
internal import Wire

/// `lethe key list`
struct KeyListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the keys of a service.")

    @Option(help: ArgumentHelp("The service's client id.", valueName: "id"))
    var service: String

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try AdminPath.service(service, "/keys")
        try await data.answer { client in
            try await client.get(path)
        } render: { answer in
            var table = Table(["ID", "SCOPE", "PERMISSIONS", "STATE", "EXPIRES", "ARCHIVES", "DESCRIPTION"])
            for key in answer["keys"]?.elements ?? [] {
                table.add([
                    key["id"]?.string ?? "", key["scope"]?.string ?? "", KeyCommand.permissions(key),
                    KeyCommand.state(key), key["expiresAt"]?.string.map { String($0.prefix(10)) } ?? "never",
                    KeyCommand.archiveRule(key), key["description"]?.string ?? "",
                ])
            }
            return table.isEmpty ? "This service has no key yet." : table.text
        }
    }
}
