internal import ArgumentParser

/// `lethe member`
struct MemberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member",
        abstract: "Let people in to the console, and list them.",
        subcommands: [MemberLinkCommand.self, MemberListCommand.self])
}
