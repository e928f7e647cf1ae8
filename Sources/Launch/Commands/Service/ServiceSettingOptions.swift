internal import ArgumentParser
internal import Wire

/// What can be set for a service, at its making and later.
struct ServiceSettingOptions: ParsableArguments {
    @Option(
        name: .customLong("cors-origin"),
        help: ArgumentHelp(
            "Let browsers call from here, such as https://app.example.com. Repeatable.", valueName: "origin"))
    var corsOrigins: [String] = []

    @Option(
        name: .customLong("rate"), help: ArgumentHelp("Requests a second for each key; 0: no limit.", valueName: "n"))
    var requestsPerSecond: Int?

    @Option(help: ArgumentHelp("Requests of one key that may come at once.", valueName: "n"))
    var burst: Int?

    @Option(
        name: .customLong("attribute"),
        help: ArgumentHelp(
            "An attribute of the service's own: slug:text or slug:picture. Repeatable.", valueName: "slug:kind"))
    var attributes: [String] = []

    @Option(
        name: .customLong("require"),
        help: ArgumentHelp("An attribute that every submission must have. Repeatable.", valueName: "slug"))
    var required: [String] = []

    @Flag(
        inversion: .prefixedNo, help: "Keep the fingerprint of the e-mail after the archive, to know the person again.")
    var keepEmailFingerprint: Bool?

    @Option(name: .customLong("describe"), help: "What the service is for, for the team: at most 500 characters.")
    var summary: String?

    @Option(
        help: ArgumentHelp(
            "Archive a candidate that nobody has decided on after so many days, 1 to 3650.", valueName: "days"))
    var undecidedDays: Int?

    @Option(
        help: ArgumentHelp("Archive a candidate so many days after the decision, 1 to 3650.", valueName: "days"))
    var decidedDays: Int?

    @Flag(inversion: .prefixedNo, help: "Let only members with a second factor in.")
    var requireSecondFactor: Bool?

    func write(into writer: inout JSONWriter) {
        if !corsOrigins.isEmpty { writer.member("addCorsOrigins", corsOrigins) }
        writer.memberIfPresent("requestsPerSecond", requestsPerSecond)
        writer.memberIfPresent("burst", burst)
        if !attributes.isEmpty { writer.member("addAttributes", attributes) }
        if !required.isEmpty { writer.member("addRequired", required) }
        writer.memberIfPresent("keepsEmailFingerprint", keepEmailFingerprint)
        writer.memberIfPresent("summary", summary)
        writer.memberIfPresent("undecidedDays", undecidedDays)
        writer.memberIfPresent("decidedDays", decidedDays)
        writer.memberIfPresent("requiresSecondFactor", requireSecondFactor)
    }
}
