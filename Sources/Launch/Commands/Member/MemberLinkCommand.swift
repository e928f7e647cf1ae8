internal import ArgumentParser
internal import Configuration
internal import Logging
internal import Wire

/// `lethe member link`
struct MemberLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Print a link, good once and for an hour, by which somebody gets in to the console.",
        discussion: """
            Whoever opens it first sets name, e-mail and password, and is a member. With the e-mail of somebody who is \
            one already, the link lets them set a new password instead, and takes their second factor off.

            A running server knows the address that the link begins with. Without one it is taken from the settings \
            of `lethe serve`: console-url, else console, else listen.
            """)

    @Option(
        help: ArgumentHelp(
            "Whom it is for; only they can take it up. -: read it from standard input.", valueName: "e-mail"))
    var email: String?

    @Option(help: "owner, manager, approver, reviewer, read-only or accountant (default owner).")
    var role: String?

    @Option(help: ArgumentHelp("The one service the role holds in (default: every service).", valueName: "id"))
    var service: String?

    @Option(help: ArgumentHelp("What browsers see of the console (LETHE_CONSOLE_URL).", valueName: "url"))
    var consoleURL: String?

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let (email, role, service) = (try Self.email(email), role, service)
        let configured = try await configuredConsole()
        let answer = try await data.ask(mayCreate: true) { client in
            try JSONDocument(
                parsing: try await client.post("members/link") { writer in
                    writer.memberIfPresent("email", email)
                    writer.memberIfPresent("role", role)
                    writer.memberIfPresent("service", service)
                })
        }.root
        let served = answer["console"]?.string
        guard let path = answer["path"]?.string, let expiresAt = answer["expiresAt"]?.string else {
            throw LaunchFailure(.inputOutput, "The administration server's answer can't be read.")
        }
        let url = (consoleURL == nil ? served ?? configured : configured) + path
        if served == nil {
            Terminal.complain("The console isn't served now. The link works once `lethe serve` runs at its address.")
        }
        guard data.json else {
            return Terminal.print("\(url)\nGood once, until \(expiresAt).")
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("url", url)
        writer.member("expiresAt", expiresAt)
        writer.endObject()
        Terminal.print(writer.bytes)
    }

    /// Where the settings say that browsers reach the console.
    private func configuredConsole() async throws -> String {
        let source = try await SettingsSource(
            data.values.merging(.strings([(ConfigKey("consoleUrl"), consoleURL)])) { $1 })
        let console = try await ConsolePlace(source)
        if let url = console.url { return url }
        let hasTLS = try await source.text("tlsCertificate") != nil
        let shared = try await ServeSettings.address(source)
        return (console.ownAddress ?? shared).url(hasTLS: hasTLS)
    }

    private static func email(_ text: String?) throws -> String? {
        guard text == "-" else { return text }
        var read = String(decoding: Terminal.readAll(limit: 4096), as: UTF8.self)
        while read.last?.isWhitespace ?? false { read.removeLast() }
        return read
    }
}
