/// Where a candidate stands (contract 1.6). The raw value is the word on the wire.
package enum CandidateStatus: String, Sendable, CaseIterable {
    case incomplete
    case waiting
    case inreview
    case approved
    case rejected
    case blocked
    case reviewRequested = "review_requested"
}

/// What can happen to a candidate's status.
package enum StatusChange: String, Sendable, CaseIterable {
    /// Nothing is left to check of an incomplete submission.
    case completeChecks
    case resubmit
    case startReview
    case approve
    case reject
    case requestReview
    case block
    case unblock
}

/// The status table of contract 1.6 as data. What is not in it is not allowed.
package enum StatusTable {
    /// The status after `change`, or `nil` where the table has no such step.
    ///
    /// - Parameter beforeBlock: the status that an unblock goes back to.
    package static func status(
        after change: StatusChange, from status: CandidateStatus, beforeBlock: CandidateStatus? = nil
    ) -> CandidateStatus? {
        switch change {
        case .unblock: status == .blocked ? beforeBlock : nil
        default: steps[change]?[status]
        }
    }

    /// The same, as a conflict that names both words.
    package static func apply(
        _ change: StatusChange, to status: CandidateStatus, beforeBlock: CandidateStatus? = nil
    ) throws(Failure) -> CandidateStatus {
        guard let next = Self.status(after: change, from: status, beforeBlock: beforeBlock) else {
            throw .conflict(
                field: "status", "\(phrase(change)) is not possible while the status is \(status.rawValue).")
        }
        return next
    }

    private static let steps: [StatusChange: [CandidateStatus: CandidateStatus]] = [
        .completeChecks: [.incomplete: .waiting],
        .resubmit: [
            .incomplete: .waiting, .waiting: .waiting, .inreview: .waiting, .approved: .waiting, .rejected: .waiting,
            .reviewRequested: .waiting,
        ],
        .startReview: [.waiting: .inreview],
        .approve: [.inreview: .approved],
        .reject: [.inreview: .rejected],
        .requestReview: [
            .incomplete: .reviewRequested, .waiting: .reviewRequested, .inreview: .reviewRequested,
            .approved: .reviewRequested, .rejected: .reviewRequested,
        ],
        .block: Dictionary(
            uniqueKeysWithValues: CandidateStatus.allCases.filter { $0 != .blocked }.map { ($0, .blocked) }
        ),
    ]

    private static func phrase(_ change: StatusChange) -> String {
        switch change {
        case .completeChecks: "Submitting"
        case .resubmit: "A resubmission"
        case .startReview: "Starting a review"
        case .approve: "An approval"
        case .reject: "A rejection"
        case .requestReview: "Requesting a review"
        case .block: "Blocking"
        case .unblock: "Unblocking"
        }
    }
}
