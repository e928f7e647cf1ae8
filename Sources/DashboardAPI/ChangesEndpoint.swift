internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore
internal import Wire

/// The change feed (contract 2.5).
struct ChangesEndpoint: Sendable {
    private static let defaultLimit = 100
    /// Seconds that a reader may wait for something to happen.
    private static let longestWait = 30
    let registry: Registry
    let forms: AnswerForms

    @Sendable func page(_ request: Request, _ context: KeyContext) async throws -> Response {
        let after = try Query.cursor("after", in: request)
        let limit = try Query.number("limit", in: request, default: Self.defaultLimit)
        let wait = try Query.number("wait", in: request, default: 0)
        guard (0...Self.longestWait).contains(wait) else {
            throw Failure.badRequest(field: "wait", "A reader waits 0 to \(Self.longestWait) seconds.")
        }
        let form = try await forms.formWithoutAttributes(for: request, context)
        let (registry, serviceID) = (registry, context.serviceID)
        // Asked for before the look, so that a change between look and wait is not slept through.
        let count = registry.changeCount(of: serviceID)
        var entries = try registry.changes(after: after, limit: limit, in: serviceID, by: context.caller)
        if entries.isEmpty, wait > 0 {
            await Patience.wait(upTo: .seconds(wait)) { await registry.waitForChange(of: serviceID, beyond: count) }
            entries = try registry.changes(after: after, limit: limit, in: serviceID, by: context.caller)
        }
        let records = entries.map {
            ChangesDocument.Record(
                cursor: String($0.number), recordID: $0.recordID.text, event: $0.kind, status: $0.status.rawValue,
                submitCount: $0.submitCount, at: $0.at.milliseconds)
        }
        let document = ChangesDocument(records: records, next: String(entries.last?.number ?? after))
        return try forms.answer(document.answer(), form)
    }
}
