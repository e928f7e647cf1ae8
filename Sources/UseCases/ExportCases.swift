package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// A list of candidates on its way out, page by page: metadata only.
package struct ListExport: Sendable {
    private let registry: Registry
    private let filter: CandidateListFilter
    private let serviceID: ServiceID
    private let caller: Caller
    private var place: CandidateListPlace?
    private var isAtEnd = false

    init(_ registry: Registry, _ filter: CandidateListFilter, of serviceID: ServiceID, by caller: Caller) {
        self.registry = registry
        self.filter = filter
        self.serviceID = serviceID
        self.caller = caller
    }

    /// The next rows, which may be none; `nil` at the end. What arrives meanwhile is left out, who is deleted meanwhile too.
    ///
    /// - Throws: 403 once the member may no longer export.
    package mutating func next() throws(Failure) -> [CandidateListRow]? {
        guard !isAtEnd else { return nil }
        guard registry.mayStill(.exportCandidates, caller, in: serviceID) else {
            throw .forbidden("Your role doesn't allow this.")
        }
        let view = try registry.candidateList(
            filter, from: place, limit: Registry.largestListPage, in: serviceID, by: caller)
        place = view.next
        isAtEnd = view.next == nil
        return view.rows
    }
}

/// Candidates whose full profiles may leave, and how each is taken.
package struct ProfileExport: Sendable {
    package let recordIDs: [RecordID]
    private let registry: Registry
    private let serviceID: ServiceID
    private let caller: Caller

    fileprivate init(
        _ recordIDs: [RecordID], _ registry: Registry, of serviceID: ServiceID, by caller: Caller
    ) {
        self.recordIDs = recordIDs
        self.registry = registry
        self.serviceID = serviceID
        self.caller = caller
    }

    /// One of them as it is now; its record is durable before this returns, and the caller must end the ticket. `nil` for one that was
    /// archived or deleted meanwhile: it is left out.
    package func profile(of recordID: RecordID) async throws(Failure) -> ExportedProfile? {
        try await registry.profile(of: recordID, in: serviceID, by: caller)
    }
}

extension Registry {
    /// Candidates whose full profiles go into one export.
    package static let largestProfileExport = 500
    /// Bytes of their pictures: a ZIP without its 64-bit extension holds less than 4 GiB.
    package static let largestProfileBytes = 2 << 30

    /// The candidates that a filter wants, as a list: metadata only. Asks for `exportCandidates`; that it was taken, and
    /// how long it is, is a line of the history that is written before anything leaves.
    package func exportList(
        _ filter: CandidateListFilter, in service: ServiceID, by caller: Caller
    ) async throws(Failure) -> ListExport {
        try authorisePerson(.exportCandidates, by: caller, in: service)
        let first = try candidateList(filter, limit: 1, in: service, by: caller)
        var count = first.total ?? 0
        if first.total == nil {
            var walk = ListExport(self, filter, of: service, by: caller)
            while let rows = try walk.next() {
                count += rows.count
                await Task.yield()
            }
        }
        try await recordExport("csv", of: count, in: service, by: caller)
        return ListExport(self, filter, of: service, by: caller)
    }

    /// The full profiles of the living candidates that a filter wants, at most `largestProfileExport`. Asks for
    /// `exportCandidates` and a confirmed caller. It starts no archive clock: nobody says that anything was taken over.
    ///
    /// - Throws: 422 for `form`, when there are too many, too large ones, or none.
    package func exportProfiles(
        _ filter: CandidateListFilter, in service: ServiceID, by caller: Caller
    ) async throws(Failure) -> ProfileExport {
        try authorisePerson(.exportCandidates, by: caller, in: service)
        try requireConfirmation(caller)
        var living = filter
        living.isArchived = false
        guard filter.isArchived != true else { throw Self.nobodyToExport }
        var recordIDs: [RecordID] = []
        var walk = ListExport(self, living, of: service, by: caller)
        while let rows = try walk.next() {
            recordIDs += rows.map(\.candidate.recordID)
            guard recordIDs.count <= Self.largestProfileExport else {
                throw .invalid(
                    field: "form", "One ZIP holds at most \(Self.largestProfileExport) candidates. Narrow the filter.")
            }
            await Task.yield()
        }
        guard !recordIDs.isEmpty else { throw Self.nobodyToExport }
        let bytes = try read { transaction in
            try recordIDs.reduce(0) { sum, recordID in
                try transaction.all(PicturesOfCandidate(recordID)).reduce(sum) { $0 + $1.byteCount }
            }
        }
        guard bytes <= Self.largestProfileBytes else {
            throw .invalid(field: "form", "The pictures of these candidates are more than 2 GiB. Narrow the filter.")
        }
        try await recordExport("zip", of: recordIDs.count, in: service, by: caller)
        return ProfileExport(recordIDs, self, of: service, by: caller)
    }

    private static let nobodyToExport = Failure.invalid(
        field: "form", "None of these candidates has an identity any more: there is no profile to export.")

    private func recordExport(
        _ form: String, of count: Int, in service: ServiceID, by caller: Caller
    ) async throws(Failure) {
        try await perform(.exportCandidates, by: caller, in: service) { work in
            try work.record(.exported, detail: "\(form) \(count)")
        }
    }
}
