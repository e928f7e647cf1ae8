internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// The tab Webhooks. Every dialog has an address of its own: the page with the dialog on it.
struct WebhookPages: Sendable {
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    func addRoutes(to group: RouterGroup<ServiceContext>) {
        let creation = WebhookCreation(console: self)
        let change = WebhookChange(console: self)
        let log = WebhookLog(console: self)
        let actions = WebhookActions(console: self)
        group.group("webhooks")
            .get("", use: list)
            .post("", use: creation.create)
            .get("new", use: creation.form)
            .get(":webhookId", use: log.page)
            .get(":webhookId/edit", use: change.form)
            .post(":webhookId/edit", use: change.update)
            .post(":webhookId/enable", use: change.enable)
            .post(":webhookId/disable", use: change.disable)
            .post(":webhookId/ping", use: log.ping)
            .get(":webhookId/deliveries/:number", use: log.delivery)
            .post(":webhookId/deliveries/:number/resend", use: log.resend)
            .get(":webhookId/rotate", use: actions.rotation)
            .post(":webhookId/rotate", use: actions.rotate)
            .get(":webhookId/old-secret/end", use: actions.end)
            .post(":webhookId/old-secret/end", use: actions.endOldSecret)
            .get(":webhookId/delete", use: actions.deletion)
            .post(":webhookId/delete", use: actions.delete)
    }

    @Sendable private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let page = WebhookListPage(frame: frame("Webhooks", context), table: try WebhookTable(registry, context))
        return try pages.html("webhooks", page)
    }

    func frame(_ title: String, _ context: ServiceContext) -> PageFrame {
        PageFrame(title: title, tab: .webhooks, context: context)
    }

    /// The webhook that the path names; a 404 for one of another service.
    func overview(_ context: ServiceContext) throws(Failure) -> WebhookOverview {
        try registry.webhook(Self.id(context), in: context.service.serviceID, by: context.caller)
    }

    static func id(_ context: ServiceContext) throws(Failure) -> WebhookID {
        guard let webhookID = WebhookID(context.parameter("webhookId")) else {
            throw .notFound("There is no such webhook. It may have been deleted.")
        }
        return webhookID
    }

    static func path(_ webhookID: WebhookID, _ context: ServiceContext) -> String {
        "\(context.servicePath)/webhooks/\(webhookID.text)"
    }
}
