package import Domain
internal import SQLCore
internal import Store
internal import Synchronization
internal import Vault

/// What a search by name has found, as far as it looked.
package struct NameSearch: Sendable {
    /// The newest first.
    package let rows: [CandidateListRow]
    package let identities: [RecordID: ListedIdentity]
    /// Where another search goes on; `nil` when everybody was looked at.
    package let next: Int64?
    /// It looked at those who first submitted until then.
    package let lookedUntil: Instant?
}

extension Registry {
    /// Candidates whose record id, support id, refId or e-mail is exactly this. Asks for `listCandidates`; whether somebody
    /// has an e-mail is told only to who may see identities.
    ///
    /// An e-mail is found by its fingerprint, after the archive too where the service keeps it. Nothing is opened.
    package func candidates(
        matching text: Sensitive<String>, in service: ServiceID, by caller: Caller
    ) throws(Failure) -> [CandidateListRow] {
        try authorisePerson(.listCandidates, by: caller, in: service)
        let seesEmails = refusal(of: .seeIdentity, to: caller, in: service) == nil
        return try text.withExposed { text throws(Failure) in
            // Some programs write hexadecimal in capitals.
            let recordID = RecordID(text.lowercased())
            let supportID = SupportID(text.lowercased())
            let refID = try? RefID(text)
            let emailIndex =
                seesEmails && text.utf8.contains(UInt8(ascii: "@"))
                ? parts.keyStore.blindIndex(ofEmail: Sensitive(text), service: service) : nil
            return try read { transaction in
                var rows: [ListRow] = []
                if let recordID { rows += try transaction.all(ListRowByRecordID(recordID, of: service)) }
                if let supportID { rows += try transaction.all(ListRowBySupportID(supportID, of: service)) }
                if let refID { rows += try transaction.all(ListRowByRefID(refID, of: service)) }
                if let emailIndex {
                    let found = ListRowsByEmail(emailIndex, of: service, limit: Self.largestSearch)
                    rows += try transaction.all(found)
                }
                return Set(rows).sorted { $0.arrival > $1.arrival }.map { CandidateListRow($0) }
            }
        }
    }

    /// Living candidates whose name has words that begin with these, the newest first. Asks for `seeIdentity`.
    ///
    /// Names are sealed, and nothing by which they could be searched lies on a disk. So this opens candidate after
    /// candidate, on a thread that may block, until it has a page of them or has worked for `searchMilliseconds`, and says
    /// how far it came. One such search runs at a time for a session. What it shows is a line of the history, written
    /// before.
    package func candidates(
        named text: Sensitive<String>, from place: Int64? = nil, in service: ServiceID, by caller: Caller
    ) async throws(Failure) -> NameSearch {
        try authorisePerson(.seeIdentity, by: caller, in: service)
        let wanted = text.withExposed { SearchWords($0) }
        guard wanted.words.contains(where: { $0.count >= 2 }) else {
            throw .invalid(field: "q", "A search by name needs two letters of a name.")
        }
        let session = caller.member?.sessionID
        guard searches.begin(session) else {
            throw .conflict("Your last search is still under way. Try again in a second.")
        }
        defer { searches.end(session) }
        let found: NameWalk
        do {
            found = try await parts.pictures.detached { [self] in
                try look(for: wanted, before: place ?? .max, in: service)
            }
        } catch {
            throw Failure(wrapping: error)
        }
        try await recordLook(at: found.rows.count, in: service, by: caller)
        return NameSearch(
            rows: found.rows, identities: found.identities, next: found.next, lookedUntil: found.lookedUntil)
    }

    /// Matches on one page.
    package static let largestSearch = 50
    /// Candidates that one search opens.
    package static let longestSearch = 20_000
    private static let searchMilliseconds: Int64 = 300
    private static let searchChunk = 500

    private struct NameWalk: Sendable {
        var rows: [CandidateListRow] = []
        var identities: [RecordID: ListedIdentity] = [:]
        var next: Int64?
        var lookedUntil: Instant?
    }

    /// Blocks. Between two chunks no transaction is open.
    private func look(for wanted: SearchWords, before place: Int64, in service: ServiceID) throws -> NameWalk {
        var found = NameWalk()
        let start = parts.clocks.uptime().milliseconds
        var (before, opened) = (place, 0)
        while true {
            let chunk = try parts.database.read { transaction in
                try transaction.all(LivingTexts(ListStretch(of: service, before: before, limit: Self.searchChunk)))
            }
            for living in chunk {
                before = living.arrival
                opened += 1
                guard let identity = try identity(of: living), identity.isNamed(wanted) else { continue }
                let row = ListRowByRecordID(living.recordID, of: service)
                // Archived since it was opened: what was opened is shown to nobody.
                guard let row = try parts.database.read({ try $0.first(row) }), !row.candidate.isArchived else {
                    continue
                }
                found.rows.append(CandidateListRow(row))
                found.identities[living.recordID] = identity
                guard found.rows.count < Self.largestSearch else {
                    found.next = before
                    return found
                }
            }
            guard let last = chunk.last, chunk.count == Self.searchChunk else { return found }
            let isOver = parts.clocks.uptime().milliseconds - start >= Self.searchMilliseconds
            if isOver || opened >= Self.longestSearch {
                (found.next, found.lookedUntil) = (before, last.submittedAt)
                return found
            }
        }
    }

    /// `nil` for one that is being archived at this moment.
    private func identity(of living: LivingText) throws(VaultFailure) -> ListedIdentity? {
        do throws(VaultFailure) {
            let slot = SlotNumber(value: living.keySlot)
            let texts = try parts.keyStore.openText(living.sealedText, slot: slot, record: living.recordID)
            return ListedIdentity(texts: texts.entries)
        } catch {
            if error.isDestroyed { return nil }
            throw error
        }
    }
}

extension ListedIdentity {
    fileprivate func isNamed(_ wanted: SearchWords) -> Bool {
        name?.withExposed { wanted.begin(SearchWords($0)) } ?? false
    }
}

/// Lets each session search by name once at a time: a search opens thousands of candidates.
final class NameSearches: Sendable {
    private let underWay = Mutex<Set<SessionID>>([])

    /// `false` when one is under way. Who has no session, such as the operator, is not counted.
    func begin(_ session: SessionID?) -> Bool {
        guard let session else { return true }
        return underWay.withLock { $0.insert(session).inserted }
    }

    func end(_ session: SessionID?) {
        guard let session else { return }
        _ = underWay.withLock { $0.remove(session) }
    }
}
