internal import ArgumentParser

/// `lethe key show`
struct KeyShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one key, without its secret.")

    @Argument(help: "The key's id.")
    var key: String

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try AdminPath.key(key)
        try await data.answer { client in
            try await client.get(path)
        } render: {
            KeyCommand.describe($0)
        }
    }
}
