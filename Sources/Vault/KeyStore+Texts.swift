package import Domain

extension KeyStore {
    /// Seals a candidate's text attributes under its data key, bound to the record. The size is a multiple of 1 KiB and 29.
    package func sealText(
        _ document: AttributeDocument, slot: SlotNumber, record: RecordID
    ) throws(VaultFailure) -> Sealed {
        try seal(document, as: .text, slot: slot, record: record, "seal text")
    }

    /// Opens what `sealText` made: `isDestroyed` once the key is gone, `isTampered` for other bytes, another record or slot.
    package func openText(
        _ sealed: Sealed, slot: SlotNumber, record: RecordID
    ) throws(VaultFailure) -> AttributeDocument {
        try open(sealed, as: .text, slot: slot, record: record, "open sealed text")
    }

    /// Seals what outlives the archive (certificates, custom fields) under the service's data key, bound to the record.
    package func sealKept(
        _ document: AttributeDocument, slot serviceSlot: SlotNumber, record: RecordID
    ) throws(VaultFailure) -> Sealed {
        try seal(document, as: .kept, slot: serviceSlot, record: record, "seal kept data")
    }

    /// Opens what `sealKept` made.
    package func openKept(
        _ sealed: Sealed, slot serviceSlot: SlotNumber, record: RecordID
    ) throws(VaultFailure) -> AttributeDocument {
        try open(sealed, as: .kept, slot: serviceSlot, record: record, "open kept data")
    }

    /// Seals a short text of a candidate, such as a reviewer's reason, bound to the record and to `context`, which says
    /// which text it is. Padded to steps of 256 bytes.
    package func sealNote(
        _ text: Sensitive<String>, slot: SlotNumber, record: RecordID, context: String
    ) throws(VaultFailure) -> Sealed {
        let operation = "seal a note"
        var plain = [UInt8](repeating: 0, count: 4)
        defer { Memory.wipe(&plain) }
        text.withExposed { text in
            plain.reserveCapacity(4 + text.utf8.count + Self.noteStep)
            plain.append(contentsOf: text.utf8)
        }
        plain = try DocumentFormat.pad(plain, to: Self.noteStep, operation)
        return try TextSeal.note.seal(
            plain, dataKey: dataKey(slot), place: notePlace(record, context, operation),
            nonce: random.take(Cipher.nonceBytes), operation)
    }

    /// Opens what `sealNote` made.
    package func openNote(
        _ sealed: Sealed, slot: SlotNumber, record: RecordID, context: String
    ) throws(VaultFailure) -> Sensitive<String> {
        let operation = "open a note"
        let place = try notePlace(record, context, operation)
        return try TextSeal.note.open(sealed, dataKey: dataKey(slot), place: place, operation) {
            (plain) throws(VaultFailure) in
            let content = try DocumentFormat.unpad(plain, step: Self.noteStep, operation)
            guard let text = String(validating: content, as: UTF8.self) else {
                throw .format(operation, "The note is not text.")
            }
            return Sensitive(text)
        }
    }

    private static let noteStep = 256

    private func seal(
        _ document: AttributeDocument, as kind: TextSeal, slot: SlotNumber, record: RecordID, _ operation: String
    ) throws(VaultFailure) -> Sealed {
        var plain = try DocumentFormat.encode(document, operation)
        defer { Memory.wipe(&plain) }
        return try kind.seal(
            plain, dataKey: dataKey(slot), place: Array(record.text.utf8), nonce: random.take(Cipher.nonceBytes),
            operation)
    }

    private func open(
        _ sealed: Sealed, as kind: TextSeal, slot: SlotNumber, record: RecordID, _ operation: String
    ) throws(VaultFailure) -> AttributeDocument {
        try kind.open(sealed, dataKey: dataKey(slot), place: Array(record.text.utf8), operation) {
            (plain) throws(VaultFailure) in try DocumentFormat.decode(plain, operation)
        }
    }

    private func notePlace(
        _ record: RecordID, _ context: String, _ operation: String
    ) throws(VaultFailure) -> [UInt8] {
        var place: [UInt8] = []
        try place.append(prefixed: record.text, operation)
        try place.append(prefixed: context, operation)
        return place
    }
}
