package import Domain
internal import UseCases

/// What a page lets a member do to a candidate.
enum CandidateAct: String, Sendable, CaseIterable {
    case archive
    case block
    case unblock
    case delete

    private var right: Role.Right {
        switch self {
        case .archive: .archive
        case .block, .unblock: .block
        case .delete: .delete
        }
    }

    func isPossible(for candidate: Candidate, with rights: Set<Role.Right>) -> Bool {
        guard rights.contains(right) else { return false }
        return switch self {
        case .archive: !candidate.isArchived
        case .block: candidate.status != .blocked
        case .unblock: candidate.status == .blocked
        case .delete: true
        }
    }

    /// The button that opens the dialog.
    var words: String {
        switch self {
        case .archive: "Archive now"
        case .block: "Block"
        case .unblock: "Unblock"
        case .delete: "Delete"
        }
    }

    /// Whether it can't be undone.
    var isFinal: Bool { self == .archive || self == .delete }

    var notice: Notice {
        switch self {
        case .archive: .candidateArchived
        case .block: .candidateBlocked
        case .unblock: .candidateUnblocked
        case .delete: .candidateDeleted
        }
    }
}

/// A record id in full, and short enough to read.
package struct RecordText: Hashable, Sendable {
    package let full: String
    package let short: String

    package init(_ recordID: RecordID) {
        full = recordID.text
        short = "\(full.prefix(8))…\(full.suffix(6))"
    }
}

/// The dialog that says what an act does before it does it.
struct CandidateDialog: Sendable {
    let title: String
    let sentences: [String]
    /// Where the form goes, and where it closes to.
    let action: String
    let close: String
    let button: String
    let isFinal: Bool
    let asksPassword: Bool
    let problems: Problems

    init(_ act: CandidateAct, _ overview: CandidateOverview, path: String, problems: Problems) {
        // A word joiner on both sides keeps the shortened id on one line.
        let id = RecordText(overview.candidate.recordID).short.replacing("…", with: "\u{2060}…\u{2060}")
        let name = "candidate \(id)"
        action = "\(path)/\(act.rawValue)"
        close = path
        isFinal = act.isFinal
        asksPassword = act == .delete
        self.problems = problems
        switch act {
        case .archive:
            title = "Archive \(name) for good"
            button = title
            sentences = [
                "\(Self.identity(overview)) destroyed. Nobody can bring it back, not from a backup either.",
                "Ids, status, dates, certificates and the history stay.",
            ]
        case .delete:
            title = "Delete \(name) for good"
            button = title
            sentences = [
                "The candidate and all that is left of the identity go, certificates included. Nobody can bring them back.",
                "Programs that ask for it are told that there is no such candidate. Its lines in Activity stay.",
            ]
        case .block:
            title = "Block \(name)"
            button = "Block candidate"
            sentences = [
                "A blocked candidate can’t submit again, and programs that read it see that it is blocked.",
                "You can unblock it. It then goes back to “\(StatusWord(overview.candidate.status).words)”.",
            ]
        case .unblock:
            title = "Unblock \(name)"
            button = "Unblock candidate"
            let before = overview.candidate.statusBeforeBlock.map { StatusWord($0).words } ?? "its status before"
            sentences = ["The candidate goes back to “\(before)” and can submit again."]
        }
    }

    /// Takes back what a receiver has acknowledged.
    init(
        undoing handover: HandoverOverview, key: String, of candidate: Candidate, path: String, problems: Problems
    ) {
        title = "Take the acknowledgement back"
        action = "\(path)/acknowledgements/\(handover.keyID.text)/undo"
        close = path
        button = title
        (isFinal, asksPassword) = (false, false)
        self.problems = problems
        sentences = [
            "The candidate counts as not taken over by the key \(key) and is ready for it again. "
                + "The receiver then gets the identity once more; what it has stored stays with it.",
            candidate.dates.willArchive == nil
                ? "No archive is planned." : "An archive that this acknowledgement has planned is planned no more.",
        ]
    }

    private static func identity(_ overview: CandidateOverview) -> String {
        let pictures = overview.attributes.count { $0.kind == .picture }
        let texts = overview.attributes.count - pictures
        let both = "\(Figures.count(texts, "text")) and \(Figures.count(pictures, "picture"))"
        return "The identity (\(both)) is"
    }
}
