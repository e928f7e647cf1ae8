internal import ArgumentParser
internal import Wire

/// `lethe candidate list`
struct CandidateListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List candidates, oldest arrival first.")

    @Option(help: ArgumentHelp("The service's client id.", valueName: "id"))
    var service: String

    @Option(help: "incomplete, waiting, inreview, approved, rejected, blocked or review_requested.")
    var status: String?

    @Option(help: "Leave out so many at the beginning.")
    var skip = 0

    @Option(help: "Show so many at most, up to 1000.")
    var limit = 20

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try AdminPath.service(service, "/candidates/list")
        let (status, skip, limit) = (status, skip, limit)
        try await data.answer { client in
            try await client.post(path) { writer in
                writer.memberIfPresent("status", status)
                writer.member("skip", skip)
                writer.member("limit", limit)
            }
        } render: { answer in
            var table = Table(["RECORDID", "STATUS", "SUBMITTED", "ARCHIVED", "REFID"])
            for candidate in answer["candidates"]?.elements ?? [] {
                table.add([
                    candidate["recordId"]?.string ?? "", candidate["status"]?.string ?? "",
                    "\(candidate["submitCount"]?.integer ?? 1)×",
                    candidate["isArchived"]?.boolean ?? false ? "yes" : "no", candidate["refId"]?.string ?? "",
                ])
            }
            return table.isEmpty ? "There is no such candidate." : table.text
        }
    }
}
