internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore
internal import Wire

/// Lists of candidates (contract 1.3).
struct ListEndpoint: Sendable {
    private static let defaultLimit = 20
    let registry: Registry

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
        let skip = try number("skip", in: request, default: 0)
        let limit = try number("limit", in: request, default: Self.defaultLimit)
        let list = try await registry.list(
            status: status, skip: skip, limit: limit, in: context.service.serviceID, by: context.caller)
        let document = ListDocument(
            records: list.records.map { CandidateDocument($0) }, total: list.total, skip: list.skip, limit: list.limit)
        return .json(document.answer())
    }

    /// A whole number, possibly negative; anything else is a 400 that names it.
    private func number(_ name: String, in request: Request, default value: Int) throws(Failure) -> Int {
        guard let text = request.uri.queryParameters[name[...]] else { return value }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
            throw .badRequest(field: name, "This is not a whole number.")
        }
        return number
    }
}
