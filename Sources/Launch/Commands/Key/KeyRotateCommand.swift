internal import ArgumentParser
internal import Wire

/// `lethe key rotate`
struct KeyRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Give a key a new secret. It is shown once, now.",
        discussion: """
            Everything else about the key stays as it is. The old secret works on for the overlap; without one it has
            stopped before this command returns, also for an answer that is under way.
            """)

    @Argument(help: "The key's id.")
    var key: String

    @Option(help: ArgumentHelp("How long the old secret works on, at most 7d: 10s, 5m, 2h, 2d.", valueName: "time"))
    var overlap: Delay?

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let (path, seconds) = (try AdminPath.key(key) + "/rotate", overlap?.seconds ?? 0)
        try await data.answer { client in
            try await client.post(path) { $0.member("overlapSeconds", seconds) }
        } render: {
            Self.render($0)
        }
    }

    private static func render(_ key: JSONNode) -> String {
        let old = key["oldSecretEndsAt"]?.string.map { "works until \($0)" } ?? "has stopped working"
        return """
            \(key["key"]?.string ?? "")

            This is the key from now on. It is not stored and can't be shown again.
            The old secret of \(key["id"]?.string ?? "") \(old).
            """
    }
}
