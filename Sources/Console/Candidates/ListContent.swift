internal import Domain
internal import UseCases

/// What a page of the list shows: of a filter, or of a search.
struct ListContent: Sendable {
    var query: ListQuery
    var rows: [CandidateListRow] = []
    var columns: [ListColumn]
    /// Of the rows, where columns show them.
    var identities: [RecordID: ListedIdentity] = [:]
    /// Of the rows' reviewers.
    var names: [MemberID: String] = [:]
    var reviewers: [(memberID: MemberID, name: String)] = []
    var next: CandidateListPlace?
    var lookedUntil: Instant?
    var total: Int?
    var search: ListSearch?
    var searchText = ""

    /// - Parameter searchText: goes into the field again.
    init(_ query: ListQuery, searching searchText: String = "") {
        self.query = query
        self.searchText = searchText
        columns = query.columns
    }
}

/// What a search says above its table.
struct ListSearch: Sendable {
    /// Such as "2 candidates found".
    let words: String
    /// Of a search that gave up before it had looked at everybody.
    var until: TimeCell?
    /// Where it goes on.
    var furtherHref: String?
    /// Where names are searched too, when a refId was found first.
    var namesHref: String?
    let isNothingFound: Bool
}

/// A candidate's row in the table.
struct ListTableRow: Sendable {
    /// One cell; what is `nil` isn't in it.
    struct Cell: Sendable {
        let label: String
        var status: StatusWord?
        var refId: String?
        /// A person's own words.
        var personal: String?
        var words: String?
        var time: TimeCell?
        /// Instead of all the others.
        var nothing: String?
    }

    let href: String
    let record: RecordText
    let cells: [Cell]

    init(
        _ row: CandidateListRow, columns: [ListColumn], identity: ListedIdentity?,
        names: [MemberID: String],
        settings: ServiceSettings, path: String, now: Instant
    ) {
        record = RecordText(row.candidate.recordID)
        href = "\(path)/\(record.full)"
        cells = columns.map { column in
            var cell = Cell(label: column.label)
            let (candidate, gone) = (row.candidate, row.candidate.isArchived ? "gone" : "none")
            switch column {
            case .status: cell.status = StatusWord(candidate.status)
            case .refId:
                cell.refId = candidate.refID.map { VisibleText.of($0.text) }
                if candidate.refID == nil { cell.nothing = "none" }
            case .name:
                cell.personal = identity?.name?.withExposed(VisibleText.of)
                if identity?.name == nil { cell.nothing = gone }
            case .email:
                cell.personal = identity?.email?.withExposed(VisibleText.of)
                if identity?.email == nil { cell.nothing = gone }
            case .submitted: cell.time = TimeCell(candidate.dates.submitted, now: now)
            case .submissions: cell.words = Figures.text(candidate.submitCount)
            case .updated: cell.time = TimeCell(row.changedAt, now: now)
            case .reviewer:
                cell.personal = row.reviewer.map { VisibleText.of(names[$0] ?? "Former member") }
                if row.reviewer == nil { cell.nothing = "nobody" }
            case .archived:
                cell.time = candidate.archivedAt.map { TimeCell($0, now: now) }
                if !candidate.isArchived { cell.nothing = "no" }
            case .next:
                let next = PlannedStep(
                    candidate, reviewer: row.reviewer, isHeld: row.isHeld, changedAt: row.changedAt, settings)
                (cell.words, cell.time) = (next.words, next.at.map { TimeCell($0, now: now) })
            }
            return cell
        }
    }
}

/// The dialog in which an export is asked for.
struct ExportDialog: Sendable {
    let title: String
    /// Who will be in it.
    let whom: String
    let close: String
    let sheetAction: String
    let archiveAction: String
    let hidden: [CandidateTablePage.Hidden]
    let most: String
    let problems: Problems

    init(_ query: ListQuery, total: Int?, path: String, problems: Problems) {
        let all = total.map { Figures.count($0, "candidate") } ?? "candidates"
        title = "Export \(all)"
        whom =
            query.filter.isEmpty
            ? "All candidates of the service." : "The candidates that fit the filter on the list now."
        close = PageAddress.text(path, query.pairs)
        sheetAction = "\(path)/export/csv"
        archiveAction = "\(path)/export/zip"
        hidden = query.pairs.map { CandidateTablePage.Hidden(name: $0.name, value: $0.value) }
        most = Figures.text(Registry.largestProfileExport)
        self.problems = problems
    }
}
