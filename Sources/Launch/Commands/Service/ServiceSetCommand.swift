internal import ArgumentParser
internal import Wire

/// `lethe service set`
struct ServiceSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change a service. What you don't mention stays as it is.")

    @Argument(help: "The service's client id.")
    var service: String

    @Option(help: "What people call it.")
    var name: String?

    @OptionGroup(title: "Settings")
    var settings: ServiceSettingOptions

    @OptionGroup(title: "Submission page and review")
    var intake: ServiceIntakeOptions

    @OptionGroup(title: "Submission page and review")
    var intakeRemovals: ServiceIntakeRemovals

    @Option(name: .customLong("remove-cors-origin"), help: ArgumentHelp("Repeatable.", valueName: "origin"))
    var removedOrigins: [String] = []

    @Option(name: .customLong("do-not-require"), help: ArgumentHelp("Repeatable.", valueName: "slug"))
    var notRequired: [String] = []

    @Flag(help: "Keep candidates that nobody has decided on for good.")
    var noUndecidedDays = false

    @Flag(help: "Keep decided candidates for good.")
    var noDecidedDays = false

    @OptionGroup(title: "Data")
    var data: DataOptions

    func validate() throws {
        let pairs = [
            (settings.undecidedDays != nil && noUndecidedDays, "--undecided-days and --no-undecided-days"),
            (settings.decidedDays != nil && noDecidedDays, "--decided-days and --no-decided-days"),
        ]
        for (isBoth, names) in pairs where isBoth { throw ValidationError("\(names) contradict each other.") }
    }

    func run() async throws {
        let path = try AdminPath.service(service)
        let asked = self
        let consentText = try intake.consentText()
        try await data.answer { client in
            try await client.patch(path) { asked.write(consentText: consentText, into: &$0) }
        } render: {
            ServiceCommand.describe($0)
        }
    }

    private func write(consentText: String?, into writer: inout JSONWriter) {
        writer.memberIfPresent("name", name)
        settings.write(into: &writer)
        intake.write(consentText: consentText, into: &writer)
        intakeRemovals.write(into: &writer)
        if !removedOrigins.isEmpty { writer.member("removeCorsOrigins", removedOrigins) }
        if !notRequired.isEmpty { writer.member("removeRequired", notRequired) }
        for (isGone, name) in [(noUndecidedDays, "undecidedDays"), (noDecidedDays, "decidedDays")] where isGone {
            writer.key(name)
            writer.null()
        }
    }
}
