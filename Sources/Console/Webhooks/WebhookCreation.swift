internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// Makes a webhook, and shows its secret once.
struct WebhookCreation: Sendable {
    let console: WebhookPages

    @Sendable func form(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try page(WebhookInput(), Problems(), context)
    }

    @Sendable func create(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let input = WebhookInput(form)
        var problems = Problems(input.problems)
        guard problems.isEmpty else { return try page(input, problems, context) }
        var settings = WebhookSettings(name: "", url: "", events: [])
        input.apply(to: &settings)
        let own = form.text("secret").isEmpty ? nil : form.sensitive("secret")
        do throws(Failure) {
            guard form.useOnce(in: console.pages.usedForms) else {
                return .seeOther("\(context.servicePath)/webhooks", notice: .webhookMadeBefore)
            }
            let made = try await console.registry.createWebhook(
                settings, secret: own, in: context.service.serviceID, by: context.caller)
            let webhook = try console.registry.webhook(
                made.0, in: context.service.serviceID, by: context.caller)
            return try WebhookSecret(console: console).page(made.1, of: webhook, ofRotation: false, context)
        } catch {
            guard error.belongsInForm else { throw error }
            problems.add(error)
            return try page(input, problems, context)
        }
    }

    private func page(_ input: WebhookInput, _ problems: Problems, _ context: ServiceContext) throws -> Response {
        let page = WebhookCreatePage(
            frame: console.frame("Create webhook", context), table: try WebhookTable(console.registry, context),
            fields: WebhookDialogFields(input), problems: problems)
        return try console.pages.html("webhooks-new", page, status: problems.status)
    }
}

/// The panel with a secret. It is the answer to the very form that made it.
struct WebhookSecret: Sendable {
    let console: WebhookPages

    func page(
        _ secret: Sensitive<String>, of webhook: WebhookOverview, ofRotation isRotation: Bool,
        _ context: ServiceContext
    ) throws(Failure) -> Response {
        let page = WebhookSecretPage(
            frame: console.frame(isRotation ? "New secret" : "New webhook", context),
            table: try WebhookTable(console.registry, context),
            path: WebhookPages.path(webhook.webhookID, context), isRotation: isRotation, name: webhook.settings.name,
            secret: .init(text: secret.withExposed { $0 }),
            oldSecret: isRotation ? Self.words(forOldSecretOf: webhook, at: context.visit.now) : nil)
        return try console.pages.html("webhooks-secret", page)
    }

    private static func words(forOldSecretOf webhook: WebhookOverview, at now: Instant) -> String {
        guard let end = webhook.oldSecretEndsAt, end > now else {
            return "The old secret has ended. Only this one signs."
        }
        return "Until \(TimeCell(end, now: now).exact) both secrets sign: webhook-signature carries both signatures, "
            + "X-Hub-Signature that of the old secret, and X-Hub-Signature-Next that of this one. Give it to the receiver "
            + "before then."
    }
}
