internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// The dialogs behind a webhook's other buttons: rotate, end the old secret, delete.
struct WebhookActions: Sendable {
    let console: WebhookPages

    private static let usualOverlap = Delay(number: "1", unit: .days)

    @Sendable func rotation(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try page("webhooks-rotate", "Rotate secret", console.overview(context), context)
    }

    @Sendable func rotate(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let webhook = try console.overview(context)
        let overlap = Delay(number: form.text("overlap"), unitText: form.text("unit"))
        let path = WebhookPages.path(webhook.webhookID, context)
        do throws(Failure) {
            let seconds = try Self.seconds(overlap)
            guard form.useOnce(in: console.pages.usedForms) else {
                return .seeOther(path, notice: .webhookMadeBefore)
            }
            let secret = try await console.registry.rotateWebhookSecret(
                webhook.webhookID, overlap: seconds, in: context.service.serviceID, by: context.caller)
            return try WebhookSecret(console: console).page(
                secret, of: console.overview(context), ofRotation: true, context)
        } catch {
            guard error.belongsInForm else { throw error }
            return try page("webhooks-rotate", "Rotate secret", webhook, context, overlap: overlap, Problems(error))
        }
    }

    private static func seconds(_ overlap: Delay) throws(Failure) -> Int64 {
        switch overlap.reading(within: APIKey.overlapSeconds) {
        case .seconds(let seconds): return seconds
        case .notWhole: throw .invalid(field: "overlap", "Give the overlap as a whole number.")
        case .outOfRange: throw .invalid(field: "overlap", "The overlap is 0 to 7 days.")
        }
    }

    @Sendable func end(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let webhook = try console.overview(context)
        guard webhook.oldSecretEndsAt.map({ $0 > context.visit.now }) ?? false else {
            return .seeOther(WebhookPages.path(webhook.webhookID, context), notice: .oldWebhookSecretEnded)
        }
        return try page("webhooks-end", "End the old secret", webhook, context)
    }

    @Sendable func endOldSecret(_ request: Request, _ context: ServiceContext) async throws -> Response {
        _ = try await Form.read(request, context)
        let webhookID = try WebhookPages.id(context)
        try await console.registry.endOldWebhookSecret(
            webhookID, in: context.service.serviceID, by: context.caller)
        return .seeOther(WebhookPages.path(webhookID, context), notice: .oldWebhookSecretEnded)
    }

    @Sendable func deletion(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try page("webhooks-delete", "Delete webhook", console.overview(context), context)
    }

    @Sendable func delete(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let webhook = try console.overview(context)
        let typed = form.text("name")
        guard KeyWords.isSame(typed, webhook.settings.name) else {
            var problems = Problems()
            problems.add("name", "This is not the webhook’s name. Type it as it stands above.")
            return try page("webhooks-delete", "Delete webhook", webhook, context, typed: typed, problems)
        }
        try await console.registry.deleteWebhook(
            webhook.webhookID, in: context.service.serviceID, by: context.caller)
        return .seeOther("\(context.servicePath)/webhooks", notice: .webhookDeleted)
    }

    private func page(
        _ template: String, _ title: String, _ webhook: WebhookOverview, _ context: ServiceContext,
        overlap: Delay = usualOverlap, typed: String = "", _ problems: Problems = Problems()
    ) throws(Failure) -> Response {
        let shown = try WebhookLog(console: console).model(webhook, title: title, context)
        let page = WebhookActionPage(
            frame: shown.frame, row: shown.row, log: shown.log, overlap: overlap.number,
            units: Choice.units(chosen: overlap.unit, from: .minutes), typed: typed, problems: problems)
        return try console.pages.html(template, page, status: problems.status)
    }
}
