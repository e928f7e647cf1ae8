internal import Domain
internal import HTTPTypes
internal import Mustache

/// What is wrong with a form: a sentence for each field. Templates ask `problems.<field>`, `problems.general`,
/// `problems.summary` and `problems.isEmpty`.
struct Problems: Sendable {
    struct Problem: Sendable {
        /// Id of the field's element.
        let field: String
        let message: String
    }

    private var problems: [Problem] = []
    /// Whole seconds until the same form may be taken: somebody guessed too often.
    private(set) var retryAfter: Int?

    init() {}

    init(_ failure: Failure) {
        add(failure)
    }

    var isEmpty: Bool { problems.isEmpty }
    /// What a page with a form answers.
    var status: HTTPResponse.Status {
        retryAfter != nil ? .tooManyRequests : isEmpty ? .ok : .unprocessableContent
    }
    /// What belongs to no field.
    var general: String? { self[Self.generalField] }
    /// All of them, in the order in which they were found.
    var summary: [Problem] { problems }

    subscript(field: String) -> String? { problems.first { $0.field == field }?.message }

    /// The first problem of a field stays.
    mutating func add(_ field: String, _ message: String) {
        if self[field] == nil { problems.append(Problem(field: field, message: message)) }
    }

    /// A failure of a use case, beside the field that it names.
    mutating func add(_ failure: Failure) {
        add(failure.field ?? Self.generalField, failure.message)
        retryAfter = retryAfter ?? failure.retryAfter
    }

    private static let generalField = "general"
}

extension Problems: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "isEmpty": isEmpty
        case "summary": summary.map { PageValue.wrap($0, nil) }
        // One problem is said beside its field; several also stand on top.
        case "hasSeveral": summary.count > 1
        default: self[name] ?? PageValue.Nothing()
        }
    }
}

extension Failure {
    /// Whether it is about what was typed, so that the form can say it; everything else gets a page of its own.
    var belongsInForm: Bool { !isOurs && !isNotFound && (field != nil || [409, 422, 429].contains(httpStatus)) }
}
