package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// What does not belong together; all zero on healthy data.
package struct Discrepancies: Sendable {
    /// What the engine itself says of its files.
    package var storeProblems: [String] = []
    /// Keys that no row names.
    package var slotsWithoutRows = 0
    /// Rows whose key is gone: candidates that can't be read.
    package var rowsWithoutSlots = 0
    /// Rows whose key is there but does not open: a damaged key store.
    package var damagedSlots = 0
    /// Picture files that no row names.
    package var filesWithoutRows = 0
    /// Rows whose picture file is gone.
    package var rowsWithoutFiles = 0
    /// Keys and pictures that wait to be wiped.
    package var pendingErasures = 0

    package var isClean: Bool {
        storeProblems.isEmpty
            && slotsWithoutRows + rowsWithoutSlots + damagedSlots + filesWithoutRows + rowsWithoutFiles == 0
    }
}

/// A candidate as an operator sees it: no value of an attribute, but which there are and what happened.
package struct CandidateOverview: Sendable {
    package let candidate: Candidate
    /// When it was last submitted or moved to another status.
    package let changedAt: Instant
    package let attributes: [(slug: String, kind: AttributeKind)]
    package let history: [HistoryEvent]
    /// What the history names as agreed to, each once.
    package let consents: [ConsentWording]
    package let extractionCount: Int
}

extension Registry {
    /// Holds rows, keys and files against each other. Reads everything once; takes seconds for a million candidates.
    package func discrepancies(by caller: Caller) async throws(Failure) -> Discrepancies {
        try authoriseOperator(.manageServices, by: caller)
        var found = Discrepancies()
        do {
            found.storeProblems = try parts.database.integrityProblems()
            found.pendingErasures = try parts.database.read { transaction in
                try transaction.all(PendingErasures(includesUploads: true, limit: 100_000)).count
            }
            try compareSlots(&found)
            try await compareFiles(&found)
        } catch {
            throw Failure(wrapping: error)
        }
        return found
    }

    /// Walks both sorted lists at once.
    private func compareSlots(_ found: inout Discrepancies) throws {
        var rows = Chunked { [self] after in
            try parts.database.read { try $0.all(SlotsPointedAt(after: after, limit: 5000)) }
        }
        var slots = Chunked { [self] after in
            try parts.keyStore.slotsInUse(from: SlotNumber(value: after + 1), limit: 5000).map(\.value)
        }
        let waiting = try parts.database.read { transaction in
            Set(try transaction.all(PendingErasures(includesUploads: true, limit: 100_000)).map(\.target))
        }
        var (row, slot) = (try rows.next(), try slots.next())
        while row != nil || slot != nil {
            if let both = row, both == slot {
                if try !parts.keyStore.isSound(SlotNumber(value: both)) { found.damagedSlots += 1 }
                (row, slot) = (try rows.next(), try slots.next())
            } else if let present = slot, present < row ?? .max {
                if !waiting.contains(String(present)) { found.slotsWithoutRows += 1 }
                slot = try slots.next()
            } else {
                found.rowsWithoutSlots += 1
                row = try rows.next()
            }
        }
    }

    private func compareFiles(_ found: inout Discrepancies) async throws {
        let waiting = try parts.database.read { transaction in
            Set(try transaction.all(PendingErasures(includesUploads: true, limit: 100_000)).map(\.target))
        }
        var named: [UInt8: Set<String>] = [:]
        var last = ""
        while true {
            let chunk = try parts.database.read { try $0.all(PictureFilesAfter(last, limit: 5000)) }
            for file in chunk { named[UInt8(file.prefix(2), radix: 16) ?? 0, default: []].insert(file) }
            guard let end = chunk.last else { break }
            last = end
        }
        for folder in UInt8.min...UInt8.max {
            let present = Set(
                try await parts.pictures.detached { [parts] in try parts.pictures.names(inFolder: folder) })
            let expected = named[folder] ?? []
            found.filesWithoutRows += present.subtracting(expected).subtracting(waiting).count
            found.rowsWithoutFiles += expected.subtracting(present).count
        }
    }

    /// A page of candidates for people, oldest arrival first, without opening anything.
    package func candidates(
        status: CandidateStatus?, skip: Int, limit: Int, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> [Candidate] {
        try authorisePerson(.listCandidates, by: caller, in: serviceID)
        return try read { transaction in
            if let status {
                let page = CandidatePageByStatus(of: serviceID, status: status, after: 0, limit: limit, skip: skip)
                return try transaction.all(page).map(\.record.candidate)
            }
            let page = CandidatePage(of: serviceID, after: 0, limit: limit, skip: skip)
            return try transaction.all(page).map(\.record.candidate)
        }
    }

    /// One candidate for people: names of attributes and the history, no values.
    package func candidateOverview(
        _ selector: CandidateSelector, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> CandidateOverview {
        try authorisePerson(.listCandidates, by: caller, in: serviceID)
        return try read { transaction in
            let record = try CandidateRecord.find(selector, of: serviceID, in: transaction)
            let recordID = record.candidate.recordID
            // One whose key is gone shows none; the next reader archives its row, see `archiveIfForgotten`.
            let texts = try? record.openText(parts.keyStore)?.entries.map { ($0.name, AttributeKind.text) }
            let pictures = try transaction.all(PicturesOfCandidate(recordID)).map {
                ($0.slug.text, AttributeKind.picture)
            }
            let history = try transaction.all(HistoryOfCandidate(recordID)).map(\.event)
            return CandidateOverview(
                candidate: record.candidate, changedAt: record.changedAt, attributes: (texts ?? []) + pictures,
                history: history, consents: try Self.consents(named: history, in: serviceID, transaction),
                extractionCount: try transaction.first(CountExtractions(of: recordID)) ?? 0)
        }
    }
}

/// Numbers that come in sorted chunks.
private struct Chunked {
    let fetch: (_ after: Int64) throws -> [Int64]
    private var chunk: ArraySlice<Int64> = []
    private var last: Int64 = 0

    init(_ fetch: @escaping (_ after: Int64) throws -> [Int64]) {
        self.fetch = fetch
    }

    mutating func next() throws -> Int64? {
        if chunk.isEmpty { chunk = try fetch(last)[...] }
        guard let value = chunk.popFirst() else { return nil }
        last = value
        return value
    }
}
