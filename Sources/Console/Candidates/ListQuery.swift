internal import Domain
internal import Hummingbird
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
    /// What isn't understood, a sentence for each part. A list or an export of less than what was asked for would be one
    /// of more people, so there is none while there are problems.
    private(set) var problems = Problems()
    private(set) var from = ""
    private(set) var to = ""
    private var isMine = false

    init(_ request: Request, _ context: ServiceContext) {
        let form = Form(request.uri.query ?? "")
        self.init(form ?? .empty, context)
        if form == nil { problems.add("general", "This address can't be read.") }
    }

    init(_ form: Form, _ context: ServiceContext) {
        filter.status = known(form, "status", "There is no such status.") { CandidateStatus(rawValue: $0) }
        filter.isArchived = known(form, "archived", "Archived is yes or no.") { ["yes": true, "no": false][$0] }
        isMine = form.text("reviewer") == "me"
        filter.reviewer = known(form, "reviewer", "A reviewer is me, nobody or a member's id.") { text in
            switch text {
            case "me": .member(context.grant.member.memberID)
            case "nobody": .nobody
            default: MemberID(text).map { .member($0) }
            }
        }
        (from, to) = (form.text("from"), form.text("to"))
        filter.submittedFrom = day(from, "from")
        filter.submittedBefore = day(to, "to").map { $0.adding(seconds: 86_400) }
        if let first = filter.submittedFrom, let end = filter.submittedBefore, end <= first {
            problems.add("to", "The last day lies before the first.")
        }
        takeFields(form, context)
        let wanted = Set(
            form.all("column") + form.text("columns").split(separator: ".").map(String.init))
        let known = ListColumn.allCases.filter { wanted.contains($0.rawValue) }
        if !known.isEmpty { columns = known }
        if !context.rights.contains(.review) { columns.removeAll(where: \.showsIdentity) }
        place = CandidateListPlace(form.text("before"))
    }

    private mutating func known<Value>(
        _ form: Form, _ field: String, _ message: String, _ read: (String) -> Value?
    ) -> Value? {
        let text = form.text(field)
        guard !text.isEmpty else { return nil }
        let value = read(text)
        if value == nil { problems.add(field, message) }
        return value
    }

    /// Choices of drop-downs, one of each: nobody has two.
    private mutating func takeFields(_ form: Form, _ context: ServiceContext) {
        let definitions = context.rights.contains(.review) ? context.service.settings.review.fields : []
        let all = definitions.flatMap { field in
            field.options.map { CandidateListFilter.Field(name: field.name, option: $0) }
        }
        for chosen in form.all("field") where !chosen.isEmpty {
            guard let found = all.first(where: { Self.value(of: $0.name, $0.option) == chosen }) else {
                problems.add("field", "One of the custom fields has no such choice, or not for your role.")
                continue
            }
            guard !filter.fields.contains(found) else { continue }
            if filter.fields.contains(where: { $0.name == found.name }) {
                problems.add("field", "A custom field is asked for with two choices at once.")
            }
            filter.fields.append(found)
        }
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
