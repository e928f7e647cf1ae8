internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore
internal import Wire

/// Lists of candidates (contract 1.3).
struct ListEndpoint: Sendable {
    private static let defaultLimit = 20
    let registry: Registry
    let forms: AnswerForms

    @Sendable func all(_ request: Request, _ context: KeyContext) async throws -> Response {
        try await page(nil, request, context)
    }

    @Sendable func byStatus(_ request: Request, _ context: KeyContext) async throws -> Response {
        guard let status = context.parameter("status").flatMap(CandidateStatus.init) else {
            throw Failure.badRequest(field: "status", "There is no such status.")
        }
        return try await page(status, request, context)
    }

    private func page(_ status: CandidateStatus?, _ request: Request, _ context: KeyContext) async throws -> Response {
        let skip = try Query.number("skip", in: request, default: 0)
        let limit = try Query.number("limit", in: request, default: Self.defaultLimit)
        let form = try await forms.form(for: request, context)
        let list = try await registry.list(
            status: status, skip: skip, limit: limit, in: context.serviceID, by: context.caller)
        let document = ListDocument(
            records: list.records.map { CandidateDocument($0) }, total: list.total, skip: list.skip, limit: list.limit)
        // Who was bound to a receiver meanwhile has no right to this form any more.
        guard context.caller.grant?.isRevoked == false else {
            throw Failure.unavailable("The key was changed meanwhile.", retryAfter: 1)
        }
        return try forms.answer(document.answer(), form)
    }
}
