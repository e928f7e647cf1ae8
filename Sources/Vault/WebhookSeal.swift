package import Domain

/// What webhooks keep sealed under their service's data key.
extension KeyStore {
    /// Bound to the webhook. Padded to steps of 256 bytes.
    package func sealWebhookSecret(
        _ secret: WebhookSecret, slot serviceSlot: SlotNumber, webhook: WebhookID
    ) throws(VaultFailure) -> Sealed {
        let plain = secret.text.withExposed { Array($0.utf8) }
        return try seal(plain, as: .webhookSecret, slot: serviceSlot, place: [webhook.text], "seal a webhook's secret")
    }

    /// Opens what `sealWebhookSecret` made.
    package func openWebhookSecret(
        _ sealed: Sealed, slot serviceSlot: SlotNumber, webhook: WebhookID
    ) throws(VaultFailure) -> WebhookSecret {
        let operation = "open a webhook's secret"
        let plain = try open(sealed, as: .webhookSecret, slot: serviceSlot, place: [webhook.text], operation)
        guard let text = String(validating: plain, as: UTF8.self) else {
            throw .format(operation, "The secret is not text.")
        }
        return WebhookSecret(opened: Sensitive(text))
    }

    /// Seals what a receiver answered: somebody else's text, which may name people. Bound to the attempt. Padded to steps
    /// of 256 bytes.
    package func sealWebhookAnswer(
        _ answer: [UInt8], slot serviceSlot: SlotNumber, delivery: DeliveryID, attempt: Int
    ) throws(VaultFailure) -> Sealed {
        let place = [delivery.text, String(attempt)]
        return try seal(answer, as: .webhookAnswer, slot: serviceSlot, place: place, "seal a receiver's answer")
    }

    /// Opens what `sealWebhookAnswer` made.
    package func openWebhookAnswer(
        _ sealed: Sealed, slot serviceSlot: SlotNumber, delivery: DeliveryID, attempt: Int
    ) throws(VaultFailure) -> Sensitive<[UInt8]> {
        let place = [delivery.text, String(attempt)]
        let operation = "open a receiver's answer"
        return Sensitive(try open(sealed, as: .webhookAnswer, slot: serviceSlot, place: place, operation))
    }

    private static let webhookStep = 256

    private func seal(
        _ content: [UInt8], as kind: TextSeal, slot: SlotNumber, place: [String], _ operation: String
    ) throws(VaultFailure) -> Sealed {
        var plain = [UInt8](repeating: 0, count: 4)
        defer { Memory.wipe(&plain) }
        plain.reserveCapacity(4 + content.count + Self.webhookStep)
        plain += content
        plain = try DocumentFormat.pad(plain, to: Self.webhookStep, operation)
        return try kind.seal(
            plain, dataKey: dataKey(slot), place: Self.bytes(place, operation), nonce: random.take(Cipher.nonceBytes),
            operation)
    }

    private func open(
        _ sealed: Sealed, as kind: TextSeal, slot: SlotNumber, place: [String], _ operation: String
    ) throws(VaultFailure) -> [UInt8] {
        try kind.open(sealed, dataKey: dataKey(slot), place: Self.bytes(place, operation), operation) {
            (plain) throws(VaultFailure) in
            Array(try DocumentFormat.unpad(plain, step: Self.webhookStep, operation))
        }
    }

    private static func bytes(_ place: [String], _ operation: String) throws(VaultFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in place { try bytes.append(prefixed: part, operation) }
        return bytes
    }
}
