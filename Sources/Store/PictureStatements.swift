package import Domain
package import SQLCore

/// A picture's place and shape; the bytes lie sealed in a file of a random name.
package struct PictureRecord: Hashable, Sendable {
    package let slug: Slug
    package let file: String
    package let mediaType: PictureHeader.MediaType
    /// Bytes of the picture itself, before sealing.
    package let byteCount: Int

    package init(slug: Slug, file: String, mediaType: PictureHeader.MediaType, byteCount: Int) {
        self.slug = slug
        self.file = file
        self.mediaType = mediaType
        self.byteCount = byteCount
    }
}

package struct PicturesOfCandidate: Statement {
    package static let text: SQLText = "SELECT slug, file, media_type, byte_count FROM picture WHERE record_id = $1"
    let recordID: RecordID

    package init(_ recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> PictureRecord {
        try PictureRecord(
            slug: Slug(stored: row.text()), file: row.text(), mediaType: row.word(PictureHeader.MediaType.self),
            byteCount: Int(row.integer()))
    }
}

/// Puts a picture in, or in the place of the one with its slug.
package struct PutPicture: Statement {
    package static let text: SQLText = """
        INSERT INTO picture (record_id, slug, file, media_type, byte_count) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (record_id, slug) DO UPDATE
        SET file = excluded.file, media_type = excluded.media_type, byte_count = excluded.byte_count
        """
    let recordID: RecordID
    let picture: PictureRecord

    package init(_ picture: PictureRecord, of recordID: RecordID) {
        self.recordID = recordID
        self.picture = picture
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(picture.slug)
        inputs.append(picture.file)
        inputs.append(picture.mediaType.rawValue)
        inputs.append(picture.byteCount)
    }
}

package struct DeletePictures: Statement {
    package static let text: SQLText = "DELETE FROM picture WHERE record_id = $1"
    let recordID: RecordID

    package init(of recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
}

/// Files that candidates and drafts point at, in order.
package struct PictureFilesAfter: Statement {
    package static let text: SQLText = """
        SELECT file FROM picture WHERE file > $1
        UNION ALL SELECT file FROM draft_picture WHERE file > $1
        ORDER BY 1 LIMIT $2
        """
    let after: String
    let limit: Int

    package init(_ after: String, limit: Int) {
        self.after = after
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(after)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> String { try row.text() }
}

package struct PutAttributeReview: Statement {
    package static let text: SQLText = """
        INSERT INTO attribute_review (record_id, slug, decision, sealed_reason, at, decided_by)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (record_id, slug) DO UPDATE
        SET decision = excluded.decision, sealed_reason = excluded.sealed_reason, at = excluded.at,
            decided_by = excluded.decided_by
        """
    let recordID: RecordID
    let slug: Slug
    let decision: AttributeDecision
    let sealedReason: Sealed?
    let at: Instant
    let actor: HistoryEvent.Actor

    package init(
        _ decision: AttributeDecision, about slug: Slug, of recordID: RecordID, sealedReason: Sealed?, at: Instant,
        by actor: HistoryEvent.Actor
    ) {
        self.recordID = recordID
        self.slug = slug
        self.decision = decision
        self.sealedReason = sealedReason
        self.at = at
        self.actor = actor
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(slug)
        inputs.append(decision.rawValue)
        inputs.append(sealedReason)
        inputs.append(at)
        inputs.append(actor.text)
    }
}

/// A reviewer's decision about one attribute.
package struct AttributeReview: Hashable, Sendable {
    package let slug: Slug
    package let decision: AttributeDecision
    package let sealedReason: Sealed?
    package let at: Instant
    package let decidedBy: HistoryEvent.Actor
}

package struct AttributeReviews: Statement {
    package static let text: SQLText = """
        SELECT slug, decision, sealed_reason, at, decided_by FROM attribute_review WHERE record_id = $1 ORDER BY slug
        """
    let recordID: RecordID

    package init(of recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> AttributeReview {
        try AttributeReview(
            slug: Slug(stored: row.text()), decision: row.word(AttributeDecision.self),
            sealedReason: row.optionalSealed(), at: row.instant(), decidedBy: HistoryEvent.Actor(stored: row.text()))
    }
}

package struct DeleteAttributeReviews: Statement {
    package static let text: SQLText = "DELETE FROM attribute_review WHERE record_id = $1"
    let recordID: RecordID

    package init(of recordID: RecordID) { self.recordID = recordID }
    package func bind(to inputs: inout Inputs) { inputs.append(recordID) }
}

package struct DeleteAttributeReview: Statement {
    package static let text: SQLText = "DELETE FROM attribute_review WHERE record_id = $1 AND slug = $2"
    let recordID: RecordID
    let slug: Slug

    package init(_ slug: Slug, of recordID: RecordID) {
        self.recordID = recordID
        self.slug = slug
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(recordID)
        inputs.append(slug)
    }
}
