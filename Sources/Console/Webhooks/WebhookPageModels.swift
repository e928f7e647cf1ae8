internal import Domain
internal import UseCases

/// The tab without a dialog.
struct WebhookListPage: PageModel {
    let frame: PageFrame
    let table: WebhookTable
}

/// The fields that creating and editing share: `{{#fields}}{{>webhooks-fields}}{{/fields}}`.
struct WebhookDialogFields: Sendable {
    struct Event: Sendable {
        let word: String
        let when: String
        let isOurs: Bool
        let isChosen: Bool
    }

    let name: String
    let url: String
    let isPublished: Bool
    let events: [Event]

    init(_ input: WebhookInput) {
        (name, url, isPublished) = (input.name, input.url, input.isPublished)
        events = WebhookEvent.allCases.map { event in
            Event(
                word: event.rawValue, when: WebhookWords.when(event),
                isOurs: !WebhookEvent.published.contains(event), isChosen: input.events.contains(event.rawValue))
        }
    }
}

/// The dialog that makes a webhook.
struct WebhookCreatePage: PageModel {
    let frame: PageFrame
    let table: WebhookTable
    let fields: WebhookDialogFields
    let problems: Problems
}

/// The panel that shows a secret, once.
struct WebhookSecretPage: PageModel {
    let frame: PageFrame
    let table: WebhookTable
    /// The webhook's own page, to which the panel closes.
    let path: String
    let isRotation: Bool
    let name: String
    let secret: KeySecretPage.Secret
    /// Of a rotation: what becomes of the old secret.
    let oldSecret: String?
}

/// `webhooks-show.mustache`
struct WebhookShowPage: PageModel {
    let frame: PageFrame
    let row: WebhookRow
    let log: DeliveryLog
    let dialog: DeliveryDialog?
    let problems: Problems
}

/// The dialog that changes a webhook.
struct WebhookEditPage: PageModel {
    let frame: PageFrame
    let row: WebhookRow
    let log: DeliveryLog
    let fields: WebhookDialogFields
    let fingerprint: String
    /// Somebody else was quicker.
    let collision: KeyEditPage.Collision?
    let problems: Problems
}

/// The dialogs that rotate a secret, end the old one, or delete a webhook.
struct WebhookActionPage: PageModel {
    let frame: PageFrame
    let row: WebhookRow
    let log: DeliveryLog
    /// Of a rotation.
    let overlap: String
    let units: [Choice]
    /// Of a deletion: what was typed.
    let typed: String
    let problems: Problems
}

/// A page of a webhook's deliveries, the newest first.
struct DeliveryLog: Sendable {
    struct Row: Sendable {
        let event: String
        let isPing: Bool
        /// The dialog with the attempts.
        let href: String
        let record: RecordText?
        let recordHref: String?
        let at: TimeCell
        let state: DeliveryState
        let attempts: String
        /// Of the last attempt.
        let outcome: String?
        let duration: String?
        /// Where the form goes that sends it once more, or at once; absent where that can't be.
        let resendPath: String?
        let resendWords: String

        /// - Parameter isRunning: whether the webhook sends anything now.
        init(
            _ delivery: DeliveryOverview, path: String, query: String, isRunning: Bool, _ context: ServiceContext
        ) {
            let now = context.visit.now
            event = delivery.event.rawValue
            isPing = delivery.recordID == nil
            let own = "\(path)/deliveries/\(delivery.number)"
            href = own + query
            record = delivery.recordID.map { RecordText($0) }
            let seesCandidates = context.rights.contains(.seeCandidates)
            recordHref = delivery.recordID.flatMap { id in
                seesCandidates ? "\(context.servicePath)/candidates/\(id.text)" : nil
            }
            at = TimeCell(delivery.createdAt, now: now)
            state = DeliveryState(delivery, at: now)
            attempts = Figures.text(delivery.attemptCount)
            outcome = delivery.lastAttempt.map { WebhookWords.outcome($0) }
            duration = delivery.lastAttempt.map { WebhookWords.duration(milliseconds: $0.milliseconds) }
            // One that waits for its next attempt can be tried now.
            let isDelayed = delivery.state == .waiting && delivery.attemptCount > 0 && delivery.dueAt != nil
            resendPath = isRunning && (delivery.isResendable || isDelayed) ? "\(own)/resend" : nil
            resendWords = isDelayed ? "Try now" : "Resend"
        }
    }

    let rows: [Row]
    let isEmpty: Bool
    let isNothingFound: Bool
    let olderHref: String?
    let newestHref: String?
    let hasPager: Bool

    /// - Parameter found: up to one more than `length`.
    init(
        _ found: [DeliveryOverview], of webhook: WebhookOverview, before: Int64?, length: Int, _ context: ServiceContext
    ) {
        let path = WebhookPages.path(webhook.webhookID, context)
        let shown = found.prefix(length)
        let query = before.map { "?before=\($0)" } ?? ""
        rows = shown.map {
            Row($0, path: path, query: query, isRunning: webhook.isRunning, context)
        }
        isEmpty = rows.isEmpty && before == nil
        isNothingFound = rows.isEmpty && before != nil
        olderHref = found.count > length ? shown.last.map { "\(path)?before=\($0.number)" } : nil
        newestHref = before == nil ? nil : path
        hasPager = olderHref != nil || newestHref != nil
    }
}

/// One delivery with all that was tried.
struct DeliveryDialog: Sendable {
    struct Attempt: Sendable {
        let number: Int
        let at: TimeCell
        let outcome: String
        let isDelivered: Bool
        let duration: String
        /// The first KiB of what came back.
        let answer: String?
        let isCut: Bool
        let isLast: Bool
    }

    let row: DeliveryLog.Row
    /// What the receiver got as `X-Blockpass-Delivery`.
    let deliveryId: String
    let close: String
    let attempts: [Attempt]
    let hasAttempts: Bool

    init(
        _ delivery: DeliveryOverview, _ attempts: [DeliveryAttempt], of webhook: WebhookOverview, before: Int64?,
        _ context: ServiceContext
    ) {
        let path = WebhookPages.path(webhook.webhookID, context)
        let query = before.map { "?before=\($0)" } ?? ""
        row = DeliveryLog.Row(delivery, path: path, query: query, isRunning: webhook.isRunning, context)
        deliveryId = delivery.deliveryID.text
        close = path + query
        let newestFirst = attempts.sorted { $0.attempt > $1.attempt }
        self.attempts = newestFirst.map { attempt in
            let status = attempt.httpStatus ?? 0
            let answer = attempt.answer.map { $0.withExposed { (text: WebhookWords.answer($0), count: $0.count) } }
            return Attempt(
                number: attempt.attempt, at: TimeCell(attempt.at, now: context.visit.now),
                outcome: WebhookWords.outcome(attempt),
                isDelivered: attempt.failure == nil && (200...299).contains(status),
                duration: WebhookWords.duration(milliseconds: attempt.milliseconds), answer: answer?.text,
                isCut: (answer?.count ?? 0) >= DeliveryAttempt.keptBytes,
                isLast: attempt.attempt == newestFirst.first?.attempt)
        }
        hasAttempts = !attempts.isEmpty
    }
}
