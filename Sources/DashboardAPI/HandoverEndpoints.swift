internal import Domain
internal import Hummingbird
internal import NIOCore
internal import UseCases
internal import WebCore
internal import Wire

/// The hand-over with acknowledgement (contract 2.3).
struct HandoverEndpoints: Sendable {
    private static let defaultLimit = 20
    private static let largestBody = 4096
    let registry: Registry
    let forms: AnswerForms
    let answers: CandidateAnswers

    @Sendable func ready(_ request: Request, _ context: KeyContext) async throws -> Response {
        let after = try Query.cursor("after", in: request)
        let limit = try Query.number("limit", in: request, default: Self.defaultLimit)
        let form = try await forms.formWithoutAttributes(for: request, context)
        let ready = try registry.readyCandidates(
            after: after, limit: limit, in: context.serviceID, by: context.caller)
        let records = ready.map {
            ReadyListDocument.Record(
                recordID: $0.recordID.text, refID: $0.refID?.text, status: $0.status.rawValue, etag: $0.etag)
        }
        return try forms.answer(
            ReadyListDocument(records: records, next: ready.last.map { String($0.cursor) }).answer(), form)
    }

    @Sendable func takeOver(_ request: Request, _ context: KeyContext) async throws -> Response {
        let recordID = try Self.recordID(context)
        let form = try await forms.form(for: request, context)
        let (extraction, lease) = try await registry.takeOver(
            recordID, in: context.serviceID, by: context.caller)
        return try await answers.answer(extraction, lease: lease, form, context)
    }

    @Sendable func acknowledge(_ request: Request, _ context: KeyContext) async throws -> Response {
        let recordID = try Self.recordID(context)
        let form = try await forms.formWithoutAttributes(for: request, context)
        let document = try AcknowledgementDocument(JSONDocument(parsing: await Self.body(of: request)))
        let willArchive = try await registry.acknowledge(
            recordID, lease: document.lease, proof: document.proof, in: context.serviceID, by: context.caller)
        return try forms.answer(
            AcknowledgementDocument.answer(willArchiveAtDate: willArchive?.milliseconds), form)
    }

    private static func body(of request: Request) async throws -> [UInt8] {
        do {
            return Array(try await request.body.collect(upTo: largestBody).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Failure.tooLarge("An acknowledgement has at most 4 KiB.")
        }
    }

    private static func recordID(_ context: KeyContext) throws(Failure) -> RecordID {
        guard let recordID = context.parameter("recordId").flatMap(RecordID.init) else {
            throw .notFound("There is no such candidate.")
        }
        return recordID
    }
}
