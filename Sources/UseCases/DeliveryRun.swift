package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// What the deliverer asks for and tells.
extension Registry {
    /// What is to be attempted now: of each webhook and candidate the first that waits, and by turns among the webhooks,
    /// so that none takes all of `limit`. What is under way is among them: the deliverer remembers it.
    ///
    /// However much waits, no more than `limit` rows of a webhook are read, nor more than `most`.
    ///
    /// - Parameters:
    ///   - most: of one webhook.
    ///   - busy: webhooks that are left out.
    package func dueDeliveries(
        limit: Int, ofEach most: Int = .max, except busy: Set<WebhookID>
    ) throws(Failure) -> [DueDelivery] {
        let at = now
        let running = outbox.running.filter { !busy.contains($0.webhookID) }
        let queues = try read { transaction in
            var queues: [(webhook: WebhookRecord, due: [DeliveryRecord])] = []
            for (webhookID, serviceID) in running {
                let due = try transaction.all(DueOfWebhook(webhookID, at: at, limit: min(limit, most)))
                guard !due.isEmpty, let webhook = try transaction.first(WebhookByID(webhookID, of: serviceID)),
                    webhook.isEnabled
                else { continue }
                queues.append((webhook, due))
            }
            return queues
        }
        // Whoever has waited longest comes first, also where there are more webhooks than places.
        let ordered = queues.sorted {
            ($0.due[0].dueAt ?? at, $0.due[0].number) < ($1.due[0].dueAt ?? at, $1.due[0].number)
        }
        var chosen: [DueDelivery] = []
        // One whose secret is damaged waits, and shows as waiting; it must not stop the others.
        let signed = ordered.compactMap { queue in
            do throws(Failure) {
                return (queue: queue, signer: try signer(of: queue.webhook))
            } catch {
                return nil
            }
        }
        for turn in 0..<(signed.map(\.queue.due.count).max() ?? 0) {
            for (queue, signer) in signed where turn < queue.due.count && chosen.count < limit {
                if let delivery = DueDelivery(queue.due[turn], to: queue.webhook, signer) { chosen.append(delivery) }
            }
        }
        return chosen
    }

    /// Takes down how an attempt ended. Nothing happens for one that is known already, or whose webhook is gone.
    ///
    /// A receiver that answers 410 pauses its webhook, and so does one that has failed for three days without a success,
    /// or for half of that when all that waited is dead.
    /// The delivery that a 410 answered waits on, so that nothing is lost when the webhook is enabled again.
    ///
    /// - Parameter retryAt: when the next attempt is due if this one failed; `nil`: never, the delivery is dead.
    package func finish(
        _ delivery: DueDelivery, _ result: AttemptResult, retryAt: Instant?
    ) async throws(Failure) {
        guard let serviceID = outbox.service(of: delivery.webhookID) else { return }
        let slot = SlotNumber(value: try serviceRecord(serviceID).keySlot)
        let isPaused = try await perform(.manageWebhooks, by: .lethe, in: serviceID) { [parts] work in
            work.leaveUnchanged()
            guard let webhook = try work.transaction.first(WebhookByID(delivery.webhookID, of: serviceID)),
                let row = try work.transaction.first(DeliveryByID(delivery.deliveryID, of: delivery.webhookID)),
                row.state == .waiting, row.attempts + 1 == delivery.attempt
            else { return false }
            let isKnown = try row.isPing || work.transaction.first(CandidateStanding(row.recordID)) != nil
            let sealed: Sealed? =
                result.answer.isEmpty || !isKnown
                ? nil
                : try parts.keyStore.sealWebhookAnswer(
                    Array(result.answer.prefix(DeliveryAttempt.keptBytes)), slot: slot, delivery: delivery.deliveryID,
                    attempt: delivery.attempt)
            try work.transaction.run(InsertAttempt(AttemptRecord(delivery, result, sealed)))
            return try work.settle(
                row, of: webhook, result, retryAt: retryAt, isKnown: isKnown, isItsReceiver: delivery.url == webhook.url
            )
        }
        if isPaused { try outbox.reload(from: parts.database) }
    }

    /// When something is due the next time, behind `instant`; without one also what is due already. `nil`: nothing waits.
    package func nextDelivery(after instant: Instant? = nil) throws(Failure) -> Instant? {
        let running = outbox.running
        return try read { transaction in
            var next: Instant?
            for (webhookID, _) in running {
                let statement = NextDueOfWebhook(webhookID, after: instant ?? Instant(milliseconds: -1))
                guard let due = try transaction.first(statement), let due else { continue }
                next = min(next ?? due, due)
            }
            return next
        }
    }

    /// How often something has come to be delivered since the start.
    package var outboxCount: Int { outbox.signal.count }

