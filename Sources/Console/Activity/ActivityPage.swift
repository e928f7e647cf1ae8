internal import Domain
internal import UseCases

/// `activity-list.mustache`
struct ActivityPageModel: PageModel {
    struct Row: Sendable {
        let at: TimeCell
        let who: String
        let what: String
        let standsOut: Bool
        let record: RecordText?
        /// Absent for whoever may not see candidates.
        let href: String?

        init(_ line: ActivityLine, _ names: ActivityNames, candidates: String?, now: Instant) {
            let sentence = ActivitySentence(
                actor: line.actor, kind: line.kind, detail: line.detail, bytes: line.bytes, names: names)
            at = TimeCell(line.at, now: now)
            (who, what, standsOut) = (sentence.who, sentence.what, sentence.standsOut)
            record = line.recordID.map { RecordText($0) }
            href = line.recordID.flatMap { id in candidates.map { "\($0)/\(id.text)" } }
        }
    }

    let frame: PageFrame
    let path: String
    let people: [Choice]
    let keys: [Choice]
    let kinds: [Choice]
    let isFiltered: Bool
    let rows: [Row]
    let isEmpty: Bool
    let isNothingFound: Bool
    let olderHref: String?
    let newestHref: String?
    let hasPager: Bool

    init(
        _ page: ActivityPage, _ filter: ActivityFilter, isFirst: Bool, people: [MemberID: String],
        names: ActivityNames, _ context: ServiceContext
    ) {
        frame = PageFrame(title: "Activity", tab: .activity, context: context)
        let path = "\(context.servicePath)/activity"
        self.path = path
        self.people = Self.choices("Everybody", people.map { ($0.text, $1) }, chosen: filter.member?.text)
        keys = Self.choices("Every key", names.keys.map { ($0.text, $1) }, chosen: filter.keyID?.text)
        kinds = Self.choices("Everything", ActivityKind.all.map { ($0.code, $0.words) }, chosen: filter.kind)
        isFiltered = filter != ActivityFilter()
        let candidates = context.rights.contains(.seeCandidates) ? "\(context.servicePath)/candidates" : nil
        rows = page.lines.map { Row($0, names, candidates: candidates, now: context.visit.now) }
        isEmpty = rows.isEmpty && !isFiltered && isFirst && page.next == nil
        isNothingFound = rows.isEmpty && !isEmpty
        let query = [
            ("member", filter.member?.text ?? ""), ("key", filter.keyID?.text ?? ""), ("kind", filter.kind ?? ""),
        ]
        olderHref = page.next.map { PageAddress.text(path, query + [("before", $0)]) }
        newestHref = isFirst ? nil : PageAddress.text(path, query)
        hasPager = olderHref != nil || newestHref != nil
    }

    /// By name, behind the choice of all; what was chosen stays there, known or not.
    private static func choices(_ all: String, _ known: [(id: String, words: String)], chosen: String?) -> [Choice] {
        var known = known.sorted { ($0.words.lowercased(), $0.id) < ($1.words.lowercased(), $1.id) }
        if let chosen, !known.contains(where: { $0.id == chosen }) { known.append((chosen, chosen)) }
        return [Choice(value: "", label: all, isChosen: chosen == nil)]
            + known.map { Choice(value: $0.id, label: $0.words, isChosen: $0.id == chosen) }
    }
}
