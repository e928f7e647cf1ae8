package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// A page of the candidates that a filter wants, the newest first: metadata only. Asks for `listCandidates`.
    package func candidateList(
        _ filter: CandidateListFilter, from place: CandidateListPlace? = nil, limit: Int, in service: ServiceID,
        by caller: Caller
    ) throws(Failure) -> CandidateListView {
        try authorisePerson(.listCandidates, by: caller, in: service)
        // A choice of a drop-down is a part of the identity: who may not see it can't find it out by filters either.
        if !filter.fields.isEmpty { try authorisePerson(.seeIdentity, by: caller, in: service) }
        let limit = min(max(1, limit), Self.largestListPage)
        return try read { transaction in
            let tallies = try transaction.all(Tallies(service))
            let counts = Dictionary(tallies.map { ($0.status, $0.count) }, uniquingKeysWith: +)
            let walk = CandidateListWalk(filter, of: service, from: place, tallies: counts, parts.keyStore)
            let found = try walk.find(limit: limit, in: transaction)
            return CandidateListView(
                rows: found.rows.map { CandidateListRow($0) }, next: found.next, lookedUntil: found.lookedUntil,
                total: filter.total(of: tallies))
        }
    }

    package static let largestListPage = 500

    /// Names and e-mails of living candidates, at most a page of the console, for the columns that show them. Asks for
    /// `seeIdentity`; the look is one line of the history, written before anything is shown.
    ///
    /// - Returns: who is archived, or is being archived at this moment, is absent.
    package func listedIdentities(
        of recordIDs: [RecordID], in service: ServiceID, by caller: Caller
    ) async throws(Failure) -> [RecordID: ListedIdentity] {
        try authorisePerson(.seeIdentity, by: caller, in: service)
        guard recordIDs.count <= Self.largestPage else { throw .internal("identities of more than a page") }
        let records = try read { transaction in
            try recordIDs.compactMap { try transaction.first(CandidateByRecordID($0, of: service)) }
        }
        var identities: [RecordID: ListedIdentity] = [:]
        do {
            for record in records {
                guard let texts = try record.openLivingText(parts.keyStore) else { continue }
                identities[record.candidate.recordID] = ListedIdentity(texts: texts.entries)
            }
        } catch {
            throw Failure(wrapping: error)
        }
        if !identities.isEmpty { try await recordLook(at: identities.count, in: service, by: caller) }
        return identities
    }

    /// The line of the history that says that a member saw texts of so many candidates.
    func recordLook(at count: Int, in service: ServiceID, by caller: Caller) async throws(Failure) {
        try await perform(.seeIdentity, by: caller, in: service) { work in
            try work.record(.listed, detail: "\(Scope.text.rawValue) \(count)")
        }
    }
}

extension CandidateRecord {
    /// `nil` once archived, also when that happens at this moment.
    func openLivingText(_ keyStore: KeyStore) throws(VaultFailure) -> AttributeDocument? {
        do throws(VaultFailure) {
            return try openText(keyStore)
        } catch {
            if error.isDestroyed { return nil }
            throw error
        }
    }
}

extension CandidateListFilter {
    /// How many match, where the tallies say it.
    fileprivate func total(of tallies: [Tally]) -> Int? {
        var rest = self
        rest.status = nil
        rest.isArchived = nil
        guard rest.isEmpty else { return nil }
        return tallies.filter { status == nil || $0.status == status }.reduce(0) { sum, tally in
            switch isArchived {
            case nil: sum + tally.count
            case true?: sum + tally.archived
            case false?: sum + tally.count - tally.archived
            }
        }
    }
}
