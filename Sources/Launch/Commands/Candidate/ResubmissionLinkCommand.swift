internal import ArgumentParser
internal import Configuration
internal import Logging
internal import Wire

/// `lethe candidate resubmission-link`
struct ResubmissionLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resubmission-link",
        abstract: "Print the address at which a rejected candidate submits again what was rejected.",
        discussion: """
            Whoever has the link sees what was rejected and why, and can submit it again: send it to nobody else. It is \
            good for 30 days, until the next submission, and as long as the candidate is rejected or asked for a review.

            A running server knows the address that the link begins with. Without one it is taken from the settings \
            of `lethe serve`: console-url where the console shares the API's address, else listen.
            """)

    @OptionGroup
    var candidate: CandidateOptions

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try AdminPath.service(candidate.service, "/candidates/resubmission-link")
        let candidate = candidate
        let configured = try await configuredPages()
        let answer = try await data.ask(mayCreate: false) { client in
            try JSONDocument(parsing: try await client.post(path) { candidate.write(into: &$0) })
        }.root
        let served = answer["pages"]?.string
        guard let place = answer["path"]?.string, let expiresAt = answer["expiresAt"]?.string else {
            throw LaunchFailure(.inputOutput, "The administration server's answer can't be read.")
        }
        let url = (served ?? configured) + place
        if served == nil {
            Terminal.complain("Nothing is served now. The link works once `lethe serve` runs at its address.")
        }
        guard data.json else {
            return Terminal.print("\(url)\nGood until \(expiresAt), or until the next submission.")
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("url", url)
        writer.member("expiresAt", expiresAt)
        writer.endObject()
        Terminal.print(writer.bytes)
    }

    /// Where the settings say that browsers reach submission pages.
    private func configuredPages() async throws -> String {
        let source = try await SettingsSource(data.values)
        if case .shared(let url?) = try await ConsolePlace(source) { return url }
        let hasTLS = try await source.text("tlsCertificate") != nil
        return try await ServeSettings.address(source).url(hasTLS: hasTLS)
    }
}
