package import Domain
package import SQLCore

/// A webhook's row.
package struct WebhookRecord: Hashable, Sendable {
    /// Why Lethe itself stopped it.
    package enum Pause: String, Sendable {
        case gone
        case failing
    }

    package let webhookID: WebhookID
    package let serviceID: ServiceID
    package var name: String
    package var url: String
    package var events: Set<WebhookEvent>
    /// `false` while it is paused.
    package var isEnabled: Bool
    /// Under the service's key.
    package var sealedSecret: Sealed?
    package var old: OldSecret?
    package var paused: Paused?
    package var failingSince: Instant?
    package var lastDeliveredAt: Instant?
    package let createdAt: Instant
    package let createdBy: HistoryEvent.Actor

    /// The secret before the last rotation.
    package struct OldSecret: Hashable, Sendable {
        package let sealed: Sealed
        package let endsAt: Instant

        package init(sealed: Sealed, endsAt: Instant) {
            self.sealed = sealed
            self.endsAt = endsAt
        }
    }

    package struct Paused: Hashable, Sendable {
        package let at: Instant
        package let reason: Pause

        package init(at: Instant, reason: Pause) {
            self.at = at
            self.reason = reason
        }
    }

    /// Whether events are put down for it. For one that is paused they wait, so that nothing is lost when it goes on.
    package var collects: Bool { isEnabled || paused != nil }

    package init(
        webhookID: WebhookID, serviceID: ServiceID, name: String, url: String, events: Set<WebhookEvent>,
        isEnabled: Bool, sealedSecret: Sealed?, createdAt: Instant, createdBy: HistoryEvent.Actor
    ) {
        self.webhookID = webhookID
        self.serviceID = serviceID
        self.name = name
        self.url = url
        self.events = events
        self.isEnabled = isEnabled
        self.sealedSecret = sealedSecret
        self.createdAt = createdAt
        self.createdBy = createdBy
    }

    fileprivate static let columns = """
        webhook_id, service_id, name, url, events, is_enabled, sealed_secret, old_sealed_secret, old_ends_at, paused_at,
        pause_reason, failing_since, last_delivered_at, created_at, created_by
        """

    fileprivate init(_ row: inout Row) throws(SQLFailure) {
        webhookID = try WebhookID(stored: row.text())
        serviceID = try row.serviceID()
        name = try row.text()
        url = try row.text()
        events = Set(try row.lines().compactMap { WebhookEvent(rawValue: $0) })
        isEnabled = try row.boolean()
        sealedSecret = try row.optionalSealed()
        let (oldSealed, oldEndsAt) = (try row.optionalSealed(), try row.optionalInstant())
        if let oldSealed, let oldEndsAt { old = OldSecret(sealed: oldSealed, endsAt: oldEndsAt) }
        let (pausedAt, reason) = (try row.optionalInstant(), try row.optionalWord(Pause.self))
        if let pausedAt, let reason { paused = Paused(at: pausedAt, reason: reason) }
        failingSince = try row.optionalInstant()
        lastDeliveredAt = try row.optionalInstant()
        createdAt = try row.instant()
        createdBy = try HistoryEvent.Actor(stored: row.text())
    }
}

extension Inputs {
    /// What can change of it, in the order of `UpdateWebhook`.
    fileprivate mutating func append(changing record: WebhookRecord) {
        append(record.name)
        append(record.url)
        append(lines: WebhookEvent.allCases.filter(record.events.contains).map(\.rawValue))
        append(record.isEnabled)
        append(record.sealedSecret)
        append(record.old?.sealed)
        append(record.old?.endsAt)
        append(record.paused?.at)
        append(record.paused?.reason.rawValue)
        append(record.failingSince)
        append(record.lastDeliveredAt)
    }
}

/// Every webhook: what the memory of subscriptions is made from.
package struct AllWebhooks: Statement {
    package static let text: SQLText = "SELECT \(WebhookRecord.columns) FROM webhook"

    package init() {}
    package func bind(to inputs: inout Inputs) {}
    package static func row(_ row: inout Row) throws(SQLFailure) -> WebhookRecord { try WebhookRecord(&row) }
}

/// The oldest first.
package struct WebhooksOfService: Statement {
    package static let text: SQLText = """
        SELECT \(WebhookRecord.columns) FROM webhook WHERE service_id = $1 ORDER BY webhook_id
        """
    let serviceID: ServiceID

    package init(_ serviceID: ServiceID) { self.serviceID = serviceID }
    package func bind(to inputs: inout Inputs) { inputs.append(serviceID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> WebhookRecord { try WebhookRecord(&row) }
}

package struct WebhookByID: Statement {
    package static let text: SQLText = """
        SELECT \(WebhookRecord.columns) FROM webhook WHERE webhook_id = $1 AND service_id = $2
        """
    let webhookID: WebhookID
    let serviceID: ServiceID

    package init(_ webhookID: WebhookID, of serviceID: ServiceID) {
        self.webhookID = webhookID
        self.serviceID = serviceID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(webhookID)
        inputs.append(serviceID)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> WebhookRecord { try WebhookRecord(&row) }
}

package struct InsertWebhook: Statement {
    package static let text: SQLText = """
        INSERT INTO webhook (webhook_id, service_id, created_at, created_by, name, url, events, is_enabled,
            sealed_secret, old_sealed_secret, old_ends_at, paused_at, pause_reason, failing_since, last_delivered_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """
    let record: WebhookRecord

    package init(_ record: WebhookRecord) { self.record = record }

    package func bind(to inputs: inout Inputs) {
        inputs.append(record.webhookID)
        inputs.append(record.serviceID)
        inputs.append(record.createdAt)
        inputs.append(record.createdBy.text)
        inputs.append(changing: record)
    }
}

/// Everything about it that can change.
package struct UpdateWebhook: Statement {
    package static let text: SQLText = """
        UPDATE webhook SET name = $2, url = $3, events = $4, is_enabled = $5, sealed_secret = $6,
            old_sealed_secret = $7, old_ends_at = $8, paused_at = $9, pause_reason = $10, failing_since = $11,
            last_delivered_at = $12
        WHERE webhook_id = $1
        """
    let record: WebhookRecord

    package init(_ record: WebhookRecord) { self.record = record }

    package func bind(to inputs: inout Inputs) {
        inputs.append(record.webhookID)
        inputs.append(changing: record)
    }
}

/// Its deliveries must have gone before.
package struct DeleteWebhook: Statement {
    package static let text: SQLText = "DELETE FROM webhook WHERE webhook_id = $1"
    let webhookID: WebhookID

    package init(_ webhookID: WebhookID) { self.webhookID = webhookID }
    package func bind(to inputs: inout Inputs) { inputs.append(webhookID) }
}
