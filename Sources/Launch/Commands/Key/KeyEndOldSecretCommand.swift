internal import ArgumentParser

/// `lethe key end-old-secret`
struct KeyEndOldSecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end-old-secret",
        abstract: "Stop the old secret of a rotated key before its time. It has stopped before this command returns.")

    @Argument(help: "The key's id.")
    var key: String

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try AdminPath.key(key) + "/end-old-secret"
        try await data.answer { client in
            try await client.post(path) { _ in }
        } render: {
            KeyCommand.describe($0)
        }
    }
}
