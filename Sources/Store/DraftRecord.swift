package import Domain
internal import SQLCore

/// A draft's row: what is known in the open, and what is sealed.
package struct DraftRecord: Hashable, Sendable {
    /// What has become of it.
    package enum State: Hashable, Sendable {
        /// Its data key's slot, and what was typed so far.
        case open(keySlot: Int64, sealedText: Sealed?)
        /// The candidate that it became.
        case sent(RecordID)
    }

    /// Whom a draft that was begun by a link is about, and at which of their submissions.
    package struct Resubmission: Hashable, Sendable {
        package let recordID: RecordID
        package let submitCount: Int

        package init(recordID: RecordID, submitCount: Int) {
            self.recordID = recordID
            self.submitCount = submitCount
        }
    }

    package let draftID: DraftID
    package let serviceID: ServiceID
    package let tokenDigest: [UInt8]
    package let refID: RefID?
    package let resubmits: Resubmission?
    /// The wording that the candidate agreed to; `nil` in one that began before that was taken down.
    package let consent: ConsentDigest?
    package let state: State
    /// Bytes of all its pictures.
    package let byteCount: Int
    package let startedAt: Instant
    package let touchedAt: Instant

    /// One that begins.
    package init(
        draftID: DraftID, serviceID: ServiceID, tokenDigest: [UInt8], refID: RefID?, resubmits: Resubmission?,
        consent: ConsentDigest, keySlot: Int64, sealedText: Sealed?, startedAt: Instant
    ) {
        self.draftID = draftID
        self.serviceID = serviceID
        self.tokenDigest = tokenDigest
        self.refID = refID
        self.resubmits = resubmits
        self.consent = consent
        state = .open(keySlot: keySlot, sealedText: sealedText)
        byteCount = 0
        self.startedAt = startedAt
        touchedAt = startedAt
    }

    /// `nil` once it was sent.
    package var keySlot: Int64? {
        if case .open(let slot, _) = state { slot } else { nil }
    }

    package var sealedText: Sealed? {
        if case .open(_, let sealed) = state { sealed } else { nil }
    }

    static let columns = """
        draft_id, service_id, token_digest, ref_id, resubmits, resubmits_count, key_slot, sealed_text, byte_count,
        started_at, touched_at, record_id, consent
        """

    init(_ row: inout Row) throws(SQLFailure) {
        draftID = try DraftID(stored: row.text())
        serviceID = try row.serviceID()
        tokenDigest = try row.blob()
        refID = try row.optionalText().map { RefID(stored: $0) }
        let subject = try row.optionalText()
        let count = try row.optionalInteger()
        if let subject, let count {
            resubmits = Resubmission(recordID: RecordID(stored: subject), submitCount: Int(count))
        } else {
            resubmits = nil
        }
        let slot = try row.optionalInteger()
        let sealedText = try row.optionalSealed()
        byteCount = Int(try row.integer())
        startedAt = try row.instant()
        touchedAt = try row.instant()
        let sent = try row.optionalText().map { RecordID(stored: $0) }
        consent = try row.optionalText().map { ConsentDigest(stored: $0) }
        if let slot {
            state = .open(keySlot: slot, sealedText: sealedText)
        } else if let sent {
            state = .sent(sent)
        } else {
            throw .corrupt("a draft is neither open nor sent")
        }
    }
}
