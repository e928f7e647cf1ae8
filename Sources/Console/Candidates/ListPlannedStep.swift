package import Domain

/// What happens to a candidate next, as far as Lethe knows: in words, with a time where there is one.
package struct PlannedStep: Hashable, Sendable {
    package let words: String
    package let at: Instant?

    package init(
        _ candidate: Candidate, reviewer: MemberID?, isHeld: Bool, changedAt: Instant,
        _ settings: ServiceSettings
    ) {
        // Whatever comes first: what a key has set off, or the end of what the service keeps.
        let kept = settings.keptUntil(candidate.status, changedAt: changedAt)
        let end = [candidate.dates.willArchive, kept].compactMap(\.self).min()
        if candidate.isArchived {
            (words, at) = ("Nothing planned", nil)
        } else if isHeld {
            (words, at) = ("Under legal hold", nil)
        } else if let task = Self.task(candidate.status, reviewer: reviewer) {
            (words, at) = (end == nil ? task : "\(task), archives", end)
        } else if let end {
            (words, at) = ("Archives", end)
        } else {
            (words, at) = ("Nothing planned", nil)
        }
    }

    /// What somebody has to do.
    private static func task(_ status: CandidateStatus, reviewer: MemberID?) -> String? {
        switch status {
        case .incomplete: "Waits for the candidate"
        case .waiting: reviewer == nil ? "Waits for a reviewer" : "Waits for its review"
        case .inreview: "Waits for a decision"
        case .rejected, .reviewRequested: "Waits for a resubmission"
        case .approved, .blocked: nil
        }
    }
}
