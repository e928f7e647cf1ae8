/// What a webhook can tell of (contract 1.11). The raw value is the word on the wire.
package enum WebhookEvent: String, Sendable, CaseIterable {
    case created = "user.created"
    case readyToReview = "user.readyToReview"
    case inReview = "user.inReview"
    case approved = "review.approved"
    case rejected = "review.rejected"
    case blocked = "user.blocked"
    case deleted = "user.deleted"
    case reviewRequested = "user.reviewRequested"
    case extracted = "user.extracted"
    case archived = "user.archived"

    /// Those of the published contract; the others are Lethe's own and told only to whoever chose them.
    package static let published: [WebhookEvent] = [
        .created, .readyToReview, .inReview, .approved, .rejected, .blocked, .deleted,
    ]

    /// What is told when a candidate comes to a status; `nil` for one that nobody waits for.
    package init?(reaching status: CandidateStatus) {
        switch status {
        case .incomplete: return nil
        case .waiting: self = .readyToReview
        case .inreview: self = .inReview
        case .approved: self = .approved
        case .rejected: self = .rejected
        case .blocked: self = .blocked
        case .reviewRequested: self = .reviewRequested
        }
    }
}
