internal import ArgumentParser

/// `lethe candidate archive`
struct ArchiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive", abstract: "Destroy a candidate's attributes now, for good.")

    @OptionGroup
    var candidate: CandidateOptions

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try AdminPath.service(candidate.service, "/candidates/archive")
        let candidate = candidate
        try await data.answer { client in
            try await client.post(path) { candidate.write(into: &$0) }
        } render: {
            "\(CandidateCommand.describe($0)). The attributes are gone for good."
        }
    }
}
