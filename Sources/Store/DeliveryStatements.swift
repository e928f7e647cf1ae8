package import Domain
package import SQLCore

/// Puts an event down for a webhook and gives it the next number. There is one writer, so that no number is given twice.
///
/// It is due at once where nothing waits before it for the same candidate.
package struct InsertDelivery: Statement {
    package static let text: SQLText = """
        INSERT INTO delivery (delivery_id, number, webhook_id, service_id, record_id, event, is_ping, body, state,
            created_at, waiting_since, due_at)
        VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM delivery), $2, $3, $4, $5, $6, $7, 'waiting', $8, $8,
            CASE WHEN EXISTS (SELECT 1 FROM delivery WHERE webhook_id = $2 AND record_id = $4 AND state = 'waiting')
            THEN NULL ELSE CAST($8 AS BIGINT) END)
        """
    let record: DeliveryRecord

    package init(_ record: DeliveryRecord) { self.record = record }

    package func bind(to inputs: inout Inputs) {
        inputs.append(record.deliveryID)
        inputs.append(record.webhookID)
        inputs.append(record.serviceID)
        inputs.append(record.recordID)
        inputs.append(record.event.rawValue)
        inputs.append(record.isPing)
        inputs.append(record.body)
        inputs.append(record.createdAt)
    }
}

