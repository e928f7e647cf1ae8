internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore
internal import Wire

/// Webhooks, as the commands make and change them.
struct AdminWebhooks: Sendable {
    let registry: Registry

    @Sendable func list(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let service = try registry.service(context)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("webhooks")
        writer.beginArray()
        for webhook in try registry.webhooks(in: service.serviceID, by: .localOperator) {
            write(webhook, into: &writer)
        }
        writer.endArray()
        writer.endObject()
        return .json(writer.bytes)
    }

    /// Besides `rotate` the only answer that ever holds a secret.
    @Sendable func create(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let service = try registry.service(context)
        let asked = try await request.adminRequest()
        let settings = WebhookSettings(
            name: try asked.requiredText("name"), url: try asked.requiredText("url"), events: try asked.events())
        let made = try await registry.createWebhook(
            settings, secret: asked.text("secret").map { Sensitive($0) }, in: service.serviceID, by: .localOperator)
        return answer(made.webhookID, secret: made.secret)
    }

    @Sendable func change(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let (service, webhookID) = (try registry.service(context), try context.webhookID)
        let asked = try await request.adminRequest()
        guard let isEnabled = try asked.flag("enabled") else {
            throw Failure.invalid(field: "enabled", "Say whether the webhook is to be enabled.")
        }
        let webhook = try await registry.switchWebhook(
            webhookID, on: isEnabled, in: service.serviceID, by: .localOperator)
        var writer = JSONWriter()
        write(webhook, into: &writer)
        return .json(writer.bytes)
    }

    @Sendable func rotate(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let (service, webhookID) = (try registry.service(context), try context.webhookID)
        let seconds = try await request.adminRequest().number("overlapSeconds") ?? 0
        let secret = try await registry.rotateWebhookSecret(
            webhookID, overlap: seconds, in: service.serviceID, by: .localOperator)
        let webhook = try registry.webhook(webhookID, in: service.serviceID, by: .localOperator)
        return answer(webhookID, secret: secret, oldSecretEndsAt: webhook.oldSecretEndsAt)
    }

    @Sendable func endOldSecret(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let (service, webhookID) = (try registry.service(context), try context.webhookID)
        try await registry.endOldWebhookSecret(webhookID, in: service.serviceID, by: .localOperator)
        return answer(webhookID)
    }

    @Sendable func delete(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let (service, webhookID) = (try registry.service(context), try context.webhookID)
        try await registry.deleteWebhook(webhookID, in: service.serviceID, by: .localOperator)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", webhookID.text)
        writer.member("deleted", true)
        writer.endObject()
        return .json(writer.bytes)
    }

    @Sendable func ping(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let (service, webhookID) = (try registry.service(context), try context.webhookID)
        let deliveryID = try await registry.pingWebhook(webhookID, in: service.serviceID, by: .localOperator)
        return answer(webhookID, guid: deliveryID)
    }

    @Sendable func resend(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let (service, webhookID) = (try registry.service(context), try context.webhookID)
        let deliveryID = try context.deliveryID
        try await registry.resend(deliveryID, of: webhookID, in: service.serviceID, by: .localOperator)
        return answer(webhookID, guid: deliveryID)
    }

    private func answer(
        _ webhookID: WebhookID, secret: Sensitive<String>? = nil, oldSecretEndsAt: Instant? = nil,
        guid: DeliveryID? = nil
    ) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", webhookID.text)
        secret?.withExposed { writer.member("secret", $0) }
        writer.memberIfPresent("oldSecretEndsAt", milliseconds: oldSecretEndsAt?.milliseconds)
        writer.memberIfPresent("guid", guid?.text)
        writer.endObject()
        return .json(writer.bytes)
    }

    private func write(_ webhook: WebhookOverview, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", webhook.webhookID.text)
        writer.member("name", webhook.settings.name)
        writer.member("url", webhook.settings.url)
        writer.member("events", WebhookEvent.allCases.filter(webhook.settings.events.contains).map(\.rawValue))
        writer.member("enabled", webhook.settings.isEnabled)
        writer.memberIfPresent("pause", webhook.pause?.rawValue)
        writer.memberIfPresent("pausedAt", milliseconds: webhook.pausedAt?.milliseconds)
        writer.memberIfPresent("failingSince", milliseconds: webhook.failingSince?.milliseconds)
        writer.memberIfPresent("oldSecretEndsAt", milliseconds: webhook.oldSecretEndsAt?.milliseconds)
        writer.member("createdAt", milliseconds: webhook.createdAt.milliseconds)
        writer.member("createdBy", webhook.createdBy.text)
        writer.member("waiting", webhook.waitingCount)
        writer.memberIfPresent("oldestWaitingAt", milliseconds: webhook.oldestWaitingAt?.milliseconds)
        writer.memberIfPresent("lastDeliveredAt", milliseconds: webhook.lastDeliveredAt?.milliseconds)
        writer.endObject()
    }
}

extension AdminRequest {
    /// `all` stands for those of the published contract.
    fileprivate func events() throws(Failure) -> Set<WebhookEvent> {
        let words = try texts("events") ?? ["all"]
        var events = words.contains("all") ? Set(WebhookEvent.published) : []
        for word in words where word != "all" {
            guard let event = WebhookEvent(rawValue: word) else {
                let known = WebhookEvent.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalid(field: "events", "Events are all, or some of \(known).")
            }
            events.insert(event)
        }
        return events
    }
}

extension AdminRouter.Context {
    var webhookID: WebhookID {
        get throws(Failure) {
            guard let text = parameters.get("webhook"), let webhookID = WebhookID(text) else {
                throw .notFound("There is no such webhook. A webhook's id has 24 hexadecimal characters.")
            }
            return webhookID
        }
    }

    var deliveryID: DeliveryID {
        get throws(Failure) {
            guard let text = parameters.get("delivery"), let deliveryID = DeliveryID(text) else {
                throw .notFound("There is no such delivery. Its id is the guid that the receiver got.")
            }
            return deliveryID
        }
    }
}
