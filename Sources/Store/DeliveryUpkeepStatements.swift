package import Domain
package import SQLCore

/// Takes the bodies of what has ended for a candidate: they name the merchant's own id, which may be an e-mail.
package struct ForgetBodies: Statement {
    package static let text: SQLText = """
        UPDATE delivery SET body = NULL WHERE record_id = $1 AND state <> 'waiting' AND body IS NOT NULL
        """
    let recordID: RecordID

    package init(of recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
}

/// Takes what receivers answered when they were told of a candidate.
package struct ForgetAnswers: Statement {
    package static let text: SQLText = """
        UPDATE delivery_attempt SET answer = NULL
        WHERE delivery_id IN (SELECT delivery_id FROM delivery WHERE record_id = $1)
        """
    let recordID: RecordID

    package init(of recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
}

/// What ended before an instant.
package struct EndedDeliveries: Statement {
    package static let text: SQLText = """
        SELECT delivery_id FROM delivery WHERE ended_at < $1 ORDER BY ended_at LIMIT $2
        """
    let before: Instant
    let limit: Int

    package init(before: Instant, limit: Int) {
        self.before = before
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(before)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> DeliveryID { try DeliveryID(stored: row.text()) }
}

/// What has waited for a webhook since before an instant.
package struct StaleDeliveries: Statement {
    package static let text: SQLText = """
        SELECT \(DeliveryRecord.columns) FROM delivery d
        WHERE d.webhook_id = $1 AND d.state = 'waiting' AND d.waiting_since < $2
        ORDER BY d.record_id, d.number LIMIT $3
        """
    let webhookID: WebhookID
    let before: Instant
    let limit: Int

    package init(of webhookID: WebhookID, before: Instant, limit: Int) {
        self.webhookID = webhookID
        self.before = before
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(webhookID)
        inputs.append(before)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> DeliveryRecord { try DeliveryRecord(&row) }
}

package struct DeleteAttempts: Statement {
    package static let text: SQLText = "DELETE FROM delivery_attempt WHERE delivery_id = $1"
    let deliveryID: DeliveryID

    package init(of deliveryID: DeliveryID) { self.deliveryID = deliveryID }
    package func bind(to inputs: inout Inputs) { inputs.append(deliveryID) }
}

package struct DeleteDelivery: Statement {
    package static let text: SQLText = "DELETE FROM delivery WHERE delivery_id = $1"
    let deliveryID: DeliveryID

    package init(_ deliveryID: DeliveryID) { self.deliveryID = deliveryID }
    package func bind(to inputs: inout Inputs) { inputs.append(deliveryID) }
}

package struct DeleteAttemptsOfWebhook: Statement {
    package static let text: SQLText = """
        DELETE FROM delivery_attempt WHERE delivery_id IN (SELECT delivery_id FROM delivery WHERE webhook_id = $1)
        """
    let webhookID: WebhookID

    package init(_ webhookID: WebhookID) { self.webhookID = webhookID }
    package func bind(to inputs: inout Inputs) { inputs.append(webhookID) }
}

package struct DeleteDeliveriesOfWebhook: Statement {
    package static let text: SQLText = "DELETE FROM delivery WHERE webhook_id = $1"
    let webhookID: WebhookID

    package init(_ webhookID: WebhookID) { self.webhookID = webhookID }
    package func bind(to inputs: inout Inputs) { inputs.append(webhookID) }
}
