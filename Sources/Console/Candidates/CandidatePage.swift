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

    let frame: PageFrame
    let record: RecordText
    let supportId: String
    let refId: String?
    let status: StatusWord
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
    let lines: [Line]
    let actions: [Action]
    let hasActions: Bool
    let activityHref: String?
    let listHref: String
    let dialog: CandidateDialog?

    init(
        frame: PageFrame, overview: CandidateOverview, extractions: [ActivityLine], names: ActivityNames,
        rights: Set<Role.Right>, path: String, now: Instant, dialog: CandidateDialog?
    ) {
        let candidate = overview.candidate
        self.frame = frame
        record = RecordText(candidate.recordID)
        supportId = candidate.supportID.text
        refId = candidate.refID?.text
        status = StatusWord(candidate.status)
        submissions = Figures.text(candidate.submitCount)
        moments = Self.moments(candidate, now)
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
