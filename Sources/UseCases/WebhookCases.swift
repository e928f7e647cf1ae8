package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// Of one service.
    package static let mostWebhooks = 20

    /// The webhooks of a service, the oldest first.
    package func webhooks(in serviceID: ServiceID, by caller: Caller) throws(Failure) -> [WebhookOverview] {
        try authorise(.manageWebhooks, by: caller, in: serviceID)
        let at = now
        return try read { transaction in
            try transaction.all(WebhooksOfService(serviceID)).map { try WebhookOverview($0, at: at, in: transaction) }
        }
    }

    package func webhook(
        _ webhookID: WebhookID, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> WebhookOverview {
        try authorise(.manageWebhooks, by: caller, in: serviceID)
        let at = now
        return try read { try WebhookOverview(WebhookRecord.find(webhookID, of: serviceID, in: $0), at: at, in: $0) }
    }

    /// Makes a webhook. It is told of what happens from now on.
    ///
    /// - Parameter secret: one that the receiver knows already; `nil`: a fresh one. It is in the answer and, besides the
    ///   answer to a rotation, nowhere else, then or later.
    /// - Throws: 422 for `name`, `url`, `events`, `secret`; 409 for the twenty-first.
    package func createWebhook(
        _ settings: WebhookSettings, secret given: Sensitive<String>? = nil, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> (webhookID: WebhookID, secret: Sensitive<String>) {
        try authorise(.manageWebhooks, by: caller, in: serviceID)
        let settings = try settings.checked(parts.webhookPolicy)
        let secret = if let given { try WebhookSecret(given) } else { try freshSecret() }
        let at = now
        let webhookID: WebhookID = ids.make(at: at)
        let sealed = try sealed(secret, of: webhookID, in: serviceID)
        let record = WebhookRecord(
            webhookID: webhookID, serviceID: serviceID, name: settings.name, url: settings.url,
            events: settings.events, isEnabled: settings.isEnabled, sealedSecret: sealed, createdAt: at,
            createdBy: caller.actor)
        try await perform(.manageWebhooks, by: caller, in: serviceID) { work in
            guard try work.transaction.all(WebhooksOfService(serviceID)).count < Self.mostWebhooks else {
                throw Failure.conflict("A service has at most \(Self.mostWebhooks) webhooks.")
            }
            try work.transaction.run(InsertWebhook(record))
            try work.record(.webhookCreated, detail: webhookID.text)
        }
        try outbox.reload(from: parts.database)
        return (webhookID, secret.text)
    }

    /// Switches a webhook on or off, because a person says so. Either ends a pause of Lethe's own: switched on, what has
    /// waited goes out at once; switched off, it collects nothing more.
    package func switchWebhook(
        _ webhookID: WebhookID, on isEnabled: Bool, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> WebhookOverview {
        try await change(webhookID, in: serviceID, by: caller) { (record: inout WebhookRecord) throws(Failure) in
            guard record.isEnabled != isEnabled || record.paused != nil else { return [] }
            (record.isEnabled, record.paused, record.failingSince) = (isEnabled, nil, nil)
            return [isEnabled ? "enabled" : "disabled"]
        }
    }

    /// Changes a webhook. One that is paused stays so, see `switchWebhook`.
    package func changeWebhook(
        _ webhookID: WebhookID, in serviceID: ServiceID, by caller: Caller,
        _ change: @escaping @Sendable (inout WebhookSettings) throws(Failure) -> Void
    ) async throws(Failure) -> WebhookOverview {
        try await self.change(webhookID, in: serviceID, by: caller) {
            [parts] (record: inout WebhookRecord) throws(Failure) in
            var settings = record.settings
            try change(&settings)
            return try record.take(settings, parts.webhookPolicy)
        }
    }

    /// - Parameter change: names what it changed.
    private func change(
        _ webhookID: WebhookID, in serviceID: ServiceID, by caller: Caller,
        _ change: @escaping @Sendable (inout WebhookRecord) throws(Failure) -> [String]
    ) async throws(Failure) -> WebhookOverview {
        let overview = try await perform(.manageWebhooks, by: caller, in: serviceID) { work in
            var record = try work.webhook(webhookID)
            let fields = try change(&record)
            guard !fields.isEmpty else {
                work.leaveUnchanged()
                return try WebhookOverview(record, at: work.now, in: work.transaction)
            }
            try work.transaction.run(UpdateWebhook(record))
            if fields.contains("enabled") || fields.contains("url") {
                try work.transaction.run(HastenDeliveries(of: webhookID, to: work.now, behind: work.now))
            }
            try work.record(.webhookChanged, detail: "\(webhookID.text) \(fields.joined(separator: " "))")
            work.hasDelivery = record.isEnabled
            return try WebhookOverview(record, at: work.now, in: work.transaction)
        }
        try outbox.reload(from: parts.database)
        outbox.signal.signal()
        return overview
    }

    /// Deletes a webhook with its log and all that waits for it.
    package func deleteWebhook(
        _ webhookID: WebhookID, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) {
        try await perform(.manageWebhooks, by: caller, in: serviceID) { work in
            _ = try work.webhook(webhookID)
            try work.transaction.run(DeleteAttemptsOfWebhook(webhookID))
            try work.transaction.run(DeleteDeliveriesOfWebhook(webhookID))
            try work.transaction.run(DeleteWebhook(webhookID))
            try work.record(.webhookDeleted, detail: webhookID.text)
        }
        try outbox.reload(from: parts.database)
    }

    /// Whether Lethe has paused a webhook of the service. For those who may manage webhooks there.
    package func hasPausedWebhook(in serviceID: ServiceID) -> Bool { outbox.hasPause(in: serviceID) }

    static let noSuchWebhook = Failure.notFound("There is no such webhook.")
}

extension WebhookRecord {
    static func find(
        _ webhookID: WebhookID, of serviceID: ServiceID, in transaction: any Transaction
    ) throws -> WebhookRecord {
        guard let record = try transaction.first(WebhookByID(webhookID, of: serviceID)) else {
            throw Registry.noSuchWebhook
        }
        return record
    }

    var settings: WebhookSettings { WebhookSettings(name: name, url: url, events: events, isEnabled: isEnabled) }

    /// Takes new settings over and names what changed.
    fileprivate mutating func take(
        _ settings: WebhookSettings, _ policy: WebhookPolicy
    ) throws(Failure) -> [String] {
        // What was allowed when it was set stays; every attempt is vetted anew.
        let checked = try settings.checked(settings.url == url ? nil : policy)
        var fields: [String] = []
        if checked.name != name { fields.append("name") }
        if checked.url != url { fields.append("url") }
        if checked.events != events { fields.append("events") }
        if checked.isEnabled != isEnabled { fields.append(checked.isEnabled ? "enabled" : "disabled") }
        // Another receiver has not failed yet.
        if checked.url != url || (checked.isEnabled && !isEnabled) { failingSince = nil }
        if checked.isEnabled { paused = nil }
        (name, url, events, isEnabled) = (checked.name, checked.url, checked.events, checked.isEnabled)
        return fields
    }
}

extension WebhookSettings {
    /// - Parameter policy: `nil` for a URL that stands already.
    fileprivate func checked(_ policy: WebhookPolicy?) throws(Failure) -> WebhookSettings {
        var checked = self
        guard name.isFilled(120), !name.upsetsWhatFollows else {
            throw .invalid(field: "name", "A name has 1 to 120 characters.")
        }
        guard !events.isEmpty else { throw .invalid(field: "events", "Choose at least one event.") }
        if let policy { checked.url = try WebhookURL(url, policy).text }
        return checked
    }
}

extension WebhookOverview {
    init(_ record: WebhookRecord, at now: Instant, in transaction: any Transaction) throws {
        let waiting = try transaction.first(WaitingOfWebhook(record.webhookID))
        self.init(
            webhookID: record.webhookID, settings: record.settings, hasSecret: record.sealedSecret != nil,
            oldSecretEndsAt: record.old.flatMap { now < $0.endsAt ? $0.endsAt : nil },
            pause: record.paused.flatMap { Pause(rawValue: $0.reason.rawValue) }, pausedAt: record.paused?.at,
            failingSince: record.failingSince, createdAt: record.createdAt, createdBy: record.createdBy,
            waitingCount: waiting?.count ?? 0, oldestWaitingAt: waiting?.oldest,
            lastDeliveredAt: record.lastDeliveredAt)
    }
}

extension Work {
    /// The webhook, or a 404.
    func webhook(_ webhookID: WebhookID) throws -> WebhookRecord {
        try WebhookRecord.find(webhookID, of: serviceID, in: transaction)
    }
}
