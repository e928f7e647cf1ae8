internal import Domain
internal import UseCases

/// A webhook as a row of the table, and as the head of its own page.
struct WebhookRow: Sendable {
    /// What signs besides the newest secret.
    struct OldSecret: Sendable {
        let ends: TimeCell
        /// The dialog that ends it before its time.
        let endPath: String
    }

    /// Why it is paused, and what to do.
    struct Pause: Sendable {
        let reason: String
        let advice: String
        let since: TimeCell?
    }

    let name: String
    let webhookId: String
    /// The webhook's own page.
    let path: String
    let url: String
    let events: String
    let state: WebhookState
    let isEnabled: Bool
    /// By a member, which isn't a pause.
    let isDisabled: Bool
    let pause: Pause?
    let lastDelivered: TimeCell?
    /// Such as `12 deliveries`; absent when nothing waits.
    let waiting: String?
    let waitingSince: TimeCell?
    let hasSecret: Bool
    let oldSecret: OldSecret?
    let creator: String
    let created: TimeCell

    init(_ webhook: WebhookOverview, creator: String, _ context: ServiceContext) {
        let now = context.visit.now
        name = webhook.settings.name
        webhookId = webhook.webhookID.text
        let path = WebhookPages.path(webhook.webhookID, context)
        self.path = path
        url = webhook.settings.url
        events = WebhookWords.events(webhook.settings.events)
        state = WebhookState(webhook, at: now)
        isEnabled = webhook.isRunning
        isDisabled = !isEnabled && webhook.pause == nil
        pause = webhook.pause.map { pause in
            Pause(
                reason: WebhookWords.reason(pause), advice: WebhookWords.advice(pause),
                since: webhook.pausedAt.map { TimeCell($0, now: now) })
        }
        lastDelivered = webhook.lastDeliveredAt.map { TimeCell($0, now: now) }
        waiting = webhook.waitingCount == 0 ? nil : Figures.text(webhook.waitingCount)
        waitingSince = webhook.oldestWaitingAt.map { TimeCell($0, now: now) }
        hasSecret = webhook.hasSecret
        oldSecret = webhook.oldSecretEndsAt.flatMap { end in
            end > now ? OldSecret(ends: TimeCell(end, now: now), endPath: "\(path)/old-secret/end") : nil
        }
        self.creator = creator
        created = TimeCell(webhook.createdAt, now: now)
    }

    /// With its maker's name looked up.
    static func one(_ webhook: WebhookOverview, _ registry: Registry, _ context: ServiceContext) throws(Failure) -> Self
    {
        WebhookRow(webhook, creator: try WebhookTable.makers(of: [webhook], registry)(webhook), context)
    }
}

extension WebhookOverview {
    /// Whether it sends anything now.
    var isRunning: Bool { settings.isEnabled && pause == nil }
}

/// The tab below every dialog.
struct WebhookTable: Sendable {
    let path: String
    let rows: [WebhookRow]
    /// Those that are paused: each gets a notice on top.
    let paused: [WebhookRow]
    let isEmpty: Bool

    /// Asks for `manageWebhooks`.
    init(_ registry: Registry, _ context: ServiceContext) throws(Failure) {
        let webhooks = try registry.webhooks(in: context.service.serviceID, by: context.caller)
        let maker = try Self.makers(of: webhooks, registry)
        path = "\(context.servicePath)/webhooks"
        rows = webhooks.map { WebhookRow($0, creator: maker($0), context) }
        paused = rows.filter { $0.pause != nil }
        isEmpty = rows.isEmpty
    }

    /// Who made a webhook, in words.
    static func makers(
        of webhooks: [WebhookOverview], _ registry: Registry
    ) throws(Failure) -> (WebhookOverview) -> String {
        var ids: Set<MemberID> = []
        for case .member(let memberID) in webhooks.map(\.createdBy) { ids.insert(memberID) }
        let names = try registry.memberNames(ids)
        return { webhook in
            switch webhook.createdBy {
            case .member(let memberID): names[memberID]?.withExposed { $0 } ?? "a former member"
            case .localOperator: "command line"
            case .key, .candidate, .lethe: "Lethe"
            }
        }
    }
}
