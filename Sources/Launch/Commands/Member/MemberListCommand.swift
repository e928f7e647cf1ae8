internal import ArgumentParser
internal import Wire

/// `lethe member list`
struct MemberListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the people who can sign in to the console, with their roles.",
        discussion: "Whoever has several roles stands in several lines.")

    @Option(
        help: ArgumentHelp("Only the team of this service, members of every service included.", valueName: "id"))
    var service: String?

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try service.map { try AdminPath.service($0, "/members") } ?? "members"
        try await data.answer { client in
            try await client.get(path)
        } render: { answer in
            var table = Table(["ROLE", "SERVICE", "SECOND FACTOR", "LAST SEEN", "E-MAIL", "NAME"])
            for member in answer["members"]?.elements ?? [] {
                table.add([
                    member["role"]?.string ?? "", member["service"]?.string ?? "every service",
                    member["secondFactor"]?.boolean ?? false ? "yes" : "no", member["lastSeenAt"]?.string ?? "never",
                    member["email"]?.string ?? "", member["name"]?.string ?? "",
                ])
            }
            return table.isEmpty
                ? "Nobody can sign in yet. `lethe member link` prints the link for the first one." : table.text
        }
    }
}
