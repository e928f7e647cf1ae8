internal import Domain
internal import UseCases

/// `candidates-list.mustache`
struct CandidateTablePage: PageModel {
    struct Chip: Sendable {
        let words: String
        let href: String
        let isCurrent: Bool
    }

    /// A field that goes along unseen.
    struct Hidden: Sendable {
        let name: String
        let value: String
    }

    struct Option: Sendable {
        let value: String
        let label: String
        let isChosen: Bool
    }

    /// A drop-down among the filters.
    struct Choice: Sendable {
        /// Id of its element.
        let field: String
        let name: String
        let label: String
        let options: [Option]
    }

    struct Column: Sendable {
        let value: String
        let label: String
        let isChosen: Bool
    }

    let frame: PageFrame
    let path: String
    let chips: [Chip]
    /// Absent for whoever doesn't manage keys.
    let keysHref: String?
    /// Absent for whoever may not export, and where there is nothing to.
    let exportHref: String?
    let searchLabel: String
    /// What was searched for; it goes into the field again.
    let searchText: String
    let search: ListSearch?
    let choices: [Choice]
    let from: String
    let to: String
    let problems: Problems
    /// Sentences about what isn't understood of the filter; nobody is shown then.
    let notUnderstood: [String]
    let isNotUnderstood: Bool
    let isFiltered: Bool
    let clearHref: String
    /// What the form of filters leaves as it is.
    let kept: [Hidden]
    let columns: [Column]
    /// What the form of columns leaves as it is.
    let filters: [Hidden]
    let heads: [String]
    let isWide: Bool
    let rows: [ListTableRow]
    let count: String
    /// Set when a page ends before it is full.
    let lookedUntil: TimeCell?
    /// Nobody has ever submitted.
    let isEmpty: Bool
    let isNothingFound: Bool
    let olderHref: String?
    let newestHref: String?
    let hasPager: Bool
    let dialog: ExportDialog?

    init(_ content: ListContent, dialog: ExportDialog? = nil, _ context: ServiceContext) {
        let (query, now) = (content.query, context.visit.now)
        let path = "\(context.servicePath)/candidates"
        frame = PageFrame(title: dialog?.title ?? "Candidates", tab: .candidates, context: context)
        self.path = path
        keysHref = context.rights.contains(.manageKeys) ? "\(context.servicePath)/keys" : nil
        let isKnown = content.search == nil
        let canExport = context.rights.contains(.export) && isKnown && !content.rows.isEmpty
        exportHref = canExport ? PageAddress.text("\(path)/export", query.pairs) : nil
        let sees = context.rights.contains(.review)
        searchLabel =
            sees ? "Name, e-mail, refId, record id or support id" : "refId, record id or support id"
        searchText = content.searchText
        search = content.search
        let all = Chip(
            words: "All", href: PageAddress.text(path, query.pairs(status: nil)),
            isCurrent: isKnown && query.filter.status == nil && query.problems["status"] == nil)
        chips =
            [all]
            + CandidateStatus.allCases.map { status in
                Chip(
                    words: StatusWord(status).words,
                    href: PageAddress.text(path, query.pairs(status: status)),
                    isCurrent: isKnown && query.filter.status == status)
            }
        choices = Self.choices(query, content.reviewers, context)
        (from, to, problems) = (query.from, query.to, query.problems)
        notUnderstood = isKnown ? query.problems.summary.map(\.message) : []
        isNotUnderstood = !notUnderstood.isEmpty
        isFiltered = !query.filter.isEmpty || isNotUnderstood
        clearHref = PageAddress.text(path, query.columnPairs)
        let inForm: Set<String> = ["archived", "reviewer", "from", "to", "field"]
        kept = query.pairs.filter { !inForm.contains($0.name) }.map {
            Hidden(name: $0.name, value: $0.value)
        }
        filters = query.filterPairs.map { Hidden(name: $0.name, value: $0.value) }
        let shown = content.columns
        columns = ListColumn.allCases.filter { sees || !$0.showsIdentity }.map {
            Column(value: $0.rawValue, label: $0.words, isChosen: query.columns.contains($0))
        }
        heads = shown.map(\.words)
        isWide = shown.count > ListColumn.usual.count
        rows = content.rows.map { row in
            ListTableRow(
                row, columns: shown, identity: content.identities[row.candidate.recordID],
                names: content.names,
                settings: context.service.settings, path: path, now: now)
        }
        count = Self.count(content)
        lookedUntil = content.lookedUntil.map { TimeCell($0, now: now) }
        let isFirst = query.place == nil
        isEmpty = rows.isEmpty && query.filter.isEmpty && isFirst && isKnown && query.problems.isEmpty
        isNothingFound = rows.isEmpty && !isEmpty
        olderHref = content.next.map { PageAddress.text(path, query.pairs + [("before", $0.text)]) }
        newestHref = isFirst || !isKnown ? nil : PageAddress.text(path, query.pairs)
        hasPager = olderHref != nil || newestHref != nil
        self.dialog = dialog
    }

    private static func count(_ content: ListContent) -> String {
        guard let total = content.total else { return "Candidates that fit the filter" }
        let status =
            content.query.filter.status.map { " with the status “\(StatusWord($0).words)”" } ?? ""
        let archived =
            content.query.filter.isArchived.map { $0 ? ", archived" : ", not archived" } ?? ""
        return Figures.count(total, "candidate") + status + archived
    }

    private static func choices(
        _ query: ListQuery, _ reviewers: [(memberID: MemberID, name: String)], _ context: ServiceContext
    ) -> [Choice] {
        let filter = query.filter
        let archived = [("", "All"), ("no", "Not archived"), ("yes", "Archived")].map { value, label in
            Option(
                value: value, label: label,
                isChosen: value == (filter.isArchived.map { $0 ? "yes" : "no" } ?? ""))
        }
        var reviewer = [
            Option(value: "", label: "Anybody", isChosen: filter.reviewer == nil),
            Option(value: "nobody", label: "Nobody yet", isChosen: filter.reviewer == .nobody),
        ]
        if context.rights.contains(.review) {
            reviewer.append(Option(value: "me", label: "Me", isChosen: query.isMyReviews))
        }
        var others = reviewers
        // Somebody who reviews no more may still be asked for.
        if case .member(let memberID) = filter.reviewer,
            !others.contains(where: { $0.memberID == memberID })
        {
            others.append((memberID, "Member \(memberID.text.suffix(6))"))
        }
        reviewer += others.map { memberID, name in
            Option(
                value: memberID.text, label: name,
                isChosen: filter.reviewer == .member(memberID) && !query.isMyReviews)
        }
        let definitions = context.rights.contains(.review) ? context.service.settings.review.fields : []
        let fields = definitions.enumerated().map { index, field in
            let chosen = filter.fields.first { $0.name == field.name }?.option
            let options = field.options.map {
                Option(value: ListQuery.value(of: field.name, $0), label: $0, isChosen: $0 == chosen)
            }
            return Choice(
                field: "field-\(index)", name: "field", label: field.name,
                options: [Option(value: "", label: "All", isChosen: chosen == nil)] + options)
        }
        return [
            Choice(field: "archived", name: "archived", label: "Archive", options: archived),
            Choice(field: "reviewer", name: "reviewer", label: "Reviewer", options: reviewer),
        ] + fields
    }
}
