internal import ArgumentParser
internal import Wire

/// Which candidate is meant.
struct CandidateOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The service's client id.", valueName: "id"))
    var service: String

    @Argument(help: ArgumentHelp("The candidate's refId.", valueName: "refid"))
    var refID: String?

    @Option(help: ArgumentHelp("The candidate's recordId, instead of its refId.", valueName: "id"))
    var recordID: String?

    func validate() throws {
        guard (refID == nil) != (recordID == nil) else {
            throw ValidationError("Name the candidate by its refId or by --record-id.")
        }
    }

    func write(into writer: inout JSONWriter) {
        writer.memberIfPresent("refId", refID)
        writer.memberIfPresent("recordId", recordID)
    }
}

/// Why something is decided.
struct ReasonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Why. It is sealed with the candidate and goes with the archive. -: read it from standard input, so that it stands in no list of processes.",
            valueName: "text"))
    var reason: String?

    /// The reason, without a line break at its end.
    func text() -> String? {
        guard reason == "-" else { return reason }
        var text = String(decoding: Terminal.readAll(limit: 64 * 1024), as: UTF8.self)
        while text.last?.isNewline ?? false { text.removeLast() }
        return text
    }
}
