internal import ArgumentParser
internal import Wire

/// `lethe service create`
struct ServiceCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a service. Makes the data directory too, where there is none.")

    @Option(help: "What people call it, 1 to 120 characters.")
    var name: String

    @Option(help: "Its name in every path: 2 to 64 of a-z 0-9 _ -. Proposed from the name if left out.")
    var clientID: String?

    @OptionGroup(title: "Settings")
    var settings: ServiceSettingOptions

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let (name, clientID, settings) = (name, clientID, settings)
        try await data.answer(mayCreate: true) { client in
            try await client.post("services") { writer in
                writer.member("name", name)
                writer.memberIfPresent("clientId", clientID)
                settings.write(into: &writer)
            }
        } render: { service in
            let clientID = service["clientId"]?.string ?? ""
            return """
                \(ServiceCommand.describe(service))
                Next: lethe key create --service \(clientID) --description "Back office" --scope text
                """
        }
    }
}
