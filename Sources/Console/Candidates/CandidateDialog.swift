internal import Domain
internal import UseCases

/// The dialog that says what an act does before it does it.
struct CandidateDialog: Sendable {
    /// A text that goes with the act.
    struct Text: Sendable {
        let name: String
        let label: String
        let help: String
        let isOptional: Bool
        let typed: String
        /// On one line, so that Enter sends it.
        var isLine = false
        /// What can be chosen instead of typing it.
        var offers: [String] = []
        var hasOffers = false

        func offering(_ texts: [String]) -> Text {
            var text = self
            (text.isLine, text.offers, text.hasOffers) = (true, texts, !texts.isEmpty)
            return text
        }
    }

    let title: String
    let sentences: [String]
    /// Where the form goes, and where it closes to.
    let action: String
    let close: String
    let button: String
    let isFinal: Bool
    let asksPassword: Bool
    let text: Text?

    init(_ act: CandidateAct, _ review: CandidateReview, path: String, kept: Kept, offers: [String]) {
        // A word joiner on both sides keeps the shortened id on one line.
        let id = RecordText(review.candidate.recordID).short.replacing("…", with: "\u{2060}…\u{2060}")
        let words = Words(act, review, name: "candidate \(id)")
        title = words.title
        button = words.button
        sentences = words.sentences
        action = "\(path)/\(act.rawValue)"
        close = path
        isFinal = act.isFinal
        asksPassword = act == .delete
        let text = Self.text(act, review, kept.reason)
        self.text = act == .feedback ? text?.offering(offers) : text
    }

    /// Asks why an attribute is rejected.
    init(rejecting slug: Slug, path: String, typed: String, offers: [String]) {
        title = "Reject \(AttributeWords.text(slug))"
        action = "\(path)/attributes/\(slug.text)/reject"
        close = "\(path)#attribute-\(slug.text)"
        button = "Reject with this reason"
        (isFinal, asksPassword, sentences) = (false, false, [])
        text = Text(
            name: "reason", label: "Reason", help: "The candidate reads it. It is gone with the archive.",
            isOptional: false, typed: typed
        ).offering(offers)
    }

    /// Takes back what a receiver has acknowledged.
    init(undoing handover: HandoverOverview, key: String, of candidate: Candidate, path: String) {
        title = "Take the acknowledgement back"
        action = "\(path)/acknowledgements/\(handover.keyID.text)/undo"
        close = path
        button = title
        (isFinal, asksPassword, text) = (false, false, nil)
        sentences = [
            "The candidate counts as not taken over by the key \(key) and is ready for it again. "
                + "The receiver then gets the identity once more; what it has stored stays with it.",
            candidate.dates.willArchive == nil
                ? "No archive is planned."
                : "An archive that this acknowledgement has planned is planned no more.",
        ]
    }

    private static func text(_ act: CandidateAct, _ review: CandidateReview, _ typed: String) -> Text? {
        // A reason is sealed with the identity; without one there is no key for it.
        guard !review.candidate.isArchived else { return nil }
        let gone = "Seen by who reviews, and gone with the archive."
        switch act {
        case .feedback:
            return Text(
                name: "reason", label: "Feedback",
                help: "The candidate reads this, and the reason of each rejected attribute.",
                isOptional: review.attributes.contains { $0.decision == .rejected }, typed: typed)
        case .requestReview:
            return Text(
                name: "reason", label: "Why",
                help: "The candidate reads this. It is gone with the archive.",
                isOptional: true, typed: typed)
        case .identity:
            return Text(
                name: "reason", label: "Why you need to see it",
                help: "It stands in the history with your name. " + gone, isOptional: false, typed: typed)
        case .submit, .block:
            return Text(name: "reason", label: "Why", help: gone, isOptional: true, typed: typed)
        default: return nil
        }
    }
}

/// What the dialogs say.
private struct Words {
    let title: String
    let button: String
    let sentences: [String]

