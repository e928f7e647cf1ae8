internal import ArgumentParser
internal import Wire

/// `lethe service set`
struct ServiceSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change a service. What you don't mention stays as it is.")

    @Argument(help: "The service's client id.")
    var service: String

    @Option(help: "What people call it.")
    var name: String?

    @OptionGroup(title: "Settings")
    var settings: ServiceSettingOptions

    @Option(name: .customLong("remove-cors-origin"), help: ArgumentHelp("Repeatable.", valueName: "origin"))
    var removedOrigins: [String] = []

    @Option(name: .customLong("do-not-require"), help: ArgumentHelp("Repeatable.", valueName: "slug"))
    var notRequired: [String] = []

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try AdminPath.service(service)
        let (name, settings, removedOrigins, notRequired) = (name, settings, removedOrigins, notRequired)
        try await data.answer { client in
            try await client.patch(path) { writer in
                writer.memberIfPresent("name", name)
                settings.write(into: &writer)
                if !removedOrigins.isEmpty { writer.member("removeCorsOrigins", removedOrigins) }
                if !notRequired.isEmpty { writer.member("removeRequired", notRequired) }
            }
        } render: {
            ServiceCommand.describe($0)
        }
    }
}
