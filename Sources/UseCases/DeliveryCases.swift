package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// Sends a webhook an event of nobody, `isPing` true, to see whether its receiver answers.
    ///
    /// - Throws: 409 for `enabled` while the webhook is disabled or paused.
    package func pingWebhook(
        _ webhookID: WebhookID, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> DeliveryID {
        try await perform(.manageWebhooks, by: caller, in: serviceID) { [outbox] work in
            let webhook = try work.runningWebhook(webhookID)
            let event = WebhookEvent.allCases.first(where: webhook.events.contains) ?? .created
            let deliveryID: DeliveryID = work.ids.make(at: work.now)
            let delivery = try outbox.delivery(
                deliveryID, of: event, about: .nobody(in: serviceID, reaching: event, at: work.now), to: webhook,
                isPing: true, at: work.now)
            try work.transaction.run(InsertDelivery(delivery))
            try work.record(.webhookAsked, detail: "\(webhookID.text) ping")
            work.hasDelivery = true
            return deliveryID
        }
    }

    /// Sends a delivery that has ended once more, with the same guid and body, in its old place before later ones of the
    /// same candidate that still wait, unless one of them is between two attempts: then behind that one; one that waits for its next attempt is attempted now. Attempts count on.
    ///
    /// - Throws: 409 for `body` when it is gone, for `enabled` while the webhook is disabled or paused.
    package func resend(
        _ deliveryID: DeliveryID, of webhookID: WebhookID, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) {
        try await perform(.manageWebhooks, by: caller, in: serviceID) { work in
            _ = try work.runningWebhook(webhookID)
            guard var delivery = try work.transaction.first(DeliveryByID(deliveryID, of: webhookID)) else {
                throw Self.noSuchDelivery
            }
            guard delivery.body != nil else {
                throw Failure.conflict(
                    field: "body", "What was sent is not kept any more: the candidate was deleted.")
            }
            if delivery.state == .waiting {
                if delivery.dueAt != nil { delivery.dueAt = work.now }
            } else {
                (delivery.state, delivery.endedAt, delivery.waitingSince) = (.waiting, nil, work.now)
            }
            try work.transaction.run(UpdateDelivery(delivery))
            try work.transaction.run(PromoteDelivery(to: webhookID, about: delivery.recordID, at: work.now))
            try work.record(.webhookAsked, detail: "\(webhookID.text) resend")
            work.hasDelivery = true
        }
    }

    /// A page of a webhook's log, the newest first. It goes back 30 days.
    ///
    /// - Parameters:
    ///   - number: of the last one of the page before; `nil` for the newest.
    ///   - limit: 1 to 100.
    package func deliveries(
        of webhookID: WebhookID, before number: Int64?, limit: Int, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> [DeliveryOverview] {
        try authorise(.manageWebhooks, by: caller, in: serviceID)
        let slot = SlotNumber(value: try serviceRecord(serviceID).keySlot)
        return try read { transaction in
            _ = try WebhookRecord.find(webhookID, of: serviceID, in: transaction)
            let page = DeliveriesBefore(number ?? .max, of: webhookID, limit: min(max(1, limit), Self.largestPage))
            return try transaction.all(page).map { row in
                DeliveryOverview(row.delivery, last: row.last.map { DeliveryAttempt($0, slot: slot, parts.keyStore) })
            }
        }
    }

    /// Every attempt of one delivery, the first first.
    package func attempts(
        of deliveryID: DeliveryID, of webhookID: WebhookID, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> [DeliveryAttempt] {
        try authorise(.manageWebhooks, by: caller, in: serviceID)
        let slot = SlotNumber(value: try serviceRecord(serviceID).keySlot)
        return try read { transaction in
            _ = try WebhookRecord.find(webhookID, of: serviceID, in: transaction)
            guard try transaction.first(DeliveryByID(deliveryID, of: webhookID)) != nil else {
                throw Self.noSuchDelivery
            }
            return try transaction.all(AttemptsOfDelivery(deliveryID)).map {
                DeliveryAttempt($0, slot: slot, parts.keyStore)
            }
        }
    }

    private static let noSuchDelivery = Failure.notFound("There is no such delivery.")
}

extension Work {
    fileprivate func runningWebhook(_ webhookID: WebhookID) throws -> WebhookRecord {
        let record = try webhook(webhookID)
        guard record.isEnabled else {
            throw Failure.conflict(field: "enabled", "This webhook is off. Enable it first.")
        }
        return record
    }
}

extension DeliveryOverview {
    fileprivate init(_ record: DeliveryRecord, last: DeliveryAttempt?) {
        self.init(
            deliveryID: record.deliveryID, number: record.number, event: record.event,
            recordID: record.isPing ? nil : record.recordID, state: State(record.state), createdAt: record.createdAt,
            dueAt: record.dueAt, attemptCount: record.attempts, lastAttempt: last,
            isResendable: record.body != nil && record.state != .waiting)
    }
}

extension DeliveryOverview.State {
    fileprivate init(_ state: DeliveryRecord.State) {
        switch state {
        case .waiting: self = .waiting
        case .delivered: self = .delivered
        case .dead: self = .dead
        }
    }
}

extension DeliveryAttempt {
    /// An answer that can't be opened is left out.
    fileprivate init(_ record: AttemptRecord, slot: SlotNumber, _ keyStore: KeyStore) {
        let answer = record.sealedAnswer.flatMap { sealed in
            try? keyStore.openWebhookAnswer(
                sealed, slot: slot, delivery: record.deliveryID, attempt: record.attempt)
        }
        self.init(
            attempt: record.attempt, at: record.at, milliseconds: record.milliseconds, httpStatus: record.httpStatus,
            failure: record.failure, answer: answer)
    }
}