    /// Returns when something has come after `outboxCount` was read, or when the task is cancelled.
    package func waitForOutbox(beyond count: Int) async {
        await outbox.signal.wait(beyond: count)
    }
}

extension Work {
    /// - Parameter isItsReceiver: `false` when the webhook got another URL while the attempt was under way: what the old
    ///   receiver answered says nothing about the new one.
    /// - Returns: whether the webhook was paused.
    fileprivate mutating func settle(
        _ before: DeliveryRecord, of webhook: WebhookRecord, _ result: AttemptResult, retryAt: Instant?, isKnown: Bool,
        isItsReceiver: Bool
    ) throws -> Bool {
        var (row, webhook) = (before, webhook)
        row.attempts += 1
        var pause: WebhookRecord.Pause?
        // A ping says nothing about the events.
        let tells = isItsReceiver && !row.isPing
        if result.isDelivered {
            row.end(as: .delivered, at: now)
            if tells { (webhook.lastDeliveredAt, webhook.failingSince) = (now, nil) }
        } else if !isItsReceiver {
            row.dueAt = now
        } else {
            let isGone = result.httpStatus == 410
            if let next = isGone && !row.isPing ? retryAt ?? now : retryAt, !(isGone && row.isPing) {
                row.dueAt = next
            } else {
                row.end(as: .dead, at: now)
            }
            if tells, webhook.failingSince == nil { webhook.failingSince = result.startedAt }
            if webhook.hasFailed(for: Registry.deliveryPatience, at: now) { pause = .failing }
            if isGone { pause = .gone }
        }
        try transaction.run(UpdateDelivery(row))
        if row.state != .waiting {
            if !isKnown { try transaction.run(ForgetBodies(of: row.recordID)) }
            let promoted = try transaction.run(PromoteDelivery(to: row.webhookID, about: row.recordID, at: now))
            if promoted > 0 { hasDelivery = true }
        }
        if row.state == .dead, pause == nil, try !webhook.isAwaited(in: transaction) {
            // Nothing is left that fails. It was given up after days, or the next one that fails begins anew.
            if webhook.hasFailed(for: Registry.deliveryPatience / 2, at: now) {
                pause = .failing
            } else {
                webhook.failingSince = nil
            }
        }
        let isPaused = try pause.map { try self.pause(&webhook, $0) } ?? false
        try transaction.run(UpdateWebhook(webhook))
        return isPaused
    }

    private mutating func pause(_ webhook: inout WebhookRecord, _ reason: WebhookRecord.Pause) throws -> Bool {
        guard webhook.isEnabled else { return false }
        webhook.isEnabled = false
        webhook.paused = WebhookRecord.Paused(at: now, reason: reason)
        try record(.webhookPaused, detail: "\(webhook.webhookID.text) \(reason.rawValue)")
        return true
    }
}

extension DeliveryRecord {
    mutating func end(as state: State, at now: Instant) {
        self.state = state
        dueAt = nil
        endedAt = now
    }
}

extension WebhookRecord {
    /// Whether something waits for it.
    fileprivate func isAwaited(in transaction: any Transaction) throws -> Bool {
        try transaction.first(NextDueOfWebhook(webhookID, after: Instant(milliseconds: -1))).flatMap(\.self) != nil
    }

    fileprivate func hasFailed(for seconds: Int64, at now: Instant) -> Bool {
        failingSince.map { $0.adding(seconds: seconds) <= now } ?? false
    }
}

extension AttemptRecord {
    fileprivate init(_ delivery: DueDelivery, _ result: AttemptResult, _ sealedAnswer: Sealed?) {
        self.init(
            deliveryID: delivery.deliveryID, attempt: delivery.attempt, at: result.startedAt,
            milliseconds: result.milliseconds, httpStatus: result.httpStatus, failure: result.failure,
            sealedAnswer: sealedAnswer)
    }
}

extension DueDelivery {
    fileprivate init?(_ row: DeliveryRecord, to webhook: WebhookRecord, _ signer: WebhookSigner?) {
        guard let body = row.body else { return nil }
        let (guid, event) = (row.deliveryID.text, row.event.rawValue)
        self.init(
            deliveryID: row.deliveryID, webhookID: row.webhookID, url: webhook.url, attempt: row.attempts + 1,
            headers: { now in
                [
                    ("Content-Type", "application/json"), ("User-Agent", "Lethe"), ("X-Blockpass-Event", event),
                    ("X-Blockpass-Events", event), ("X-Blockpass-Delivery", guid),
                ] + (signer?.headers(of: body, guid: guid, at: now) ?? WebhookSigner.unsigned(guid: guid, at: now))
            }, body: body)
    }
}
