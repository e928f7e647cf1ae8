package import Domain
internal import SQLCore

/// A row of the outbox: one event for one webhook.
package struct DeliveryRecord: Hashable, Sendable {
    package enum State: String, Sendable {
        case waiting
        case delivered
        case dead
    }

    package let deliveryID: DeliveryID
    /// The place in the order of all events; the store counts it.
    package let number: Int64
    package let webhookID: WebhookID
    package let serviceID: ServiceID
    /// The candidate that it tells of, whose deliveries to one webhook keep their order. A ping stands for itself.
    package let recordID: RecordID
    package let event: WebhookEvent
    package let isPing: Bool
    /// The exact bytes that are sent; `nil` when they are gone.
    package let body: [UInt8]?
    package var state: State
    /// Made so far.
    package var attempts: Int
    package let createdAt: Instant
    /// Since when it waits to be delivered: since it came in, or since somebody asked for it again.
    package var waitingSince: Instant
    /// Of the first that waits of its webhook and candidate; `nil` for the others.
    package var dueAt: Instant?
    package var endedAt: Instant?

    package init(
        deliveryID: DeliveryID, webhookID: WebhookID, serviceID: ServiceID, recordID: RecordID, event: WebhookEvent,
        isPing: Bool, body: [UInt8], at now: Instant
    ) {
        self.deliveryID = deliveryID
        number = 0
        self.webhookID = webhookID
        self.serviceID = serviceID
        self.recordID = recordID
        self.event = event
        self.isPing = isPing
        self.body = body
        state = .waiting
        attempts = 0
        createdAt = now
        waitingSince = now
        dueAt = now
    }

    static let columns = """
        d.delivery_id, d.number, d.webhook_id, d.service_id, d.record_id, d.event, d.is_ping, d.body, d.state,
        d.attempts, d.created_at, d.waiting_since, d.due_at, d.ended_at
        """

    init(_ row: inout Row) throws(SQLFailure) {
        deliveryID = try DeliveryID(stored: row.text())
        number = try row.integer()
        webhookID = try WebhookID(stored: row.text())
        serviceID = try row.serviceID()
        recordID = try row.recordID()
        event = try row.word(WebhookEvent.self)
        isPing = try row.boolean()
        body = try row.optionalBlob()
        state = try row.word(State.self)
        attempts = Int(try row.integer())
        createdAt = try row.instant()
        waitingSince = try row.instant()
        dueAt = try row.optionalInstant()
        endedAt = try row.optionalInstant()
    }
}

/// One attempt to deliver.
package struct AttemptRecord: Hashable, Sendable {
    package let deliveryID: DeliveryID
    /// From 1.
    package let attempt: Int
    package let at: Instant
    package let milliseconds: Int64
    package let httpStatus: Int?
    package let failure: String?
    package let sealedAnswer: Sealed?

    package init(
        deliveryID: DeliveryID, attempt: Int, at: Instant, milliseconds: Int64, httpStatus: Int?, failure: String?,
        sealedAnswer: Sealed?
    ) {
        self.deliveryID = deliveryID
        self.attempt = attempt
        self.at = at
        self.milliseconds = milliseconds
        self.httpStatus = httpStatus
        self.failure = failure
        self.sealedAnswer = sealedAnswer
    }

    static let columns = "a.delivery_id, a.attempt, a.at, a.duration, a.http_status, a.failure, a.answer"

    init(_ row: inout Row) throws(SQLFailure) {
        deliveryID = try DeliveryID(stored: row.text())
        attempt = Int(try row.integer())
        at = try row.instant()
        milliseconds = try row.integer()
        httpStatus = try row.optionalInteger().map { Int($0) }
        failure = try row.optionalText()
        sealedAnswer = try row.optionalSealed()
    }
}
