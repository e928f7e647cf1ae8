internal import ArgumentParser
internal import Wire

/// `lethe candidate undo-acknowledgement`
struct UndoAcknowledgementCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo-acknowledgement",
        abstract: "Take back what a key has acknowledged, as long as the candidate is not archived.",
        discussion: "The candidate is ready for the key again, and the archive that it started is planned no more.")

    @OptionGroup
    var candidate: CandidateOptions

    @Option(help: ArgumentHelp("The key's id.", valueName: "keyid"))
    var key: String

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try AdminPath.service(candidate.service, "/candidates/undo-acknowledgement")
        _ = try AdminPath.key(key)
        let (candidate, key) = (candidate, key)
        try await data.answer { client in
            try await client.post(path) {
                candidate.write(into: &$0)
                $0.member("key", key)
            }
        } render: {
            "\(CandidateCommand.describe($0)). It is ready for the key again."
        }
    }
}
