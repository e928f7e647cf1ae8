internal import Domain
internal import SQLCore
internal import Store
internal import Vault

/// One walk down a list for people: an index leads it, and what the index doesn't say is asked of each row.
///
/// A walk has an end, also when next to nobody matches: after `longest` rows it says how far it looked.
struct CandidateListWalk {
    /// What leads. Where the filter sets several things, the one that leaves the fewest rows.
    private enum Lead {
        case all
        case living
        case archived
        case status(CandidateStatus)
        case reviewer(MemberID)
        case field([UInt8])
        case submission
    }

    /// What a walk has found.
    struct Found {
        var rows: [ListRow] = []
        var next: CandidateListPlace?
        var lookedUntil: Instant?
    }

    /// Rows that one request looks at: some ten milliseconds.
    static let longest = 3000
    private static let chunk = 500

    private let filter: CandidateListFilter
    private let serviceID: ServiceID
    private let tokens: [[UInt8]]
    private let lead: Lead
    private let start: CandidateListPlace?

    /// - Parameter tallies: how many have a status: one with few of them leads better than anything else.
    init(
        _ filter: CandidateListFilter, of serviceID: ServiceID, from start: CandidateListPlace?,
        tallies: [CandidateStatus: Int], _ keyStore: KeyStore
    ) {
        self.filter = filter
        self.serviceID = serviceID
        self.start = start
        tokens = filter.fields.map { keyStore.fieldToken($0.name, Sensitive($0.option), serviceID) }
        lead = Self.lead(filter, tokens, from: start, tallies)
    }

    private static func lead(
        _ filter: CandidateListFilter, _ tokens: [[UInt8]], from start: CandidateListPlace?,
        _ tallies: [CandidateStatus: Int]
    ) -> Lead {
        // Who goes on from a place goes on in the same order, whatever leads best by now.
        if case .submission = start { return .submission }
        // How many a status has is known, and few of them are looked at in one walk.
        if let status = filter.status, tallies[status, default: 0] <= longest { return .status(status) }
        if let token = tokens.first { return .field(token) }
        if case .member(let memberID) = filter.reviewer { return .reviewer(memberID) }
        let hasTime = filter.submittedFrom != nil || filter.submittedBefore != nil
        if let status = filter.status, !hasTime || start != nil { return .status(status) }
        if hasTime, start == nil { return .submission }
        return switch filter.isArchived {
        case true?: .archived
        case false?: .living
        case nil: .all
        }
    }

    /// At most `limit` rows that match, the newest first.
    func find(limit: Int, in transaction: any Transaction) throws -> Found {
        var found = Found()
        var place = start
        var looked = 0
        // Mostly the first rows all match; where few do, more are read at a time.
        var size = limit + 1
        while true {
            let rows = try fetch(before: place, limit: size, in: transaction)
            for row in rows where try matches(row, in: transaction) {
                guard found.rows.count < limit else {
                    found.next = found.rows.last.map(self.place)
                    return found
                }
                found.rows.append(row)
            }
            guard let last = rows.last, rows.count == size else { return found }
            looked += rows.count
            place = self.place(of: last)
            guard looked < Self.longest else {
                found.next = place
                if found.rows.count < limit { found.lookedUntil = last.candidate.dates.submitted }
                return found
            }
            size = Self.chunk
        }
    }

    private func place(of row: ListRow) -> CandidateListPlace {
        if case .submission = lead { return .submission(row.candidate.dates.submitted, arrival: row.arrival) }
        return .arrival(row.arrival)
    }

    private func fetch(
        before place: CandidateListPlace?, limit: Int, in transaction: any Transaction
    ) throws -> [ListRow] {
        var before = Int64.max
        if case .arrival(let arrival) = place { before = arrival }
        let stretch = ListStretch(of: serviceID, before: before, limit: limit)
        switch lead {
        case .all: return try transaction.all(ListOfAll(stretch))
        case .living: return try transaction.all(ListOfLiving(stretch))
        case .archived: return try transaction.all(ListOfArchived(stretch))
        case .status(let status): return try transaction.all(ListByStatus(stretch, status))
        case .reviewer(let memberID): return try transaction.all(ListByReviewer(stretch, memberID))
        case .field(let token): return try transaction.all(ListByField(stretch, token: token))
        case .submission:
            // Arrivals count from 1: nobody who submitted at the very end of the time is in it.
            var end = (submitted: filter.submittedBefore ?? Instant(milliseconds: .max), arrival: Int64(0))
            if case .submission(let at, let arrival) = place { end = (at, arrival) }
            let from = filter.submittedFrom ?? Instant(milliseconds: .min)
            return try transaction.all(ListBySubmission(of: serviceID, from: from, before: end, limit: limit))
        }
    }

    private func matches(_ row: ListRow, in transaction: any Transaction) throws -> Bool {
        let candidate = row.candidate
        if let status = filter.status, candidate.status != status { return false }
        if let isArchived = filter.isArchived, candidate.isArchived != isArchived { return false }
        switch filter.reviewer {
        case .nobody?: if row.reviewer != nil { return false }
        case .member(let memberID)?: if row.reviewer != memberID { return false }
        case nil: break
        }
        if let from = filter.submittedFrom, candidate.dates.submitted < from { return false }
        if let before = filter.submittedBefore, candidate.dates.submitted >= before { return false }
        for token in tokens {
            let field = FieldAtPlace(of: serviceID, token: token, arrival: row.arrival)
            guard try transaction.first(field) != nil else { return false }
        }
        return true
    }
}
