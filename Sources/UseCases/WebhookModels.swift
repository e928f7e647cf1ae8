package import Domain

/// What a member can set for a webhook.
package struct WebhookSettings: Hashable, Sendable {
    /// 1 to 120 characters.
    package var name: String
    /// Absolute, https; http only to loopback where the server's settings allow it.
    package var url: String
    package var events: Set<WebhookEvent>
    package var isEnabled: Bool

    package init(name: String, url: String, events: Set<WebhookEvent>, isEnabled: Bool = true) {
        self.name = name
        self.url = url
        self.events = events
        self.isEnabled = isEnabled
    }
}

/// A webhook as those see it who manage it.
package struct WebhookOverview: Sendable {
    package enum Pause: String, Sendable {
        /// The receiver answered 410.
        case gone
        /// Every attempt has failed for days.
        case failing
    }

    package let webhookID: WebhookID
    package let settings: WebhookSettings
    package let hasSecret: Bool
    /// While a rotation overlaps: until when the old secret signs too.
    package let oldSecretEndsAt: Instant?
    package let pause: Pause?
    package let pausedAt: Instant?
    /// Since the first of the failures without a success between them.
    package let failingSince: Instant?
    package let createdAt: Instant
    package let createdBy: HistoryEvent.Actor
    /// Deliveries that are still to be made.
    package let waitingCount: Int
    package let oldestWaitingAt: Instant?
    package let lastDeliveredAt: Instant?

    package init(
        webhookID: WebhookID, settings: WebhookSettings, hasSecret: Bool, oldSecretEndsAt: Instant?, pause: Pause?,
        pausedAt: Instant?, failingSince: Instant?, createdAt: Instant, createdBy: HistoryEvent.Actor,
        waitingCount: Int, oldestWaitingAt: Instant?, lastDeliveredAt: Instant?
    ) {
        self.webhookID = webhookID
        self.settings = settings
        self.hasSecret = hasSecret
        self.oldSecretEndsAt = oldSecretEndsAt
        self.pause = pause
        self.pausedAt = pausedAt
        self.failingSince = failingSince
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.waitingCount = waitingCount
        self.oldestWaitingAt = oldestWaitingAt
        self.lastDeliveredAt = lastDeliveredAt
    }
}

/// A line of a webhook's delivery log.
package struct DeliveryOverview: Sendable {
    package enum State: String, Sendable, CaseIterable {
        case waiting
        case delivered
        /// Given up after three days.
        case dead
    }

    package let deliveryID: DeliveryID
    /// The place in the order of all events: the cursor of the log.
    package let number: Int64
    package let event: WebhookEvent
    /// `nil` of a ping.
    package let recordID: RecordID?
    package let state: State
    package let createdAt: Instant
    /// When the next attempt is due; `nil` when there is none.
    package let dueAt: Instant?
    package let attemptCount: Int
    package let lastAttempt: DeliveryAttempt?
    /// Whether it can be sent once more: its body is still there.
    package let isResendable: Bool

    package init(
        deliveryID: DeliveryID, number: Int64, event: WebhookEvent, recordID: RecordID?, state: State,
        createdAt: Instant, dueAt: Instant?, attemptCount: Int, lastAttempt: DeliveryAttempt?, isResendable: Bool
    ) {
        self.deliveryID = deliveryID
        self.number = number
        self.event = event
        self.recordID = recordID
        self.state = state
        self.createdAt = createdAt
        self.dueAt = dueAt
        self.attemptCount = attemptCount
        self.lastAttempt = lastAttempt
        self.isResendable = isResendable
    }
}

/// One attempt to deliver.
package struct DeliveryAttempt: Sendable {
    /// From 1.
    package let attempt: Int
    package let at: Instant
    package let milliseconds: Int64
    package let httpStatus: Int?
    /// Why there was no usable answer, in our own fixed words.
    package let failure: String?
    /// The first KiB of the answer. It is somebody else's text and may name people: sealed under the service's key.
    package let answer: Sensitive<[UInt8]>?

    /// Bytes of an answer that are kept.
    package static let keptBytes = 1 << 10

    package init(
        attempt: Int, at: Instant, milliseconds: Int64, httpStatus: Int?, failure: String?,
        answer: Sensitive<[UInt8]>?
    ) {
        self.attempt = attempt
        self.at = at
        self.milliseconds = milliseconds
        self.httpStatus = httpStatus
        self.failure = failure
        self.answer = answer
    }
}

/// A delivery that is to be attempted now, as the deliverer gets it.
package struct DueDelivery: Sendable {
    package let deliveryID: DeliveryID
    package let webhookID: WebhookID
    package let url: String
    /// From 1.
    package let attempt: Int
    /// All of them; signature and timestamp are those of an attempt at that time.
    package let headers: @Sendable (_ at: Instant) -> [(name: String, value: String)]
    package let body: [UInt8]

    package init(
        deliveryID: DeliveryID, webhookID: WebhookID, url: String, attempt: Int,
        headers: @escaping @Sendable (_ at: Instant) -> [(name: String, value: String)], body: [UInt8]
    ) {
        self.deliveryID = deliveryID
        self.webhookID = webhookID
        self.url = url
        self.attempt = attempt
        self.headers = headers
        self.body = body
    }
}

/// How an attempt ended.
package struct AttemptResult: Sendable {
    package let startedAt: Instant
    package let milliseconds: Int64
    /// `nil` when no answer came.
    package let httpStatus: Int?
    /// In our own fixed words; `nil` for any answer that was read.
    package let failure: String?
    /// The first KiB of the answer.
    package let answer: [UInt8]

    package init(startedAt: Instant, milliseconds: Int64, httpStatus: Int?, failure: String?, answer: [UInt8]) {
        self.startedAt = startedAt
        self.milliseconds = milliseconds
        self.httpStatus = httpStatus
        self.failure = failure
        self.answer = answer
    }

    package var isDelivered: Bool { failure == nil && (200...299).contains(httpStatus ?? 0) }
}
