internal import ArgumentParser

/// `lethe`
struct RootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lethe",
        abstract:
            "The transit store for identities: takes them in sealed, hands them over once, forgets them for good.",
        discussion: """
            A first walk:
              lethe service create --name "My shop"
              lethe key create --service my_shop_12345 --description Desk --scope text
              lethe candidate import --service my_shop_12345 ./people
              lethe serve

            Everything lies in one data directory (--data, ./lethe-data unless you say otherwise). The commands work \
            while the server runs: they speak to it over a socket in that directory.

            Exit codes: 0 done, 1 some records were refused, 64 usage, 65 bad input, 69 not reachable, \
            73 can't create, 74 input or output, 77 not allowed, 78 configuration.
            """,
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, ServiceCommand.self, KeyCommand.self, CandidateCommand.self, WebhookCommand.self,
            MemberCommand.self, ExtractCommand.self, DoctorCommand.self, DemoCommand.self,
        ])

    /// Reads the command line; throws the argument parser's own errors.
    static func parse(_ arguments: [String]) throws -> any ParsableCommand { try parseAsRoot(arguments) }

    /// Runs a command that was read.
    static func perform(_ command: any ParsableCommand) async throws {
        var command = command
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }
}
