internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// The edit dialog, and the buttons that switch a webhook on and off.
struct WebhookChange: Sendable {
    let console: WebhookPages

    @Sendable func form(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let webhook = try console.overview(context)
        return try page(webhook, WebhookInput(webhook.settings), Problems(), context)
    }

    /// Refuses inside the very transaction when the webhook is no longer what the dialog showed.
    @Sendable func update(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let webhook = try console.overview(context)
        let input = WebhookInput(form)
        let shown = form.text("fingerprint")
        var problems = Problems(input.problems)
        guard problems.isEmpty else { return try page(webhook, input, problems, fingerprint: shown, context) }
        do throws(Failure) {
            let changed = try await console.registry.changeWebhook(
                webhook.webhookID, in: context.service.serviceID, by: context.caller
            ) { (settings: inout WebhookSettings) throws(Failure) in
                guard WebhookInput.fingerprint(of: settings) == shown else {
                    throw .conflict("Somebody changed this webhook since you opened it.")
                }
                input.apply(to: &settings)
            }
            let isUnchanged = changed.settings == webhook.settings
            return .seeOther(
                WebhookPages.path(webhook.webhookID, context), notice: isUnchanged ? .unchanged : .webhookUpdated)
        } catch {
            if error.isConflict, error.field == nil { return try collision(input, context) }
            guard error.belongsInForm else { throw error }
            problems.add(error)
            return try page(webhook, input, problems, fingerprint: shown, context)
        }
    }

    @Sendable func enable(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try await turn(true, request, context)
    }

    @Sendable func disable(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try await turn(false, request, context)
    }

    private func turn(_ isEnabled: Bool, _ request: Request, _ context: ServiceContext) async throws -> Response {
        _ = try await Form.read(request, context)
        let webhookID = try WebhookPages.id(context)
        do throws(Failure) {
            _ = try await console.registry.switchWebhook(
                webhookID, on: isEnabled, in: context.service.serviceID, by: context.caller)
        } catch {
            return try WebhookLog(console: console).refused(error, context)
        }
        return .seeOther(
            WebhookPages.path(webhookID, context), notice: isEnabled ? .webhookEnabled : .webhookDisabled)
    }

    /// Says what stands now beside what was typed; Update then replaces it knowingly.
    private func collision(_ input: WebhookInput, _ context: ServiceContext) throws -> Response {
        let webhook = try console.overview(context)
        let differences = input.differences(from: webhook.settings)
        return try page(
            webhook, input, Problems(),
            collision: KeyEditPage.Collision(differences: differences, hasDifferences: !differences.isEmpty), context)
    }

    /// - Parameter fingerprint: of what the dialog showed first, if that was earlier than now.
    private func page(
        _ webhook: WebhookOverview, _ input: WebhookInput, _ problems: Problems, fingerprint: String? = nil,
        collision: KeyEditPage.Collision? = nil, _ context: ServiceContext
    ) throws -> Response {
        let log = try WebhookLog(console: console).model(webhook, title: "Edit webhook", context)
        let page = WebhookEditPage(
            frame: log.frame, row: log.row, log: log.log, fields: WebhookDialogFields(input),
            fingerprint: fingerprint ?? WebhookInput.fingerprint(of: webhook.settings), collision: collision,
            problems: problems)
        return try console.pages.html(
            "webhooks-edit", page, status: collision != nil ? .conflict : problems.status)
    }
}
