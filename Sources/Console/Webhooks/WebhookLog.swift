internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// A webhook's own page: what it is, and what became of its deliveries.
struct WebhookLog: Sendable {
    let console: WebhookPages

    static let pageLength = 25

    @Sendable func page(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let webhook = try console.overview(context)
        return try console.pages.html(
            "webhooks-show", model(webhook, title: webhook.settings.name, before: Self.before(request), context))
    }

    /// The dialog of one delivery: every attempt, and what the receiver answered.
    @Sendable func delivery(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let webhook = try console.overview(context)
        let before = Self.before(request)
        let delivery = try self.delivery(of: webhook.webhookID, context)
        let attempts = try console.registry.attempts(
            of: delivery.deliveryID, of: webhook.webhookID, in: context.service.serviceID, by: context.caller)
        let page = try model(
            webhook, title: "Delivery", before: before,
            dialog: DeliveryDialog(delivery, attempts, of: webhook, before: before, context), context)
        return try console.pages.html("webhooks-show", page)
    }

    @Sendable func ping(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let webhookID = try WebhookPages.id(context)
        let path = WebhookPages.path(webhookID, context)
        guard form.useOnce(in: console.pages.usedForms) else { return .seeOther(path, notice: .formUsed) }
        do throws(Failure) {
            _ = try await console.registry.pingWebhook(
                webhookID, in: context.service.serviceID, by: context.caller)
        } catch {
            return try refused(error, context)
        }
        return .seeOther(path, notice: .webhookPinged)
    }

    @Sendable func resend(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let webhookID = try WebhookPages.id(context)
        let path = WebhookPages.path(webhookID, context)
        let delivery = try self.delivery(of: webhookID, context)
        guard form.useOnce(in: console.pages.usedForms) else { return .seeOther(path, notice: .formUsed) }
        do throws(Failure) {
            try await console.registry.resend(
                delivery.deliveryID, of: webhookID, in: context.service.serviceID, by: context.caller)
        } catch {
            return try refused(error, context)
        }
        return .seeOther(path, notice: .deliveryResent)
    }

    /// What can't be done now is said on the webhook's page.
    func refused(_ failure: Failure, _ context: ServiceContext) throws -> Response {
        guard failure.belongsInForm else { throw failure }
        let webhook = try console.overview(context)
        var problems = Problems()
        problems.add("general", failure.message)
        let page = try model(webhook, title: webhook.settings.name, problems: problems, context)
        return try console.pages.html("webhooks-show", page, status: failure.isConflict ? .conflict : problems.status)
    }

    func model(
        _ webhook: WebhookOverview, title: String, before: Int64? = nil, dialog: DeliveryDialog? = nil,
        problems: Problems = Problems(), _ context: ServiceContext
    ) throws(Failure) -> WebhookShowPage {
        // One more than is shown tells whether there are older ones.
        let found = try console.registry.deliveries(
            of: webhook.webhookID, before: before, limit: Self.pageLength + 1, in: context.service.serviceID,
            by: context.caller)
        return WebhookShowPage(
            frame: console.frame(title, context), row: try WebhookRow.one(webhook, console.registry, context),
            log: DeliveryLog(found, of: webhook, before: before, length: Self.pageLength, context),
            dialog: dialog, problems: problems)
    }

    /// The delivery whose number the path gives.
    private func delivery(of webhookID: WebhookID, _ context: ServiceContext) throws(Failure) -> DeliveryOverview {
        guard let number = Int64(context.parameter("number")), number >= 0, number < .max,
            let delivery = try console.registry.deliveries(
                of: webhookID, before: number + 1, limit: 1, in: context.service.serviceID, by: context.caller
            ).first, delivery.number == number
        else { throw .notFound("There is no such delivery. The log keeps them for 30 days.") }
        return delivery
    }

    /// The cursor of the address; what isn't one of ours begins with the newest.
    private static func before(_ request: Request) -> Int64? {
        request.uri.queryParameters["before"].flatMap { Int64($0) }
    }
}
