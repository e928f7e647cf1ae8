package import Domain
internal import SQLCore
internal import Store

extension Registry {
    /// How long an event waits for its receiver, and how long a receiver may fail: three days.
    package static let deliveryPatience: Int64 = 3 * 86_400
    /// Longer than between any two attempts: 15 hours.
    static let longestDeliveryPause: Int64 = 15 * 3600
    /// How long the log goes back: 30 days after the end of a delivery.
    package static let deliveryLogSeconds: Int64 = 30 * 86_400

    /// What becomes of deliveries by age; called every minute or so.
    ///
    /// What has waited for three days for a webhook that is disabled or paused is dead. What ended 30 days ago goes, with
    /// its body and its attempts. Old secrets whose time is over go too.
    /// What is put off for longer than 15 hours is due now: only a clock that was wrong puts it there.
    ///
    /// - Returns: how many deliveries went.
    package func sweepDeliveries() async throws(Failure) -> Int {
        let at = now
        try await forgetEndedWebhookSecrets()
        try await hasten(at: at)
        for (webhookID, serviceID) in outbox.stopped { try await giveUp(on: webhookID, of: serviceID, at: at) }
        var count = 0
        while true {
            let before = at.adding(seconds: -Self.deliveryLogSeconds)
            let ended = try read { try $0.all(EndedDeliveries(before: before, limit: Self.sweepStep)) }
            count += ended.count
            try await write { transaction in
                for deliveryID in ended {
                    try transaction.run(DeleteAttempts(of: deliveryID))
                    try transaction.run(DeleteDelivery(deliveryID))
                }
            }
            if ended.count < Self.sweepStep { return count }
        }
    }

    private static let sweepStep = 500

    /// A clock that stood ahead for a while and was set back may have put attempts off further than any schedule does.
    private func hasten(at now: Instant) async throws(Failure) {
        let horizon = now.adding(seconds: Self.longestDeliveryPause)
        for (webhookID, _) in outbox.running {
            guard let due = try read({ try $0.first(NextDueOfWebhook(webhookID, after: horizon)) }), due != nil else {
                continue
            }
            try await write { try $0.run(HastenDeliveries(of: webhookID, to: now, behind: horizon)) }
        }
    }

    private func giveUp(
        on webhookID: WebhookID, of serviceID: ServiceID, at now: Instant
    ) async throws(Failure) {
        let stale = StaleDeliveries(
            of: webhookID, before: now.adding(seconds: -Self.deliveryPatience), limit: Self.sweepStep)
        while true {
            guard try !read({ try $0.all(stale) }).isEmpty else { return }
            let count = try await write { transaction in
                // Somebody may have enabled it meanwhile.
                let webhook = try transaction.first(WebhookByID(webhookID, of: serviceID))
                guard let webhook, !webhook.isEnabled else { return 0 }
                let rows = try transaction.all(stale)
                for var row in rows {
                    row.end(as: .dead, at: now)
                    try transaction.run(UpdateDelivery(row))
                    try transaction.run(PromoteDelivery(to: webhookID, about: row.recordID, at: now))
                    if try !row.isPing && transaction.first(CandidateStanding(row.recordID)) == nil {
                        try transaction.run(ForgetBodies(of: row.recordID))
                    }
                }
                return rows.count
            }
            if count < Self.sweepStep { return }
        }
    }
}
