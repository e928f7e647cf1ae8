package import Domain
internal import Store

/// Which candidates of a service are wanted; everybody by default. What is set holds together: each candidate that is
/// listed has all of it.
package struct CandidateListFilter: Hashable, Sendable {
    package enum Reviewer: Hashable, Sendable {
        case nobody
        case member(MemberID)
    }

    /// A choice of a drop-down.
    package struct Field: Hashable, Sendable {
        package let name: String
        package let option: String

        package init(name: String, option: String) {
            self.name = name
            self.option = option
        }
    }

    package var status: CandidateStatus?
    package var isArchived: Bool?
    package var reviewer: Reviewer?
    /// First submitted at this time or later.
    package var submittedFrom: Instant?
    /// First submitted before this time.
    package var submittedBefore: Instant?
    package var fields: [Field] = []

    package init() {}

    package var isEmpty: Bool { self == CandidateListFilter() }
}

/// A place in a list for people; the next page begins behind it.
package enum CandidateListPlace: Hashable, Sendable {
    case arrival(Int64)
    /// In a list that goes by the time of the first submission.
    case submission(Instant, arrival: Int64)

    /// As it stands in an address.
    package var text: String {
        switch self {
        case .arrival(let arrival): String(arrival)
        case .submission(let at, let arrival): "\(at.milliseconds).\(arrival)"
        }
    }

    /// `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int64($0) }
        switch (parts.count, parts.first ?? nil, parts.last ?? nil) {
        case (1, let arrival?, _): self = .arrival(arrival)
        case (2, let at?, let arrival?): self = .submission(Instant(milliseconds: at), arrival: arrival)
        default: return nil
        }
    }
}

/// A candidate in a list for people: metadata only.
package struct CandidateListRow: Hashable, Sendable {
    package let candidate: Candidate
    /// When it was last submitted or moved to another status.
    package let changedAt: Instant
    package let reviewer: MemberID?
    package let isHeld: Bool

    init(_ row: ListRow) {
        candidate = row.candidate
        changedAt = row.changedAt
        reviewer = row.reviewer
        isHeld = row.heldAt != nil
    }
}

/// A page of a list for people.
package struct CandidateListView: Sendable {
    package let rows: [CandidateListRow]
    /// For what comes behind it; `nil` when there is nothing more.
    package let next: CandidateListPlace?
    /// Set when this page gave up before it was full: it looked at those who first submitted until then, and `next` looks
    /// further.
    package let lookedUntil: Instant?
    /// How many match; `nil` where that isn't known without looking at all of them.
    package let total: Int?
}

/// What the columns name and e-mail show of a living candidate.
package struct ListedIdentity: Sendable {
    /// Given and family name.
    package let name: Sensitive<String>?
    package let email: Sensitive<String>?

    init(texts: [ReadableAttributes.Entry]) {
        let value = { (slug: String) in texts.first { $0.name == slug }?.value }
        let parts = [value("given_name"), value("family_name")].compactMap { $0?.withExposed { $0 } }
        name = parts.isEmpty ? nil : Sensitive(parts.joined(separator: " "))
        email = value("email")
    }
}
