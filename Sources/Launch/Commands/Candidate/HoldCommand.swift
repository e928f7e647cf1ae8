internal import ArgumentParser

/// `lethe candidate hold`
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Place a candidate under legal hold: nothing archives or deletes it until two people lift the hold.")

    @OptionGroup
    var candidate: CandidateOptions

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try AdminPath.service(candidate.service, "/candidates/hold")
        let candidate = candidate
        try await data.answer { client in
            try await client.post(path) { candidate.write(into: &$0) }
        } render: { _ in
            "The candidate is under legal hold. Two people lift it."
        }
    }
}
