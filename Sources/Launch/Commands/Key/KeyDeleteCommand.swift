internal import ArgumentParser

/// `lethe key delete`
struct KeyDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a key. It stops working before this command returns.")

    @Argument(help: "The key's id.")
    var key: String

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let (path, key) = (try AdminPath.key(key), key)
        try await data.answer { client in
            try await client.delete(path)
        } render: { _ in
            "Key \(key) is deleted."
        }
    }
}
