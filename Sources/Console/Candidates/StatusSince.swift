package import Domain

extension Candidate {
    /// When the candidate came to its status. A rejection and a block leave no date of their own; they are the last
    /// change then.
    package func statusSince(changedAt: Instant?) -> Instant? {
        switch status {
        case .incomplete, .rejected, .blocked: changedAt
        case .waiting: dates.waiting
        case .inreview: dates.inReview
        case .approved: dates.approved
        case .reviewRequested: dates.reviewRequested
        }
    }
}
