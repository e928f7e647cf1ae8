internal import ArgumentParser
internal import Domain
internal import Wire

extension ArchiveRule.Trigger: ExpressibleByArgument {}

/// How candidates are handed over to a key, for `create` and `set`.
struct KeyHandoverOptions: ParsableArguments {
    @Option(help: "What starts the archive delay: extraction or acknowledgement.")
    var after: ArchiveRule.Trigger?

    @Flag(help: "Answer attributes encrypted only.")
    var refusePlain = false

    @Option(help: ArgumentHelp("Candidates of this status are ready to be taken over.", valueName: "status"))
    var handoverStatus: String?

    func write(into writer: inout JSONWriter) {
        writer.memberIfPresent("archiveAfter", after?.rawValue)
        if refusePlain { writer.member("refusesPlain", true) }
        writer.memberIfPresent("handoverStatus", handoverStatus)
    }
}
