package import Domain

/// A status as people read it: a word, and the colour of the dot beside it.
package struct StatusWord: Hashable, Sendable {
    package let words: String
    /// `good`, `warning`, `danger` or `quiet`.
    package let state: String

    package init(_ status: CandidateStatus) {
        (words, state) =
            switch status {
            case .incomplete: ("Incomplete", "quiet")
            case .waiting: ("Waiting", "warning")
            case .inreview: ("In review", "warning")
            case .approved: ("Approved", "good")
            case .rejected: ("Rejected", "danger")
            case .blocked: ("Blocked", "danger")
            case .reviewRequested: ("Review requested", "warning")
            }
    }
}
