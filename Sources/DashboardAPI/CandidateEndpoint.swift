internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore

/// One candidate, as far as the key's scope goes (contract 1.4).
struct CandidateEndpoint: Sendable {
    let registry: Registry
    let forms: AnswerForms
    let answers: CandidateAnswers

    @Sendable func byRefID(_ request: Request, _ context: KeyContext) async throws -> Response {
        guard let text = context.parameter("refId"), let refID = try? RefID(text) else { throw Self.notFound }
        return try await answer(.refID(refID), request, context)
    }

    @Sendable func byRecordID(_ request: Request, _ context: KeyContext) async throws -> Response {
        guard let recordID = context.parameter("recordId").flatMap(RecordID.init) else { throw Self.notFound }
        return try await answer(.recordID(recordID), request, context)
    }

    private static let notFound = Failure.notFound("There is no such candidate.")

    private func answer(
        _ selector: CandidateSelector, _ request: Request, _ context: KeyContext
    ) async throws -> Response {
        let form = try await forms.form(for: request, context)
        let extraction = try await registry.extract(selector, in: context.serviceID, by: context.caller)
        return try await answers.answer(extraction, form, context)
    }
}
