internal import Domain
internal import Hummingbird
internal import NIOCore
internal import UseCases
internal import WebCore
internal import Wire

/// One candidate, as far as the key's scope goes (contract 1.4).
struct CandidateEndpoint: Sendable {
    let registry: Registry
    let deliveries: Deliveries

    @Sendable func byRefID(_ request: Request, _ context: KeyContext) async throws -> Response {
        guard let text = context.parameter("refId"), let refID = try? RefID(text) else { throw Self.notFound }
        return try await answer(.refID(refID), context)
    }

    @Sendable func byRecordID(_ request: Request, _ context: KeyContext) async throws -> Response {
        guard let recordID = context.parameter("recordId").flatMap(RecordID.init) else { throw Self.notFound }
        return try await answer(.recordID(recordID), context)
    }

    private static let notFound = Failure.notFound("There is no such candidate.")

    private func answer(_ selector: CandidateSelector, _ context: KeyContext) async throws -> Response {
        let extraction = try await registry.extract(selector, in: context.service.serviceID, by: context.caller)
        let document = CandidateDocument(extraction)
        let ticket = extraction.ticket
        guard extraction.attributes != nil else {
            let bytes = document.answer()
            await ticket.complete(bytes: bytes.count)
            return .json(bytes)
        }
        guard !ticket.mustStop else {
            ticket.cut(bytes: 0)
            throw Failure.unavailable("The candidate or the key was changed meanwhile.", retryAfter: 1)
        }
        guard !extraction.pictures.isEmpty else {
            let bytes = document.answer()
            _ = deliveries.expect(ticket, byteCount: bytes.count, on: context)
            return .json(bytes)
        }
        let stream = PictureStream(extraction, document)
        let delivery = deliveries.expect(ticket, byteCount: stream.byteCount, on: context)
        let executor = LoopExecutor(of: context.channel)
        return Response(
            status: .ok, headers: Response.jsonHeaders,
            body: ResponseBody(contentLength: stream.byteCount) { writer in
                do {
                    try await withTaskExecutorPreference(executor) { try await stream.write(to: &writer, delivery) }
                } catch {
                    context.note(error)
                    throw error
                }
                try await writer.finish(nil)
            })
    }
}
