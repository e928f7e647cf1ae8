internal import ArgumentParser
internal import Wire

/// `on` or `off`.
enum OnOff: String, ExpressibleByArgument, CaseIterable {
    case on
    case off
}

/// What can be set for a service's submission page and for its review.
struct ServiceIntakeOptions: ParsableArguments {
    @Option(help: "Whether candidates can submit themselves on a page. Needs a consent text.")
    var submissionPage: OnOff?

    @Option(
        help: ArgumentHelp(
            "What a candidate agrees to first: a text file, at most 8,000 characters.", valueName: "file"))
    var consentFile: String?

    @Option(
        name: .customLong("offer"),
        help: ArgumentHelp(
            "An attribute that a candidate may give on the page besides the required ones. Repeatable.",
            valueName: "slug"))
    var offered: [String] = []

    @Option(
        name: .customLong("frame-origin"),
        help: ArgumentHelp(
            "A site that may show the page in a frame, such as https://shop.example.com. Repeatable.",
            valueName: "origin"))
    var frameOrigins: [String] = []

    @Option(
        name: .customLong("status-text"),
        help: ArgumentHelp(
            "What the page says when a status is waiting, rejected or review_requested; nothing behind the = takes Lethe's own words again. Repeatable.",
            valueName: "status=text"))
    var statusTexts: [String] = []

    @Option(
        name: .customLong("feedback-text"),
        help: ArgumentHelp("A reason offered when an attribute is rejected. Repeatable.", valueName: "text"))
    var feedbackTexts: [String] = []

    @Option(help: "Whether somebody other than the reviewer has to approve.")
    var fourEyes: OnOff?

    @Option(
        name: .customLong("approve-by"),
        help: ArgumentHelp(
            "Approve a candidate at once whose every attribute carries such a certificate. Repeatable.",
            valueName: "certificate"))
    var certificates: [String] = []

    @Option(
        name: .customLong("field"),
        help: ArgumentHelp(
            "A drop-down that the team fills in; one of the same name is replaced. Repeatable.",
            valueName: "name=a,b,c"))
    var fields: [String] = []

    /// The text of the consent file; `nil` when none was named.
    func consentText() throws -> String? {
        guard let consentFile else { return nil }
        guard let bytes = SmallFile.bytes(consentFile, limit: 64 * 1024),
            let text = String(validating: bytes, as: UTF8.self)
        else {
            throw LaunchFailure(
                .badInput, "\(consentFile) can't be read as a text of at most 64 KiB.", field: "consentText")
        }
        return text
    }

    func write(consentText: String?, into writer: inout JSONWriter) {
        writer.memberIfPresent("submissionPage", submissionPage.map { $0 == .on })
        writer.memberIfPresent("consentText", consentText)
        let lists = [
            ("addOptionalAttributes", offered), ("addFrameOrigins", frameOrigins), ("setStatusTexts", statusTexts),
            ("addFeedbackTexts", feedbackTexts), ("addApprovingCertificates", certificates), ("setFields", fields),
        ]
        for (name, list) in lists where !list.isEmpty { writer.member(name, list) }
        writer.memberIfPresent("needsFourEyes", fourEyes.map { $0 == .on })
    }
}

/// What `lethe service set` takes away of them.
struct ServiceIntakeRemovals: ParsableArguments {
    @Option(name: .customLong("do-not-offer"), help: ArgumentHelp("Repeatable.", valueName: "slug"))
    var notOffered: [String] = []

    @Option(name: .customLong("remove-frame-origin"), help: ArgumentHelp("Repeatable.", valueName: "origin"))
    var frameOrigins: [String] = []

    @Option(name: .customLong("remove-feedback-text"), help: ArgumentHelp("Repeatable.", valueName: "text"))
    var feedbackTexts: [String] = []

    @Option(name: .customLong("do-not-approve-by"), help: ArgumentHelp("Repeatable.", valueName: "certificate"))
    var certificates: [String] = []

    @Option(name: .customLong("remove-field"), help: ArgumentHelp("Repeatable.", valueName: "name"))
    var fields: [String] = []

    func write(into writer: inout JSONWriter) {
        let lists = [
            ("removeOptionalAttributes", notOffered), ("removeFrameOrigins", frameOrigins),
            ("removeFeedbackTexts", feedbackTexts), ("removeApprovingCertificates", certificates),
            ("removeFields", fields),
        ]
        for (name, list) in lists where !list.isEmpty { writer.member(name, list) }
    }
}
