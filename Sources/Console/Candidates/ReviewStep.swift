package import Domain

/// What comes next in the review of a candidate, for the member who looks at it. Pure.
package struct ReviewStep: Hashable, Sendable {
    /// Who reviews, as the member sees it.
    package enum Reviewer: Hashable, Sendable {
        case nobody
        case oneself
        case somebodyElse
    }

    /// How far the decisions are.
    package struct Decisions: Hashable, Sendable {
        package let undecided: Int
        package let rejected: Int

        package init(undecided: Int, rejected: Int) {
            self.undecided = undecided
            self.rejected = rejected
        }

        package init(_ decisions: [AttributeDecision?]) {
            undecided = decisions.count { $0 == nil }
            rejected = decisions.count { $0 == .rejected }
        }
    }

    /// A button without a dialog.
    package enum Move: String, Sendable {
        case assign = "reviewer"
        case start
        case approve
    }

    package let sentence: String
    package let move: Move?
    /// Why the move can't be made yet.
    package let obstacle: String?

    /// - Parameter hasReviewedAlone: whether the service wants four eyes, and two of them are this member's.
    package init(
        _ candidate: Candidate, _ reviewer: Reviewer, _ decisions: Decisions, rights: Set<Role.Right>,
        hasReviewedAlone: Bool = false
    ) {
        let mayReview = rights.contains(.review) && !candidate.isArchived
        switch candidate.status {
        case .waiting where mayReview && reviewer == .nobody:
            (sentence, move, obstacle) = ("Nobody reviews this candidate yet.", .assign, nil)
        case .waiting where mayReview && reviewer == .oneself:
            let alone = hasReviewedAlone ? " Somebody else has to approve." : ""
            (sentence, move, obstacle) = ("You are the reviewer. Start when you are ready." + alone, .start, nil)
        case .waiting where !candidate.isArchived && reviewer == .somebodyElse:
            (sentence, move, obstacle) = ("Somebody else is the reviewer and hasn’t started yet.", nil, nil)
        case .inreview where !candidate.isArchived:
            let mayApprove = rights.contains(.approve)
            obstacle = mayApprove ? Self.obstacle(decisions, isAlone: hasReviewedAlone) : nil
            move = mayApprove ? .approve : mayReview && reviewer == .nobody ? .assign : nil
            sentence = Self.sentence(decisions)
        default:
            (sentence, move, obstacle) = (Self.sentence(candidate), nil, nil)
        }
    }

    /// Why nobody, or not this member, can approve now.
    private static func obstacle(_ decisions: Decisions, isAlone: Bool) -> String? {
        let open = obstacle(decisions)
        guard isAlone else { return open }
        guard let open else { return "You have reviewed it. This service wants somebody else to approve." }
        return open + " You review it, so somebody else has to approve."
    }

    private static func obstacle(_ decisions: Decisions) -> String? {
        if decisions.rejected > 0 {
            return decisions.rejected == 1
                ? "1 attribute is rejected: send feedback, or decide anew."
                : "\(decisions.rejected) attributes are rejected: send feedback, or decide anew."
        }
        if decisions.undecided > 0 {
            return decisions.undecided == 1
                ? "1 attribute is undecided." : "\(decisions.undecided) attributes are undecided."
        }
        return nil
    }

    private static func sentence(_ decisions: Decisions) -> String {
        if decisions.rejected > 0 { return "Something is rejected: the candidate needs feedback." }
        return decisions.undecided > 0
            ? "Each attribute is accepted or rejected next." : "Every attribute is accepted."
    }

    private static func sentence(_ candidate: Candidate) -> String {
        if candidate.isArchived { return "The identity is archived; there is nothing left to review." }
        return switch candidate.status {
        case .incomplete: "The submission is not complete. Who reviews can submit it as it is."
        case .waiting: "It waits for a reviewer."
        case .inreview: "It is in review."
        case .approved: "It is approved: keys may take it over."
        case .rejected: "It waits for the candidate to submit again."
        case .blocked: "It is blocked; nothing happens until somebody unblocks it."
        case .reviewRequested: "A review was requested; it waits for the candidate to submit again."
        }
    }
}
