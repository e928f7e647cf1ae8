package import Domain
package import SQLCore

/// A wording that at least one candidate agreed to.
package struct ConsentRecord: Hashable, Sendable {
    package let digest: ConsentDigest
    package let wording: String
    package let firstUsedAt: Instant

    package init(digest: ConsentDigest, wording: String, firstUsedAt: Instant) {
        self.digest = digest
        self.wording = wording
        self.firstUsedAt = firstUsedAt
    }
}

/// Keeps a wording; one that is kept already stays as it is.
package struct KeepConsentText: Statement {
    package static let text: SQLText = """
        INSERT INTO consent_text (service_id, digest, wording, first_used_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (service_id, digest) DO NOTHING
        """
    let record: ConsentRecord
    let serviceID: ServiceID

    package init(_ record: ConsentRecord, of serviceID: ServiceID) {
        self.record = record
        self.serviceID = serviceID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(record.digest.text)
        inputs.append(record.wording)
        inputs.append(record.firstUsedAt)
    }
}

package struct ConsentTextByDigest: Statement {
    package static let text: SQLText = """
        SELECT digest, wording, first_used_at FROM consent_text WHERE service_id = $1 AND digest = $2
        """
    let digest: ConsentDigest
    let serviceID: ServiceID

    package init(_ digest: ConsentDigest, of serviceID: ServiceID) {
        self.digest = digest
        self.serviceID = serviceID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(digest.text)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ConsentRecord {
        try ConsentRecord(
            digest: ConsentDigest(stored: row.text()), wording: row.text(), firstUsedAt: row.instant())
    }
}

/// Takes down which wording the candidate of a draft agreed to, and that somebody is at it.
package struct SetDraftConsent: Statement {
    package static let text: SQLText = """
        UPDATE draft SET consent = $2, touched_at = $3 WHERE draft_id = $1 AND key_slot IS NOT NULL
        """
    let draftID: DraftID
    let digest: ConsentDigest
    let at: Instant

    package init(of draftID: DraftID, _ digest: ConsentDigest, at: Instant) {
        self.draftID = draftID
        self.digest = digest
        self.at = at
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(draftID)
        inputs.append(digest.text)
        inputs.append(at)
    }
}
