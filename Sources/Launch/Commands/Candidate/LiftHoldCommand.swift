internal import ArgumentParser
internal import Wire

/// `lethe candidate lift-hold`
struct LiftHoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lift-hold",
        abstract: "Ask for the end of a legal hold, or confirm what somebody else asked for.",
        discussion: """
            It takes two people. Whoever uses this command is one of them, always the same: the other one is a member \
            of the team, in the console.
            """)

    @OptionGroup
    var candidate: CandidateOptions

    @Flag(help: "Take back that somebody asked. The hold stays.")
    var withdraw = false

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try AdminPath.service(candidate.service, "/candidates/lift-hold")
        let (candidate, withdraw) = (candidate, withdraw)
        try await data.answer { client in
            try await client.post(path) { writer in
                candidate.write(into: &writer)
                writer.member("withdraw", withdraw)
            }
        } render: { answer in
            if answer["held"]?.boolean == false { return "The hold is lifted." }
            if withdraw { return "Nobody asks for the end of the hold any more." }
            return "Asked for the end of the hold. A member of the team confirms it in the console."
        }
    }
}
