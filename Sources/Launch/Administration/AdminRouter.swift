internal import Domain
internal import Hummingbird
internal import NIOCore
internal import UseCases
internal import WebCore
internal import Wire

/// What the commands ask of a running Lethe, over a socket that only this machine's owner of the data can open. Every
/// caller is the local operator.
enum AdminRouter {
    typealias Context = BasicRequestContext

    /// Bytes of one request: a person's folder with its pictures in base64, or a handful of lines.
    static let largestBody = 100 << 20

    /// - Parameters:
    ///   - console: where browsers reach the console; `nil` while it isn't served.
    ///   - submission: where browsers reach submission pages; `nil` while they aren't served.
    static func make(
        _ registry: Registry, console: @escaping @Sendable () -> String?,
        submission: @escaping @Sendable () -> String? = { nil }
    ) -> Router<Context> {
        let router = Router(context: Context.self)
        router.add(middleware: FailureResponses<Context>())
        let services = AdminServices(registry: registry)
        let keys = AdminKeys(registry: registry)
        let candidates = AdminCandidates(registry: registry)
        let holds = AdminHolds(registry: registry)
        let imports = AdminImport(registry: registry)
        let members = AdminMembers(registry: registry, console: console)
        let links = AdminResubmission(registry: registry, pages: submission)
        let webhooks = AdminWebhooks(registry: registry)
        let webhookLog = AdminWebhookLog(registry: registry)
        let health = AdminHealth(registry: registry)

        router.get("status", use: health.status)
        router.get("discrepancies", use: health.discrepancies)
        router.get("services", use: services.list)
        router.post("services", use: services.create)
        router.patch("services/:service", use: services.change)
        router.get("services/:service/keys", use: keys.list)
        router.post("services/:service/keys", use: keys.create)
        router.get("keys/:key", use: keys.show)
        router.patch("keys/:key", use: keys.change)
        router.delete("keys/:key", use: keys.delete)
        router.post("keys/:key/rotate", use: keys.rotate)
        router.post("keys/:key/end-old-secret", use: keys.endOldSecret)
        router.post("keys/:key/receiver", use: keys.offerReceiver)
        router.post("keys/:key/receiver/answer", use: keys.answerChallenge)
        router.delete("keys/:key/receiver", use: keys.removeReceiver)
        router.get("services/:service/webhooks", use: webhooks.list)
        router.post("services/:service/webhooks", use: webhooks.create)
        router.patch("services/:service/webhooks/:webhook", use: webhooks.change)
        router.delete("services/:service/webhooks/:webhook", use: webhooks.delete)
        router.post("services/:service/webhooks/:webhook/rotate", use: webhooks.rotate)
        router.post("services/:service/webhooks/:webhook/end-old-secret", use: webhooks.endOldSecret)
        router.post("services/:service/webhooks/:webhook/ping", use: webhooks.ping)
        router.post("services/:service/webhooks/:webhook/log", use: webhookLog.deliveries)
        router.get("services/:service/webhooks/:webhook/deliveries/:delivery/attempts", use: webhookLog.attempts)
        router.post("services/:service/webhooks/:webhook/deliveries/:delivery/resend", use: webhooks.resend)
        router.post("services/:service/import", use: imports.take)
        router.post("services/:service/import-and-notify", use: imports.takeAndNotify)
        router.get("members", use: members.list)
        router.get("services/:service/members", use: members.listOfService)
        router.post("members/link", use: members.makeLink)
        // A refId is personal data of a kind, so it stands in a body and never in a path.
        router.post("services/:service/candidates/list", use: candidates.list)
        router.post("services/:service/candidates/show", use: candidates.show)
        router.post("services/:service/candidates/archive", use: candidates.archive)
        router.post("services/:service/candidates/delete", use: candidates.delete)
        router.post("services/:service/candidates/hold", use: holds.place)
        router.post("services/:service/candidates/lift-hold", use: holds.lift)
        router.post("services/:service/candidates/undo-acknowledgement", use: candidates.undoAcknowledgement)
        router.post("services/:service/candidates/review-attribute", use: candidates.reviewAttribute)
        router.post("services/:service/candidates/resubmission-link", use: links.make)
        router.post("services/:service/candidates/change-status", use: candidates.changeStatus)
        return router
    }
}

extension Request {
    /// The whole body.
    func wholeBody() async throws -> [UInt8] {
        do {
            let buffer = try await body.collect(upTo: AdminRouter.largestBody)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Failure.tooLarge("A request has at most 100 MiB.")
        }
    }

    func adminRequest() async throws -> AdminRequest { try AdminRequest(await wholeBody()) }
}

extension Registry {
    /// The service that a path names, or a 404.
    func service(_ context: AdminRouter.Context) throws(Failure) -> Service {
        guard let name = context.parameters.get("service"), let service = service(clientID: name) else {
            throw .notFound("There is no such service.")
        }
        return service
    }
}
