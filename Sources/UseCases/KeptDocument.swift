internal import Domain
internal import SQLCore
internal import Store
internal import Vault

/// What outlives the archive: certificates and custom fields, sealed under the service's key.
struct KeptDocument: Sendable {
    private static let certificatePrefix = "certificate:"
    private static let fieldPrefix = "field:"
    private var entries: [AttributeDocument.Entry]

    /// What a candidate has; empty for a newcomer.
    init(of record: CandidateRecord?, service: ServiceRecord, _ keyStore: KeyStore) throws(VaultFailure) {
        guard let record, let sealed = record.sealedKept else {
            entries = []
            return
        }
        let slot = SlotNumber(value: service.keySlot)
        entries = try keyStore.openKept(sealed, slot: slot, record: record.candidate.recordID).entries
    }

    /// What a candidate will have after a submission.
    init(
        _ submission: Submission, over record: CandidateRecord?, service: ServiceRecord, _ keyStore: KeyStore
    ) throws(VaultFailure) {
        try self.init(of: record, service: service, keyStore)
        for entry in Self.entries(of: submission) {
            entries.removeAll { $0.name == entry.name }
            entries.append(entry)
        }
        entries.sort { $0.name < $1.name }
    }

    /// Fills a custom field in, or empties it; whether that is a change.
    mutating func setField(_ name: String, to value: Sensitive<String>?) -> Bool {
        let name = Self.fieldPrefix + name
        let known = entries.first { $0.name == name }?.value
        if let known, let value, known.isEqual(to: value) { return false }
        guard known != nil || value != nil else { return false }
        entries.removeAll { $0.name == name }
        if let value { entries.append((name, value)) }
        entries.sort { $0.name < $1.name }
        return true
    }

    var certificates: [(name: String, value: Sensitive<String>)] {
        entries.filter { $0.name.hasPrefix(Self.certificatePrefix) }
            .map { (String($0.name.dropFirst(Self.certificatePrefix.count)), $0.value) }
    }

    var customFields: [(name: String, value: Sensitive<String>)] {
        entries.filter { $0.name.hasPrefix(Self.fieldPrefix) }
            .map { (String($0.name.dropFirst(Self.fieldPrefix.count)), $0.value) }
    }

    func sealed(
        for recordID: RecordID, service: ServiceRecord, _ keyStore: KeyStore
    ) throws(VaultFailure) -> Sealed? {
        guard !entries.isEmpty else { return nil }
        let slot = SlotNumber(value: service.keySlot)
        return try keyStore.sealKept(AttributeDocument(entries: entries), slot: slot, record: recordID)
    }

    func holds(_ submission: Submission) -> Bool {
        Self.entries(of: submission).allSatisfy { entry in
            entries.first { $0.name == entry.name }?.value.isEqual(to: entry.value) ?? false
        }
    }

    private static func entries(of submission: Submission) -> [AttributeDocument.Entry] {
        submission.certificates.map { (certificatePrefix + $0.name, $0.json) }
            + submission.customFields.map { (fieldPrefix + $0.name, $0.value) }
    }
}
