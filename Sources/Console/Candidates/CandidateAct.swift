package import Domain
package import UseCases

/// What a member can do to a candidate behind a dialog. The raw value is the end of its address.
package enum CandidateAct: String, Sendable, CaseIterable {
    case submit
    case feedback
    case link
    case requestReview = "request-review"
    case identity
    case block
    case unblock
    case placeHold = "hold"
    case askToLift = "hold/ask"
    case withdrawLift = "hold/withdraw"
    case lift = "hold/lift"
    case archive
    case delete

    private var right: Role.Right {
        switch self {
        case .feedback: .approve
        case .submit, .link, .requestReview, .identity: .review
        case .block, .unblock: .block
        case .placeHold, .askToLift, .withdrawLift, .lift, .archive: .archive
        case .delete: .delete
        }
    }

    /// - Parameters:
    ///   - me: who looks at the page.
    ///   - takesSubmissions: whether the service has a submission page that a link could lead to.
    package func isPossible(
        for review: CandidateReview, by me: MemberID?, with rights: Set<Role.Right>,
        takesSubmissions: Bool
    ) -> Bool {
        guard rights.contains(right) else { return false }
        let candidate = review.candidate
        let asked = review.hold?.liftAskedBy
        let isMine = asked != nil && asked == me.map { .member($0) }
        return switch self {
        case .submit: candidate.status == .incomplete && !candidate.isArchived
        case .feedback: candidate.status == .inreview && !candidate.isArchived
        case .link: takesSubmissions && candidate.isAskedAgain && review.hold == nil
        case .requestReview: StatusTable.status(after: .requestReview, from: candidate.status) != nil
        case .identity: review.identity == .covered
        case .block: candidate.status != .blocked
        case .unblock: candidate.status == .blocked
        case .placeHold: review.hold == nil && !candidate.isArchived
        case .askToLift: review.hold != nil && asked == nil
        case .withdrawLift: asked != nil
        case .lift: asked != nil && !isMine
        case .archive: !candidate.isArchived && review.hold == nil
        case .delete: review.hold == nil
        }
    }

    /// The button that opens the dialog.
    var words: String {
        switch self {
        case .submit: "Submit for review"
        case .feedback: "Send feedback"
        case .link: "Make resubmission link"
        case .requestReview: "Request a review"
        case .identity: "Show identity"
        case .block: "Block"
        case .unblock: "Unblock"
        case .placeHold: "Legal hold"
        case .askToLift: "Ask to lift the hold"
        case .withdrawLift: "Keep the hold"
        case .lift: "Lift the hold"
        case .archive: "Archive now"
        case .delete: "Delete"
        }
    }

    /// Whether it can't be undone.
    var isFinal: Bool { self == .archive || self == .delete }

    var notice: Notice {
        switch self {
        case .submit: .candidateSubmitted
        case .feedback: .feedbackSent
        case .link: .linkMade
        case .requestReview: .reviewRequested
        case .identity: .identityOpened
        case .block: .candidateBlocked
        case .unblock: .candidateUnblocked
        case .placeHold: .holdPlaced
        case .askToLift: .holdLiftAsked
        case .withdrawLift: .holdLiftWithdrawn
        case .lift: .holdLifted
        case .archive: .candidateArchived
        case .delete: .candidateDeleted
        }
    }

    /// The part of the page that it is about, where one is then back at.
    var place: String? {
        switch self {
        case .identity: "identity"
        case .placeHold, .askToLift, .withdrawLift, .lift: "hold"
        default: nil
        }
    }

    /// Those that stand beside what they are about, not in the row on top.
    var hasPlaceOfItsOwn: Bool {
        switch self {
        case .identity, .askToLift, .withdrawLift, .lift: true
        default: false
        }
    }
}

/// A record id in full, and short enough to read.
package struct RecordText: Hashable, Sendable {
    package let full: String
    package let short: String

    package init(_ recordID: RecordID) {
        full = recordID.text
        short = "\(full.prefix(8))…\(full.suffix(6))"
    }
}
