package import Domain

/// A candidate as a member sees it who reviews: what stands, what was decided, and as much of the identity as this member
/// may see now.
package struct CandidateReview: Sendable {
    /// Whether values are shown to this caller now.
    package enum Identity: String, Sendable {
        /// They are in `attributes`.
        case open
        /// The role may see them, after giving a reason.
        case covered
        /// The role never sees them.
        case hidden
        /// Archived: there are none.
        case gone
    }

    package let candidate: Candidate
    /// When it was last submitted or moved to another status.
    package let changedAt: Instant
    /// What an act on this page is based on; it fails with 409 on `revision` when somebody else was faster.
    package let revision: Int64
    package let reviewer: MemberID?
    package let hold: LegalHold?
    package let identity: Identity
    /// In the order of the catalogue, texts first.
    package let attributes: [ReviewedAttribute]
    /// Empty unless the identity is open, or gone and the role may see identities: they outlive the archive.
    package let certificates: [ReadableAttributes.Entry]
    /// One for each drop-down of the service, in its order; then others that the candidate came with. Empty as above.
    package let fields: [FieldValue]
    /// The oldest first; empty for who may not review.
    package let notes: [CandidateNote]
    /// The oldest first.
    package let history: [ReviewedEvent]
    /// Whether there are lines before these.
    package let hasOlderHistory: Bool
    package let extractionCount: Int

    package init(
        candidate: Candidate, changedAt: Instant, revision: Int64, reviewer: MemberID?, hold: LegalHold?,
        identity: Identity, attributes: [ReviewedAttribute], certificates: [ReadableAttributes.Entry],
        fields: [FieldValue], notes: [CandidateNote], history: [ReviewedEvent], hasOlderHistory: Bool = false,
        extractionCount: Int
    ) {
        self.candidate = candidate
        self.changedAt = changedAt
        self.revision = revision
        self.reviewer = reviewer
        self.hold = hold
        self.identity = identity
        self.attributes = attributes
        self.certificates = certificates
        self.fields = fields
        self.notes = notes
        self.history = history
        self.hasOlderHistory = hasOlderHistory
        self.extractionCount = extractionCount
    }
}

/// One attribute with what was decided about it.
package struct ReviewedAttribute: Sendable {
    package let slug: Slug
    package let kind: AttributeKind
    /// Of a text, when the identity is open.
    package let value: Sensitive<String>?
    /// Of a picture: changes with each submission of it.
    package let version: String?
    package let byteCount: Int?
    package let decision: AttributeDecision?
    package let decidedBy: HistoryEvent.Actor?
    package let decidedAt: Instant?
    /// Of the decision; for who may review.
    package let reason: Sensitive<String>?

    package init(
        slug: Slug, kind: AttributeKind, value: Sensitive<String>?, version: String?, byteCount: Int?,
        decision: AttributeDecision?, decidedBy: HistoryEvent.Actor?, decidedAt: Instant?, reason: Sensitive<String>?
    ) {
        self.slug = slug
        self.kind = kind
        self.value = value
        self.version = version
        self.byteCount = byteCount
        self.decision = decision
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
        self.reason = reason
    }
}

/// A line of the history, and the reason that was given with it, for who may review and while it is not archived.
package struct ReviewedEvent: Sendable {
    package let event: HistoryEvent
    package let reason: Sensitive<String>?

    package init(event: HistoryEvent, reason: Sensitive<String>?) {
        self.event = event
        self.reason = reason
    }
}

/// What a member wrote about a candidate. It may name people: sealed under the candidate's key, gone with the archive.
package struct CandidateNote: Sendable {
    package let noteID: NoteID
    package let author: HistoryEvent.Actor
    package let at: Instant
    package let text: Sensitive<String>

    package init(noteID: NoteID, author: HistoryEvent.Actor, at: Instant, text: Sensitive<String>) {
        self.noteID = noteID
        self.author = author
        self.at = at
        self.text = text
    }
}

/// Nothing archives the candidate until two persons have lifted it.
package struct LegalHold: Hashable, Sendable {
    package let placedAt: Instant
    package let placedBy: HistoryEvent.Actor
    /// The first of the two.
    package let liftAskedBy: HistoryEvent.Actor?
    package let liftAskedAt: Instant?

    package init(
        placedAt: Instant, placedBy: HistoryEvent.Actor, liftAskedBy: HistoryEvent.Actor?, liftAskedAt: Instant?
    ) {
        self.placedAt = placedAt
        self.placedBy = placedBy
        self.liftAskedBy = liftAskedBy
        self.liftAskedAt = liftAskedAt
    }
}

/// A custom field of a candidate.
package struct FieldValue: Sendable {
    package let name: String
    /// What can be chosen; empty for a field that the service doesn't define.
    package let options: [String]
    package let value: Sensitive<String>?

    package init(name: String, options: [String], value: Sensitive<String>?) {
        self.name = name
        self.options = options
        self.value = value
    }
}
