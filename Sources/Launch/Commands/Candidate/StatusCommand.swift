internal import ArgumentParser
internal import Domain
internal import Wire

/// A command that moves a candidate's status.
protocol StatusCommand: AsyncParsableCommand {
    static var change: StatusChange { get }
    var candidate: CandidateOptions { get }
    var reason: ReasonOptions { get }
    var data: DataOptions { get }
}

extension StatusCommand {
    mutating func run() async throws {
        let path = try AdminPath.service(candidate.service, "/candidates/change-status")
        let (candidate, reason) = (candidate, reason.text())
        try await data.answer { client in
            try await client.post(path) { writer in
                candidate.write(into: &writer)
                writer.member("change", Self.change.rawValue)
                writer.memberIfPresent("reason", reason)
            }
        } render: {
            CandidateCommand.describe($0)
        }
    }
}
