internal import ArgumentParser
internal import Wire

/// `lethe candidate import`
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring candidates in from files or folders.",
        discussion: """
            A file holds one candidate as JSON a line, pictures as base64: what a single-candidate answer of the \
            Dashboard API carries. A folder is one person, with candidate.json and pictures as <slug>.jpg or \
            <slug>.png, or it holds such folders.

            A bad record is reported with its line or folder; the others go in, \
            and the exit code is 1. What is there already stays as it is, so an import can be run again.
            """)

    @Option(help: ArgumentHelp("The service's client id.", valueName: "id"))
    var service: String

    @Flag(help: "Tell webhooks of them. Without it an import tells nobody.")
    var notify = false

    @Argument(help: ArgumentHelp("Files (.ndjson) and folders.", valueName: "path"))
    var paths: [String]

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let service = try AdminPath.service(service, notify ? "/import-and-notify" : "/import")
        let sources = try paths.map { try ImportSource($0) }
        let report = try await data.ask { client in
            try await ImportRun(client: client, path: service).run(sources)
        }
        if data.json {
            Terminal.print(report.document)
        } else {
            for refusal in report.refused { Terminal.complain(refusal.sentence) }
            Terminal.print(report.summary)
        }
        if let stop = report.stop {
            Terminal.complain("lethe: The import stopped: \(stop.message) Running it again goes on where it stopped.")
            throw stop.status
        }
        guard report.refused.isEmpty else { throw ExitStatus.refused }
    }
}
