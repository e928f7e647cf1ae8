package import Domain
package import SQLCore

package struct InsertDraft: Statement {
    package static let text: SQLText = """
        INSERT INTO draft (\(DraftRecord.columns))
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $12)
        """
    let draft: DraftRecord

    package init(_ draft: DraftRecord) { self.draft = draft }

    package func bind(to inputs: inout Inputs) {
        inputs.append(draft.draftID)
        inputs.append(draft.serviceID)
        inputs.append(draft.tokenDigest)
        inputs.append(draft.refID)
        inputs.append(draft.resubmits?.recordID)
        inputs.append(draft.resubmits.map { Int64($0.submitCount) })
        inputs.append(draft.keySlot)
        inputs.append(draft.sealedText)
        inputs.append(draft.byteCount)
        inputs.append(draft.startedAt)
        inputs.append(draft.touchedAt)
        inputs.append(draft.consent?.text)
    }
}

package struct DraftByDigest: Statement {
    package static let text: SQLText = "SELECT \(DraftRecord.columns) FROM draft WHERE token_digest = $1"
    let digest: [UInt8]

    package init(_ digest: [UInt8]) { self.digest = digest }
    package func bind(to inputs: inout Inputs) { inputs.append(digest) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> DraftRecord { try DraftRecord(&row) }
}

package struct DraftByID: Statement {
    package static let text: SQLText = "SELECT \(DraftRecord.columns) FROM draft WHERE draft_id = $1"
    let draftID: DraftID

    package init(_ draftID: DraftID) { self.draftID = draftID }
    package func bind(to inputs: inout Inputs) { inputs.append(draftID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> DraftRecord { try DraftRecord(&row) }
}

/// Writes what was typed, and that somebody is at it.
package struct UpdateDraftText: Statement {
    package static let text: SQLText = """
        UPDATE draft SET sealed_text = $2, touched_at = $3 WHERE draft_id = $1 AND key_slot IS NOT NULL
        """
    let draftID: DraftID
    let sealed: Sealed?
    let at: Instant

    package init(of draftID: DraftID, _ sealed: Sealed?, at: Instant) {
        self.draftID = draftID
        self.sealed = sealed
        self.at = at
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(draftID)
        inputs.append(sealed)
        inputs.append(at)
    }
}

/// Counts the bytes of a draft's pictures anew, and notes that somebody is at it.
package struct RecountDraft: Statement {
    package static let text: SQLText = """
        UPDATE draft SET touched_at = $2, byte_count = CAST(
            (SELECT COALESCE(SUM(byte_count), 0) FROM draft_picture WHERE draft_id = $1) AS BIGINT)
        WHERE draft_id = $1
        """
    let draftID: DraftID
    let at: Instant

    package init(_ draftID: DraftID, at: Instant) {
        self.draftID = draftID
        self.at = at
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(draftID)
        inputs.append(at)
    }
}

/// What is left of a draft that was sent: whom it became.
package struct EndSentDraft: Statement {
    package static let text: SQLText = """
        UPDATE draft SET record_id = $2, ref_id = NULL, key_slot = NULL, sealed_text = NULL, byte_count = 0,
            touched_at = $3
        WHERE draft_id = $1
        """
    let draftID: DraftID
    let recordID: RecordID
    let at: Instant

    package init(_ draftID: DraftID, as recordID: RecordID, at: Instant) {
        self.draftID = draftID
        self.recordID = recordID
        self.at = at
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(draftID)
        inputs.append(recordID)
        inputs.append(at)
    }
}

package struct DeleteDraft: Statement {
    package static let text: SQLText = "DELETE FROM draft WHERE draft_id = $1"
    let draftID: DraftID

    package init(_ draftID: DraftID) { self.draftID = draftID }
    package func bind(to inputs: inout Inputs) { inputs.append(draftID) }
}

/// How many drafts of a service are open, and the bytes of their pictures.
package struct OpenDrafts: Statement {
    package static let text: SQLText = """
        SELECT COUNT(*), CAST(COALESCE(SUM(byte_count), 0) AS BIGINT) FROM draft
        WHERE service_id = $1 AND key_slot IS NOT NULL
        """
    let serviceID: ServiceID

    package init(of serviceID: ServiceID) { self.serviceID = serviceID }
    package func bind(to inputs: inout Inputs) { inputs.append(serviceID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> (count: Int, bytes: Int) {
        try (Int(row.integer()), Int(row.integer()))
    }
}

/// Drafts that were begun by a link to submit this candidate again.
package struct DraftsResubmitting: Statement {
    package static let text: SQLText = "SELECT \(DraftRecord.columns) FROM draft WHERE resubmits = $1"
    let recordID: RecordID

    package init(_ recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> DraftRecord { try DraftRecord(&row) }
}

/// Drafts that nobody has touched since, sent ones too, the oldest first.
package struct AbandonedDrafts: Statement {
    package static let text: SQLText = """
        SELECT \(DraftRecord.columns) FROM draft WHERE touched_at <= $1 ORDER BY touched_at LIMIT $2
        """
    let since: Instant
    let limit: Int

    package init(since: Instant, limit: Int) {
        self.since = since
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(since)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> DraftRecord { try DraftRecord(&row) }
}

package struct PicturesOfDraft: Statement {
    package static let text: SQLText = """
        SELECT slug, file, media_type, byte_count FROM draft_picture WHERE draft_id = $1 ORDER BY slug
        """
    let draftID: DraftID

    package init(_ draftID: DraftID) { self.draftID = draftID }
    package func bind(to inputs: inout Inputs) { inputs.append(draftID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> PictureRecord {
        try PictureRecord(
            slug: Slug(stored: row.text()), file: row.text(), mediaType: row.word(PictureHeader.MediaType.self),
            byteCount: Int(row.integer()))
    }
}

/// Puts a picture in, or in the place of the one with its slug.
package struct PutDraftPicture: Statement {
    package static let text: SQLText = """
        INSERT INTO draft_picture (draft_id, slug, file, media_type, byte_count) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (draft_id, slug) DO UPDATE
        SET file = excluded.file, media_type = excluded.media_type, byte_count = excluded.byte_count
        """
    let draftID: DraftID
    let picture: PictureRecord

    package init(_ picture: PictureRecord, of draftID: DraftID) {
        self.draftID = draftID
        self.picture = picture
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(draftID)
        inputs.append(picture.slug)
        inputs.append(picture.file)
        inputs.append(picture.mediaType.rawValue)
        inputs.append(picture.byteCount)
    }
}

package struct DeleteDraftPicture: Statement {
    package static let text: SQLText = "DELETE FROM draft_picture WHERE draft_id = $1 AND slug = $2"
    let draftID: DraftID
    let slug: Slug

    package init(_ slug: Slug, of draftID: DraftID) {
        self.draftID = draftID
        self.slug = slug
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(draftID)
        inputs.append(slug)
    }
}

package struct DeleteDraftPictures: Statement {
    package static let text: SQLText = "DELETE FROM draft_picture WHERE draft_id = $1"
    let draftID: DraftID

    package init(of draftID: DraftID) { self.draftID = draftID }
    package func bind(to inputs: inout Inputs) { inputs.append(draftID) }
}
