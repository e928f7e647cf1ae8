internal import Domain
internal import UseCases

/// `candidates-show.mustache`
struct CandidatePage: PageModel {
    let frame: PageFrame
    let path: String
    /// What an act on this page is based on.
    let revision: String
    /// The last event that this page shows.
    let lastEvent: String
    let changed: ChangedPart?
    let record: RecordText
    let supportId: String
    let refId: String?
    let status: StatusWord
    let statusSince: TimeCell?
    let submissions: String
    let moments: [Moment]
    let archived: TimeCell?
    let willArchive: TimeCell?
    let hold: Hold?
    let reviewer: Reviewer
    let step: Step
    let identity: IdentityPart
    let certificates: [Certificate]
    let hasCertificates: Bool
    let fields: [Field]
    let hasFields: Bool
    let canFill: Bool
    let hasNotes: Bool
    let notes: [Note]
    let canWrite: Bool
    let typedNote: String
    let extractions: [Extraction]
    let extractionCount: String
    let hasExtractions: Bool
    let hasMoreExtractions: Bool
    let handovers: [Handover]
    let hasHandovers: Bool
    let lines: [Line]
    /// Where the whole history stands, when this isn't all.
    let allLinesHref: String?
    let actions: [Action]
    let hasActions: Bool
    let activityHref: String?
    let listHref: String
    let isListFiltered: Bool
    let dialog: CandidateDialog?
    let view: PictureDialog?
    let link: Link?
    /// What stands on the page when there is no dialog that could say it.
    let problems: Problems

    /// What is laid over the page.
    struct Over: Sendable {
        var dialog: CandidateDialog?
        /// The picture that is shown large.
        var pictureSlug: String?
        var link: Link?
    }

    init(frame: PageFrame, desk: CandidateDesk, names: ActivityNames, over: Over, kept: Kept) {
        let (review, path, now) = (desk.review, desk.path, desk.now)
        let candidate = review.candidate
        self.frame = frame
        self.path = path
        revision = String(review.revision)
        lastEvent = review.history.last?.event.eventID.text ?? ""
        changed = kept.seen.map {
            ChangedPart(since: $0, review, names: names, now: now, hasTyped: kept.hasTyped)
        }
        record = RecordText(candidate.recordID)
        supportId = candidate.supportID.text
        refId = candidate.refID.map { VisibleText.of($0.text) }
        status = StatusWord(candidate.status)
        statusSince = candidate.statusSince(changedAt: review.changedAt).map { TimeCell($0, now: now) }
        submissions = Figures.text(candidate.submitCount)
        moments = Self.moments(candidate, now)
        archived = candidate.archivedAt.map { TimeCell($0, now: now) }
        let next = PlannedStep(
            candidate, reviewer: review.reviewer, isHeld: review.hold != nil, changedAt: review.changedAt,
            desk.settings)
        willArchive = next.at.map { TimeCell($0, now: now) }
        hold = review.hold.map { Hold($0, desk, names: names) }
        reviewer = Reviewer(desk, names: names)
        step = Step(desk)
        identity = IdentityPart(desk, names: names)
        certificates = review.certificates.map { entry in
            let json = entry.value.withExposed { ReadableCertificate.text($0) }
            return Certificate(name: VisibleText.of(entry.name), json: VisibleText.of(json))
        }
        hasCertificates = !certificates.isEmpty
        let mayReview = desk.rights.contains(.review)
        fields = review.fields.enumerated().map { Field($1, at: $0, mayChange: mayReview, kept: kept) }
        hasFields = !fields.isEmpty
        canFill = fields.contains { $0.isChoice }
        notes = review.notes.map { note in
            Note(
                who: names.subject(note.author), at: TimeCell(note.at, now: now),
                text: note.text.withExposed(VisibleText.of))
        }
        canWrite = mayReview && !candidate.isArchived
        hasNotes = canWrite || !notes.isEmpty
        typedNote = kept.note
        extractions = desk.extractions.map { Extraction($0, names, now) }
        extractionCount = Figures.count(review.extractionCount, "extraction")
        hasExtractions = !extractions.isEmpty
        hasMoreExtractions = review.extractionCount > extractions.count
        handovers = desk.handovers.map {
            Handover(
                $0, of: candidate, key: names.subject(.key($0.keyID)),
                mayUndo: desk.rights.contains(.archive),
                path: path, now: now)
        }
        hasHandovers = !handovers.isEmpty
        actions = CandidateAct.allCases.filter { !$0.hasPlaceOfItsOwn && desk.isPossible($0) }.map {
            Action($0, path: path)
        }
        hasActions = !actions.isEmpty
        let list = String(path.dropLast(candidate.recordID.text.count + 1))
        listHref = desk.listHref ?? list
        isListFiltered = listHref != list
        let service = String(path.dropLast("/candidates/\(candidate.recordID.text)".count))
        lines = review.history.reversed().map { Line($0, names: names, service: service, now: now) }
        allLinesHref = review.hasOlderHistory ? "\(path)?\(CandidateDesk.wholeHistory)#history" : nil
        activityHref = desk.rights.contains(.seeActivity) ? "\(service)/activity" : nil
        dialog = over.dialog
        view = over.pictureSlug.flatMap { [identity] slug in
            PictureDialog(slug, of: identity, path: path)
        }
        link = over.link
        problems = kept.problems
    }

    private static func moments(_ candidate: Candidate, _ now: Instant) -> [Moment] {
        let dates = candidate.dates
        let all: [(String, Instant?)] = [
            ("Came to Lethe", dates.submitted), ("Complete since", dates.waiting),
            ("Review started", dates.inReview),
            ("Approved", dates.approved), ("Review requested", dates.reviewRequested),
        ]
        return all.compactMap { label, date in
            date.map { Moment(label: label, time: TimeCell($0, now: now)) }
        }
    }
}
