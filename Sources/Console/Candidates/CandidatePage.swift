internal import Domain
internal import UseCases

/// `candidates-show.mustache`
struct CandidatePage: PageModel {
    /// A button that opens the dialog of an act.
    struct Action: Sendable {
        let words: String
        let href: String
        let isFinal: Bool
    }

    struct Moment: Sendable {
        let label: String
        let time: TimeCell
    }

    struct Extraction: Sendable {
        let who: String
        let scope: String
        let at: TimeCell
        let state: String
        let end: String
    }

    struct Line: Sendable {
        let who: String
        let what: String
        let at: TimeCell
    }

    /// Where the hand-over to one key stands.
    struct Handover: Sendable {
        let key: String
        let state: String
        let words: String
        let time: TimeCell?
        let attempts: String
        let undoHref: String?

        init(
            _ handover: HandoverOverview, of candidate: Candidate, key: String, mayUndo: Bool, path: String,
            now: Instant
        ) {
            self.key = key
            let end: Instant?
            if let acknowledgedAt = handover.acknowledgedAt {
                let isOld = handover.submitCount < candidate.submitCount
                (state, words) = isOld ? ("quiet", "An earlier submission acknowledged") : ("good", "Acknowledged")
                end = acknowledgedAt
            } else if let leaseEndsAt = handover.leaseEndsAt {
                (state, words, end) = ("warning", "Under way, lease ends", leaseEndsAt)
            } else {
                (state, words, end) = (handover.isStuck ? "danger" : "quiet", "Not acknowledged", nil)
            }
            time = end.map { TimeCell($0, now: now) }
            let often = handover.isStuck ? ", look at the receiver" : ""
            attempts = handover.expiredLeases == 0 ? "none" : Figures.text(handover.expiredLeases) + often
            undoHref =
                mayUndo && handover.isUndoable ? "\(path)/acknowledgements/\(handover.keyID.text)/undo" : nil
        }
    }

    let frame: PageFrame
    let record: RecordText
    let supportId: String
    let refId: String?
    let status: StatusWord
    let statusSince: TimeCell?
    let submissions: String
    let moments: [Moment]
    let archived: TimeCell?
    let willArchive: TimeCell?
    let texts: [String]
    let pictures: [String]
    let hasAttributes: Bool
    let hasTexts: Bool
    let hasPictures: Bool
    let extractions: [Extraction]
    let extractionCount: String
    let hasExtractions: Bool
    let hasMoreExtractions: Bool
    let handovers: [Handover]
    let hasHandovers: Bool
    let lines: [Line]
    let actions: [Action]
    let hasActions: Bool
    let activityHref: String?
    let listHref: String
    let dialog: CandidateDialog?
    /// What stands on the page when there is no dialog that could say it.
    let problems: Problems

    init(
        frame: PageFrame, overview: CandidateOverview, extractions: [ActivityLine], handovers: [HandoverOverview],
        names: ActivityNames, rights: Set<Role.Right>, path: String, now: Instant, dialog: CandidateDialog?,
        problems: Problems
    ) {
        let candidate = overview.candidate
        self.frame = frame
        record = RecordText(candidate.recordID)
        supportId = candidate.supportID.text
        refId = candidate.refID?.text
        status = StatusWord(candidate.status)
        submissions = Figures.text(candidate.submitCount)
        moments = Self.moments(candidate, now)
        statusSince = candidate.statusSince(changedAt: overview.changedAt).map { TimeCell($0, now: now) }
        archived = candidate.archivedAt.map { TimeCell($0, now: now) }
        willArchive = candidate.isArchived ? nil : candidate.dates.willArchive.map { TimeCell($0, now: now) }
        texts = overview.attributes.filter { $0.kind == .text }.map(\.slug)
        pictures = overview.attributes.filter { $0.kind == .picture }.map(\.slug)
        hasAttributes = !overview.attributes.isEmpty
        (hasTexts, hasPictures) = (!texts.isEmpty, !pictures.isEmpty)
        self.extractions = extractions.map { Self.extraction($0, names, now) }
        extractionCount = Figures.count(overview.extractionCount, "extraction")
        hasExtractions = !extractions.isEmpty
        hasMoreExtractions = overview.extractionCount > extractions.count
        self.handovers = handovers.map {
            Handover(
                $0, of: candidate, key: names.subject(.key($0.keyID)), mayUndo: rights.contains(.archive), path: path,
                now: now)
        }
        hasHandovers = !handovers.isEmpty
        lines = overview.history.reversed().map { event in
            let sentence = ActivitySentence(event, names: names)
            return Line(who: sentence.who, what: sentence.what, at: TimeCell(event.at, now: now))
        }
        actions = CandidateAct.allCases.filter { $0.isPossible(for: candidate, with: rights) }.map {
            Action(words: $0.words, href: "\(path)/\($0.rawValue)", isFinal: $0.isFinal)
        }
        hasActions = !actions.isEmpty
        listHref = String(path.dropLast(candidate.recordID.text.count + 1))
        activityHref = rights.contains(.seeActivity) ? String(listHref.dropLast("candidates".count)) + "activity" : nil
        self.dialog = dialog
        self.problems = problems
    }

    private static func moments(_ candidate: Candidate, _ now: Instant) -> [Moment] {
        let dates = candidate.dates
        let all: [(String, Instant?)] = [
            ("Came to Lethe", dates.submitted), ("Complete since", dates.waiting), ("Review started", dates.inReview),
            ("Approved", dates.approved), ("Review requested", dates.reviewRequested),
        ]
        return all.compactMap { label, date in date.map { Moment(label: label, time: TimeCell($0, now: now)) } }
    }

    private static func extraction(_ line: ActivityLine, _ names: ActivityNames, _ now: Instant) -> Extraction {
        Extraction(
            who: names.subject(line.actor),
            scope: Scope(rawValue: line.detail).map(ActivityKind.words(for:)) ?? line.detail,
            at: TimeCell(line.at, now: now), state: line.bytes == nil ? "warning" : "good",
            end: line.bytes.map { "Complete, \(ActivitySentence.size($0))" } ?? "Not complete")
    }
}
