internal import Domain
package import UseCases

/// What somebody typed into a form that was refused, so that the page comes again with it.
struct Kept: Sendable {
    /// The dialog that it was typed into.
    var act: CandidateAct?
    /// The attribute whose rejection it was about.
    var slug: Slug?
    var reason = ""
    var note = ""
    /// What was chosen, by the field's name.
    var fields: [String: String] = [:]
    var problems = Problems()
    /// The last event of the page that was sent, when somebody else was faster.
    var seen: String?

    /// Whether the page comes again with something of theirs.
    var hasTyped: Bool { !reason.isEmpty || !note.isEmpty || !fields.isEmpty }

    /// What the page can say beside the field it belongs to.
    private static let shownFields: Set<String> = ["reason", "note", "password"]

    /// - Parameter form: what was sent.
    mutating func take(_ failure: Failure, _ form: Form) {
        if failure.isConflict, failure.field == "revision" {
            seen = form.text("seen")
        } else if let field = failure.field, Self.shownFields.contains(field) {
            problems.add(failure)
        } else {
            problems.add("general", failure.message)
        }
    }
}

/// What happened since a page was made that somebody has sent now.
struct ChangedPart: Sendable {
    let lines: [CandidatePage.Line]
    let hasLines: Bool
    let hasTyped: Bool

    init(since seen: String, _ review: CandidateReview, names: ActivityNames, now: Instant, hasTyped: Bool) {
        self.hasTyped = hasTyped
        lines = review.events(after: seen).map { CandidatePage.Line($0, names: names, now: now) }
        hasLines = !lines.isEmpty
    }
}

extension CandidateReview {
    /// The changes after an event that a page showed, the newest first; looks at the identity change nothing.
    package func events(after seen: String) -> [ReviewedEvent] {
        let newer =
            history.firstIndex { $0.event.eventID.text == seen }.map { history[($0 + 1)...] }
            ?? history.filter { $0.event.eventID.text > seen }[...]
        return newer.filter { $0.event.kind != .identityViewed }.reversed()
    }
}
