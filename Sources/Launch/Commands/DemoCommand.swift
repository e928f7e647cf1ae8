internal import ArgumentParser

/// `lethe demo`
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract:
            "Show the main job with invented people: import, keys, extraction, archive, and that nothing is left.",
        discussion: """
            Without --once the server keeps running afterwards, with a link to its console, until Ctrl-C, which removes \
            the demo's data as well.
            With --once the data lies in a temporary directory, and the exit code is 0 only if every step held.
            """)

    @Flag(help: "End by itself.")
    var once = false

    @Option(help: ArgumentHelp("The folder of the sample people.", valueName: "dir"))
    var people = "Examples/people"

    @Option(
        help: ArgumentHelp(
            "Where the data lies (default ./lethe-demo-data; with --once a temporary directory).", valueName: "dir"))
    var data: String?

    @Flag(help: "Answer with one JSON document on standard output.")
    var json = false

    func run() async throws {
        guard DataDirectory.exists(people) else {
            throw LaunchFailure(
                .badInput,
                "There is no folder \(people). Run the demo where Lethe's sources lie, or name it with --people.")
        }
        let path = try directory()
        defer { ScratchDirectory.remove(path) }
        let settings = DataSettings(directory: DataDirectory(path: path), isJSON: json)
        settings.bootstrapLogging()
        let demo = try Demo(people: people, settings: settings, endsByItself: once)
        guard try await demo.run() else { throw ExitStatus.refused }
    }

    private func directory() throws -> String {
        if data == nil, once { return try ScratchDirectory.make() }
        let path = DataDirectory(path: data ?? "./lethe-demo-data").path
        try ScratchDirectory.make(at: path)
        return path
    }
}
