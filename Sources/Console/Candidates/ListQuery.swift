internal import Domain
internal import UseCases
internal import Wire

/// A column of the list that can be left out. The record id is always there.
enum ListColumn: String, Sendable, CaseIterable {
    case status
    case refId
    case name
    case email
    case submitted
    case submissions
    case updated
    case reviewer
    case archived
    case next

    var words: String {
        switch self {
        case .status: "Status"
        case .refId: "refId"
        case .name: "Name"
        case .email: "E-mail"
        case .submitted: "Submitted"
        case .submissions: "Times submitted"
        case .updated: "Updated"
        case .reviewer: "Reviewer"
        case .archived: "Archived"
        case .next: "What happens next"
        }
    }

    /// Beside the value on a narrow screen, where there is room for a word.
    var label: String {
        switch self {
        case .submissions: "Submissions"
        case .next: "Next"
        default: words
        }
    }

    /// Whether values of identities are opened for it.
    var showsIdentity: Bool { self == .name || self == .email }

    static let usual: [ListColumn] = [.status, .refId, .submitted, .updated, .reviewer, .next]
}

/// What an address of the list asks for. Each page links to the others with all of it, so that a choice of columns goes
/// along and can be kept as a bookmark; nothing of it is stored.
///
/// An address holds ids and words of the settings only. What may be personal, such as the text of a search, is sent by
/// POST, because addresses end in logs and in the history of a browser.
struct ListQuery: Sendable {
    private(set) var filter = CandidateListFilter()
    private(set) var columns = ListColumn.usual
    private(set) var place: CandidateListPlace?
    /// A day that was typed and is none.
    private(set) var problems = Problems()
    private(set) var from = ""
    private(set) var to = ""
    private var isMine = false

    /// What can't be anything of ours is left out.
    init(_ form: Form, _ context: ServiceContext) {
        filter.status = CandidateStatus(rawValue: form.text("status"))
        filter.isArchived = ["yes": true, "no": false][form.text("archived")]
        switch form.text("reviewer") {
        case "me":
            isMine = true
            filter.reviewer = .member(context.grant.member.memberID)
        case "nobody": filter.reviewer = .nobody
        case let text: filter.reviewer = MemberID(text).map { .member($0) }
        }
        (from, to) = (form.text("from"), form.text("to"))
        filter.submittedFrom = day(from, "from")
        filter.submittedBefore = day(to, "to").map { $0.adding(seconds: 86_400) }
        let definitions = context.service.settings.review.fields
        for chosen in form.all("field") where !chosen.isEmpty && context.rights.contains(.review) {
            let all = definitions.flatMap { field in field.options.map { (name: field.name, option: $0) }
            }
            guard let found = all.first(where: { Self.value(of: $0.name, $0.option) == chosen }) else {
                continue
            }
            let field = CandidateListFilter.Field(name: found.name, option: found.option)
            if !filter.fields.contains(where: { $0.name == field.name }) { filter.fields.append(field) }
        }
        let wanted = Set(
            form.all("column") + form.text("columns").split(separator: ".").map(String.init))
        let known = ListColumn.allCases.filter { wanted.contains($0.rawValue) }
        if !known.isEmpty { columns = known }
        if !context.rights.contains(.review) { columns.removeAll(where: \.showsIdentity) }
        place = CandidateListPlace(form.text("before"))
    }

    private mutating func day(_ text: String, _ field: String) -> Instant? {
        guard !text.isEmpty else { return nil }
        guard text.utf8.count == 10, let milliseconds = WireDate.parse("\(text)T00:00:00.000Z") else {
            problems.add(field, "A day is written as 2026-11-30.")
            return nil
        }
        return Instant(milliseconds: milliseconds)
    }

    /// A choice of a drop-down as it stands in an address.
    static func value(of name: String, _ option: String) -> String { "\(name)=\(option)" }

    var showsIdentities: Bool { columns.contains(where: \.showsIdentity) }
    var isMyReviews: Bool { isMine }

    /// Everything but the place, for links and hidden fields. What is as usual is left out.
    var pairs: [(name: String, value: String)] { filterPairs + columnPairs }

    var filterPairs: [(name: String, value: String)] {
        var pairs = [("status", filter.status?.rawValue ?? "")]
        pairs.append(("archived", filter.isArchived.map { $0 ? "yes" : "no" } ?? ""))
        switch filter.reviewer {
        case .nobody?: pairs.append(("reviewer", "nobody"))
        case .member(let memberID)?: pairs.append(("reviewer", isMine ? "me" : memberID.text))
        case nil: break
        }
        if filter.submittedFrom != nil { pairs.append(("from", from)) }
        if filter.submittedBefore != nil { pairs.append(("to", to)) }
        pairs += filter.fields.map { ("field", Self.value(of: $0.name, $0.option)) }
        return pairs.filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) }
    }

    var columnPairs: [(name: String, value: String)] {
        columns == ListColumn.usual
            ? [] : [(name: "columns", value: columns.map(\.rawValue).joined(separator: "."))]
    }

    /// The same for another status.
    func pairs(status: CandidateStatus?) -> [(name: String, value: String)] {
        (status.map { [(name: "status", value: $0.rawValue)] } ?? [])
            + pairs.filter { $0.name != "status" }
    }
}