package struct DeliveryByID: Statement {
    package static let text: SQLText = """
        SELECT \(DeliveryRecord.columns) FROM delivery d WHERE d.delivery_id = $1 AND d.webhook_id = $2
        """
    let deliveryID: DeliveryID
    let webhookID: WebhookID

    package init(_ deliveryID: DeliveryID, of webhookID: WebhookID) {
        self.deliveryID = deliveryID
        self.webhookID = webhookID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(deliveryID)
        inputs.append(webhookID)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> DeliveryRecord { try DeliveryRecord(&row) }
}

/// How it stands; the body stays.
package struct UpdateDelivery: Statement {
    package static let text: SQLText = """
        UPDATE delivery SET state = $2, attempts = $3, waiting_since = $4, due_at = $5, ended_at = $6
        WHERE delivery_id = $1
        """
    let record: DeliveryRecord

    package init(_ record: DeliveryRecord) { self.record = record }

    package func bind(to inputs: inout Inputs) {
        inputs.append(record.deliveryID)
        inputs.append(record.state.rawValue)
        inputs.append(record.attempts)
        inputs.append(record.waitingSince)
        inputs.append(record.dueAt)
        inputs.append(record.endedAt)
    }
}

/// The turn of the first that waits of a webhook and candidate: it is due now, unless one of them is due already.
package struct PromoteDelivery: Statement {
    package static let text: SQLText = """
        UPDATE delivery SET due_at = $3 WHERE delivery_id = (
            SELECT delivery_id FROM delivery WHERE webhook_id = $1 AND record_id = $2 AND state = 'waiting'
            ORDER BY number LIMIT 1)
        AND NOT EXISTS (SELECT 1 FROM delivery WHERE webhook_id = $1 AND record_id = $2 AND due_at IS NOT NULL)
        """
    let webhookID: WebhookID
    let recordID: RecordID
    let at: Instant

    package init(to webhookID: WebhookID, about recordID: RecordID, at: Instant) {
        self.webhookID = webhookID
        self.recordID = recordID
        self.at = at
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(webhookID)
        inputs.append(recordID)
        inputs.append(at)
    }
}

/// What of a webhook is due, what waits longest first.
package struct DueOfWebhook: Statement {
    package static let text: SQLText = """
        SELECT \(DeliveryRecord.columns) FROM delivery d WHERE d.webhook_id = $1 AND d.due_at <= $2
        ORDER BY d.due_at, d.number LIMIT $3
        """
    let webhookID: WebhookID
    let at: Instant
    let limit: Int

    package init(_ webhookID: WebhookID, at: Instant, limit: Int) {
        self.webhookID = webhookID
        self.at = at
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(webhookID)
        inputs.append(at)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> DeliveryRecord { try DeliveryRecord(&row) }
}

/// When something of a webhook is due the next time, behind an instant.
package struct NextDueOfWebhook: Statement {
    package static let text: SQLText = "SELECT MIN(due_at) FROM delivery WHERE webhook_id = $1 AND due_at > $2"
    let webhookID: WebhookID
    let after: Instant

    package init(_ webhookID: WebhookID, after: Instant) {
        self.webhookID = webhookID
        self.after = after
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(webhookID)
        inputs.append(after)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> Instant? { try row.optionalInstant() }
}

/// Makes due now what of a webhook is due behind an instant.
package struct HastenDeliveries: Statement {
    package static let text: SQLText = "UPDATE delivery SET due_at = $2 WHERE webhook_id = $1 AND due_at > $3"
    let webhookID: WebhookID
    let now: Instant
    let after: Instant

    package init(of webhookID: WebhookID, to now: Instant, behind instant: Instant) {
        self.webhookID = webhookID
        self.now = now
        self.after = instant
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(webhookID)
        inputs.append(now)
        inputs.append(after)
    }
}

/// How much waits for a webhook, and since when.
package struct WaitingOfWebhook: Statement {
    package static let text: SQLText = """
        SELECT COUNT(*), MIN(created_at) FROM delivery WHERE webhook_id = $1 AND state = 'waiting'
        """
    let webhookID: WebhookID

    package init(_ webhookID: WebhookID) { self.webhookID = webhookID }
    package func bind(to inputs: inout Inputs) { inputs.append(webhookID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> (count: Int, oldest: Instant?) {
        (Int(try row.integer()), try row.optionalInstant())
    }
}

/// A page of a webhook's log, the newest first, each with its last attempt.
package struct DeliveriesBefore: Statement {
    package static let text: SQLText = """
        SELECT \(DeliveryRecord.columns), \(AttemptRecord.columns) FROM delivery d
        LEFT JOIN delivery_attempt a ON a.delivery_id = d.delivery_id AND a.attempt = d.attempts
        WHERE d.webhook_id = $1 AND d.number < $2 ORDER BY d.number DESC LIMIT $3
        """
    let webhookID: WebhookID
    let number: Int64
    let limit: Int

    package init(_ number: Int64, of webhookID: WebhookID, limit: Int) {
        self.webhookID = webhookID
        self.number = number
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(webhookID)
        inputs.append(number)
        inputs.append(limit)
    }

    package static func row(
        _ row: inout Row
    ) throws(SQLFailure) -> (delivery: DeliveryRecord, last: AttemptRecord?) {
        let delivery = try DeliveryRecord(&row)
        return (delivery, delivery.attempts > 0 ? try AttemptRecord(&row) : nil)
    }
}

package struct InsertAttempt: Statement {
    package static let text: SQLText = """
        INSERT INTO delivery_attempt (delivery_id, attempt, at, duration, http_status, failure, answer)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    let record: AttemptRecord

    package init(_ record: AttemptRecord) { self.record = record }

    package func bind(to inputs: inout Inputs) {
        inputs.append(record.deliveryID)
        inputs.append(record.attempt)
        inputs.append(record.at)
        inputs.append(record.milliseconds)
        inputs.append(record.httpStatus.map { Int64($0) })
        inputs.append(record.failure)
        inputs.append(record.sealedAnswer)
    }
}

/// The first attempt first.
package struct AttemptsOfDelivery: Statement {
    package static let text: SQLText = """
        SELECT \(AttemptRecord.columns) FROM delivery_attempt a WHERE a.delivery_id = $1 ORDER BY a.attempt
        """
    let deliveryID: DeliveryID

    package init(_ deliveryID: DeliveryID) { self.deliveryID = deliveryID }
    package func bind(to inputs: inout Inputs) { inputs.append(deliveryID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> AttemptRecord { try AttemptRecord(&row) }
}
