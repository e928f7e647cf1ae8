package import Domain

extension KeyStore {
    /// Seals what a candidate has typed so far under the draft's data key, bound to the draft. The size is a multiple of
    /// 1 KiB and 29.
    package func sealDraft(
        _ document: AttributeDocument, slot: SlotNumber, draft: DraftID
    ) throws(VaultFailure) -> Sealed {
        let operation = "seal a draft"
        var plain = try DocumentFormat.encode(document, operation)
        defer { Memory.wipe(&plain) }
        return try TextSeal.draft.seal(
            plain, dataKey: dataKey(slot), place: Array(draft.text.utf8), nonce: random.take(Cipher.nonceBytes),
            operation)
    }

    /// Opens what `sealDraft` made.
    package func openDraft(
        _ sealed: Sealed, slot: SlotNumber, draft: DraftID
    ) throws(VaultFailure) -> AttributeDocument {
        let operation = "open a draft"
        return try TextSeal.draft.open(
            sealed, dataKey: dataKey(slot), place: Array(draft.text.utf8), operation
        ) { (plain) throws(VaultFailure) in try DocumentFormat.decode(plain, operation) }
    }
}