    init(_ act: CandidateAct, _ review: CandidateReview, name: String) {
        let candidate = review.candidate
        switch act {
        case .archive:
            (title, button) = ("Archive \(name) for good", "Archive \(name) for good")
            sentences = [
                "\(Self.identity(review)) destroyed, and with it notes and reasons. "
                    + "Nobody can bring it back, not from a backup either.",
                "Ids, status, dates, certificates and the history stay.",
            ]
        case .delete:
            (title, button) = ("Delete \(name) for good", "Delete \(name) for good")
            sentences = [
                "The candidate and all that is left of the identity go, certificates included. Nobody can bring them back.",
                "Programs that ask for it are told that there is no such candidate. Its lines in Activity stay.",
            ]
        case .block, .unblock: (title, button, sentences) = Self.block(act, candidate, name)
        case .submit:
            (title, button) = ("Submit \(name) for review", "Submit for review")
            sentences = [
                "Nothing is left to check: the candidate goes from “Incomplete” to “Waiting”, and programs that read it see that."
            ]
        case .feedback:
            (title, button) = ("Send feedback about \(name)", "Reject and send feedback")
            sentences = ["The candidate is rejected and can submit again what you rejected."]
        case .link:
            (title, button) = ("Make a link to submit again", "Make link")
            sentences = [
                "Whoever has the link can submit for \(name) and sees what was rejected and why.",
                "Send it to the candidate only. It ends with the next submission, and after 30 days at the latest.",
            ]
        case .requestReview:
            (title, button) = ("Request a review of \(name)", "Request review")
            sentences = [
                "The candidate is asked to submit again. Until then the status is “Review requested”, "
                    + "and programs that read it see that."
            ]
        case .identity:
            (title, button) = ("Show the identity of \(name)", "Show identity")
            sentences = ["Values and pictures are shown to you for 15 minutes, in this session only."]
        default: (title, button, sentences) = Self.hold(act, name)
        }
    }

    private static func block(
        _ act: CandidateAct, _ candidate: Candidate, _ name: String
    ) -> (String, String, [String]) {
        guard act == .block else {
            let before = candidate.statusBeforeBlock.map { StatusWord($0).words } ?? "its status before"
            return (
                "Unblock \(name)", "Unblock candidate",
                ["The candidate goes back to “\(before)” and can submit again."]
            )
        }
        return (
            "Block \(name)", "Block candidate",
            [
                "A blocked candidate can’t submit again, and programs that read it see that it is blocked.",
                "You can unblock it. It then goes back to “\(StatusWord(candidate.status).words)”.",
            ]
        )
    }

    private static func hold(_ act: CandidateAct, _ name: String) -> (String, String, [String]) {
        switch act {
        case .placeHold:
            (
                "Place \(name) under legal hold", "Place legal hold",
                [
                    "Nothing archives it from now on: no key, no retention, nobody by hand. It can’t be submitted again "
                        + "either; the candidate isn’t told why.",
                    "Two persons are needed to lift it: one asks, another confirms.",
                ]
            )
        case .askToLift:
            (
                "Ask to lift the legal hold", "Ask to lift",
                ["The hold on \(name) stays until a second person confirms. You can withdraw this."]
            )
        case .withdrawLift:
            (
                "Keep the legal hold", "Keep the hold",
                ["You no longer ask for its end. The hold on \(name) stays."]
            )
        default:
            (
                "Lift the legal hold", "Lift the hold as the second person",
                [
                    "The hold on \(name) ends now. An archive that was due meanwhile comes within a minute, "
                        + "and what is archived is gone for good."
                ]
            )
        }
    }

    private static func identity(_ review: CandidateReview) -> String {
        let pictures = review.attributes.count { $0.kind == .picture }
        let texts = review.attributes.count - pictures
        let both = "\(Figures.count(texts, "text")) and \(Figures.count(pictures, "picture"))"
        return "The identity (\(both)) is"
    }
}
