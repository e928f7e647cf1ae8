internal import ArgumentParser

/// `lethe candidate delete`
struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Forget a candidate: from now on it is not found.")

    @OptionGroup
    var candidate: CandidateOptions

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try AdminPath.service(candidate.service, "/candidates/delete")
        let candidate = candidate
        try await data.answer { client in
            try await client.post(path) { candidate.write(into: &$0) }
        } render: { _ in
            "The candidate is deleted."
        }
    }
}
