internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore
internal import Wire

/// What became of deliveries, for the commands.
struct AdminWebhookLog: Sendable {
    let registry: Registry

    @Sendable func deliveries(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let (service, webhookID) = (try registry.service(context), try context.webhookID)
        let asked = try await request.adminRequest()
        let page = try registry.deliveries(
            of: webhookID, before: asked.number("before"), limit: Int(clamping: asked.number("limit") ?? 20),
            in: service.serviceID, by: .localOperator)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("deliveries")
        writer.beginArray()
        for delivery in page { write(delivery, into: &writer) }
        writer.endArray()
        writer.endObject()
        return .json(writer.bytes)
    }

    @Sendable func attempts(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let (service, webhookID) = (try registry.service(context), try context.webhookID)
        let attempts = try registry.attempts(
            of: context.deliveryID, of: webhookID, in: service.serviceID, by: .localOperator)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("attempts")
        writer.beginArray()
        for attempt in attempts { write(attempt, into: &writer) }
        writer.endArray()
        writer.endObject()
        return .json(writer.bytes)
    }

    private func write(_ delivery: DeliveryOverview, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("guid", delivery.deliveryID.text)
        writer.member("number", Int(delivery.number))
        writer.member("event", delivery.event.rawValue)
        writer.memberIfPresent("recordId", delivery.recordID?.text)
        writer.member("isPing", delivery.recordID == nil)
        writer.member("state", delivery.state.rawValue)
        writer.member("createdAt", milliseconds: delivery.createdAt.milliseconds)
        writer.memberIfPresent("dueAt", milliseconds: delivery.dueAt?.milliseconds)
        writer.member("attempts", delivery.attemptCount)
        if let last = delivery.lastAttempt {
            writer.key("lastAttempt")
            write(last, into: &writer)
        }
        writer.member("resendable", delivery.isResendable)
        writer.endObject()
    }

    private func write(_ attempt: DeliveryAttempt, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("attempt", attempt.attempt)
        writer.member("at", milliseconds: attempt.at.milliseconds)
        writer.member("milliseconds", Int(attempt.milliseconds))
        writer.memberIfPresent("httpStatus", attempt.httpStatus)
        writer.memberIfPresent("failure", attempt.failure)
        attempt.answer?.withExposed { writer.member("answer", String(decoding: $0, as: UTF8.self)) }
        writer.endObject()
    }
}
