package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// Gives a webhook a new secret. For `overlap` seconds, 0 to 604,800, the old one signs too; one that was old already
    /// ends now.
    ///
    /// During the overlap `webhook-signature` carries both, the new one first. `X-Hub-Signature` goes on with the old
    /// secret, since a receiver of the published contract knows one signature only, and `X-Hub-Signature-Next` carries the
    /// new one.
    ///
    /// - Throws: 422 for `overlap`.
    package func rotateWebhookSecret(
        _ webhookID: WebhookID, overlap seconds: Int64, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> Sensitive<String> {
        try authorise(.manageWebhooks, by: caller, in: serviceID)
        guard APIKey.overlapSeconds.contains(seconds) else {
            throw .invalid(field: "overlap", "The old secret may sign on for 0 seconds to 7 days.")
        }
        let secret = try freshSecret()
        let sealed = try sealed(secret, of: webhookID, in: serviceID)
        try await perform(.manageWebhooks, by: caller, in: serviceID) { work in
            var record = try work.webhook(webhookID)
            let old = seconds == 0 ? nil : record.sealedSecret
            record.old = old.map { .init(sealed: $0, endsAt: work.now.adding(seconds: seconds)) }
            record.sealedSecret = sealed
            try work.transaction.run(UpdateWebhook(record))
            try work.record(.webhookRotated, detail: "\(webhookID.text) \(seconds)")
        }
        try outbox.reload(from: parts.database)
        return secret.text
    }

    /// Ends the old secret of a rotated webhook before its time.
    package func endOldWebhookSecret(
        _ webhookID: WebhookID, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) {
        try await perform(.manageWebhooks, by: caller, in: serviceID) { work in
            try work.endOldSecret(of: work.webhook(webhookID))
        }
        try outbox.reload(from: parts.database)
    }

    /// Takes old secrets whose time is over out of the store, so that no clock that is set back makes one sign again.
    func forgetEndedWebhookSecrets() async throws(Failure) {
        let at = now
        let ended = outbox.withEndedSecret(at: at)
        guard !ended.isEmpty else { return }
        for (webhookID, serviceID) in ended {
            try await perform(.manageWebhooks, by: .lethe, in: serviceID) { work in
                guard let record = try work.transaction.first(WebhookByID(webhookID, of: serviceID)),
                    let old = record.old, old.endsAt <= at
                else { return work.leaveUnchanged() }
                try work.endOldSecret(of: record)
            }
        }
        try outbox.reload(from: parts.database)
    }

    func freshSecret() throws(Failure) -> WebhookSecret {
        do {
            return try WebhookSecret.make(random: parts.random)
        } catch {
            throw Failure(wrapping: error)
        }
    }

    func sealed(
        _ secret: WebhookSecret, of webhookID: WebhookID, in serviceID: ServiceID
    ) throws(Failure) -> Sealed {
        let slot = SlotNumber(value: try serviceRecord(serviceID).keySlot)
        do {
            return try parts.keyStore.sealWebhookSecret(secret, slot: slot, webhook: webhookID)
        } catch {
            throw Failure(wrapping: error)
        }
    }

    /// What signs for a webhook; `nil` for one without a secret.
    func signer(of record: WebhookRecord) throws(Failure) -> WebhookSigner? {
        guard let sealed = record.sealedSecret else { return nil }
        let slot = SlotNumber(value: try serviceRecord(record.serviceID).keySlot)
        do {
            let secret = try parts.keyStore.openWebhookSecret(sealed, slot: slot, webhook: record.webhookID)
            guard let old = record.old else { return WebhookSigner(secret) }
            let oldSecret = try parts.keyStore.openWebhookSecret(old.sealed, slot: slot, webhook: record.webhookID)
            return WebhookSigner(secret, old: (oldSecret, old.endsAt))
        } catch {
            throw Failure(wrapping: error)
        }
    }
}

extension Work {
    fileprivate mutating func endOldSecret(of record: WebhookRecord) throws {
        guard record.old != nil else { return leaveUnchanged() }
        var record = record
        record.old = nil
        try transaction.run(UpdateWebhook(record))
        try self.record(.webhookChanged, detail: "\(record.webhookID.text) oldSecret(ended)")
    }
}
