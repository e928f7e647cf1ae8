package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// Hands one candidate over to a key, as far as its scope goes.
    ///
    /// An answer that shows attributes is recorded durably before this returns. The caller must end the ticket:
    /// `complete` after the last byte was written to the peer, or `cut`.
    ///
    /// - Parameters:
    ///   - startsClock: `false` for an answer that shows a part only, such as one picture.
    ///   - isHandover: whether the answer is to be acknowledged; webhooks are told of the acknowledgement then.
    package func extract(
        _ selector: CandidateSelector, in serviceID: ServiceID, by caller: Caller, startsClock: Bool = true,
        isHandover: Bool = false
    ) async throws(Failure) -> Extraction {
        try authorise(.readCandidate, by: caller, in: serviceID)
        guard let grant = caller.grant else { throw .forbidden("An extraction needs an API key.") }
        let service = try serviceRecord(serviceID)
        for _ in 0..<8 {
            let found = try await settled(selector, in: serviceID, withPictures: grant.key.scope.readsPictures)
            guard let content = try Content.opened(found, service: service, scope: grant.key.scope, parts) else {
                try await archiveIfForgotten([selector], in: serviceID)
                continue
            }
            let begun = try await begin(content, grant: grant, startsClock: startsClock, isHandover: isHandover)
            if let begun { return begun }
        }
        throw .unavailable("The candidate is being changed by somebody else.", retryAfter: 1)
    }

    /// A page of the list, oldest arrival first. Pictures never appear in it, and it starts no clock.
    package func list(
        status: CandidateStatus?, skip: Int, limit: Int, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> CandidateList {
        try authorise(.listCandidates, by: caller, in: serviceID)
        guard let grant = caller.grant else { throw .forbidden("This list needs an API key.") }
        let service = try serviceRecord(serviceID)
        let scope = min(grant.key.scope, .text)
        let (skip, limit) = (max(0, skip), min(max(0, limit), Self.largestPage))
        for _ in 0..<8 {
            let (page, total) = try page(of: serviceID, status: status, skip: skip, limit: limit)
            var records: [ListedCandidate] = []
            var unreadable: [RecordID] = []
            records.reserveCapacity(page.count)
            for row in page {
                let (candidate, found) = (row.record.candidate, Found(record: row.record, pictures: []))
                guard let content = try Content.opened(found, service: service, scope: scope, parts) else {
                    unreadable.append(candidate.recordID)
                    continue
                }
                records.append(ListedCandidate(candidate: candidate, attributes: content.attributes))
            }
            guard unreadable.isEmpty else {
                try await archiveIfForgotten(unreadable.map { .recordID($0) }, in: serviceID)
                continue
            }
            try await recordList(page.map(\.record.candidate.recordID), grant: grant, in: serviceID)
            return CandidateList(records: records, total: total, skip: skip, limit: limit)
        }
        throw .unavailable("The candidates are being changed by somebody else.", retryAfter: 1)
    }

    package static let largestPage = 100

    /// Never older than an answer that somebody has received to its last byte: who comes while a clock is being started
    /// waits for it, and what he read before he knew is read again.
    private func settled(
        _ selector: CandidateSelector, in serviceID: ServiceID, withPictures: Bool
    ) async throws(Failure) -> Found {
        let isQuiet = streams.isQuiet
        let found = try find(selector, in: serviceID, withPictures: withPictures)
        if isQuiet { return found }
        await streams.waitForArming(found.record.candidate.recordID)
        return try find(selector, in: serviceID, withPictures: withPictures)
    }

    private func find(
        _ selector: CandidateSelector, in serviceID: ServiceID, withPictures: Bool
    ) throws(Failure) -> Found {
        try read { transaction in
            let record = try CandidateRecord.find(selector, of: serviceID, in: transaction)
            let isWanted = withPictures && !record.candidate.isArchived
            let pictures = isWanted ? try transaction.all(PicturesOfCandidate(record.candidate.recordID)) : []
            return Found(record: record, pictures: pictures)
        }
    }

    private func page(
        of serviceID: ServiceID, status: CandidateStatus?, skip: Int, limit: Int
    ) throws(Failure) -> ([ListedRecord], Int) {
        try read { transaction in
            let tallies = try transaction.all(Tallies(serviceID)).filter { status == nil || $0.status == status }
            let total = tallies.reduce(0) { $0 + $1.count }
            guard skip < total else { return ([], total) }
            let list = PageMarks.List(serviceID: serviceID, status: status)
            let generation = tallies.reduce(0) { $0 + (status == nil ? $1.deletions : $1.moves) }
            let start = marks.start(of: list, generation: generation, skip: skip)
            let rows: [ListedRecord]
            if let status {
                rows = try transaction.all(
                    CandidatePageByStatus(
                        of: serviceID, status: status, after: start.after, limit: limit, skip: skip - start.skipped))
            } else {
                rows = try transaction.all(
                    CandidatePage(of: serviceID, after: start.after, limit: limit, skip: skip - start.skipped))
            }
            if let last = rows.last {
                marks.note(list, generation: generation, skip: skip + rows.count, after: last.arrival)
            }
            return (rows, total)
        }
    }

    /// `nil` when the candidate is no longer what was read.
    private func begin(
        _ content: Content, grant: KeyGrant, startsClock: Bool, isHandover: Bool
    ) async throws(Failure) -> Extraction? {
        let candidate = content.candidate
        let at = now
        let record = ExtractionRecord(
            extractionID: ids.make(at: at), serviceID: candidate.serviceID, recordID: candidate.recordID,
            keyID: grant.key.keyID, scope: grant.key.scope, form: .single, at: at)
        let stream = streams.begin(candidate.recordID)
        let ticket = ExtractionTicket(
            self, record, isRecorded: content.attributes != nil, candidate: candidate, grant: grant, stream: stream,
            mayStartClock: startsClock,
            isTold: startsClock && !isHandover && content.attributes != nil && !candidate.isArchived)
        // What shows no attribute is recorded when it has ended, among others, and nobody waits for it.
        if content.attributes != nil {
            guard try await isRecorded(record, of: candidate) else {
                streams.end(stream)
                return nil
            }
            parts.reached(.extractionRecorded)
        }
        var willArchive = candidate.dates.willArchive
        if let rule = ticket.rule {
            let planned = at.adding(seconds: rule.seconds)
            willArchive = min(willArchive ?? planned, planned)
        }
        return Extraction(
            candidate: candidate, willArchive: willArchive, attributes: content.attributes, pictures: content.pictures,
            ticket: ticket)
    }

    /// Writes the record if the candidate still is what was read. An archive that commits before is seen here; one that
    /// commits later finds the stream and cuts it.
    private func isRecorded(_ record: ExtractionRecord, of candidate: Candidate) async throws(Failure) -> Bool {
        do {
            return try await parts.database.write { transaction in
                guard let standing = try transaction.first(CandidateStanding(record.recordID)),
                    standing.isArchived == candidate.isArchived, standing.submitCount == candidate.submitCount
                else { return false }
                try transaction.run(InsertExtraction(record))
                try transaction.run(AddKeyUse(KeyUse(of: record)))
                return true
            }
        } catch {
            throw Failure(wrapping: error)
        }
    }

    /// Each candidate whose attributes a list shows has a record of it.
    private func recordList(
        _ recordIDs: [RecordID], grant: KeyGrant, in serviceID: ServiceID
    ) async throws(Failure) {
        let at = now
        guard grant.key.scope.readsAttributes, !recordIDs.isEmpty else {
            let (caller, scope) = (Caller(.key(grant)), min(grant.key.scope, .text))
            noteEvent(.listed, by: caller, in: serviceID, detail: "\(scope.rawValue) \(recordIDs.count)")
            return
        }
        let records = recordIDs.map { recordID in
            ExtractionRecord(
                extractionID: ids.make(at: at), serviceID: serviceID, recordID: recordID, keyID: grant.key.keyID,
                scope: min(grant.key.scope, .text), form: .list, at: at)
        }
        do {
            try await parts.database.write { transaction in
                for record in records { try transaction.run(InsertExtraction(record)) }
                for use in KeyUse.sums(of: records) { try transaction.run(AddKeyUse(use)) }
            }
        } catch {
            throw Failure(wrapping: error)
        }
    }
}

/// What the store has of a candidate.
private struct Found {
    let record: CandidateRecord
    let pictures: [PictureRecord]
}

/// What a scope shows of it, opened.
private struct Content {
    let candidate: Candidate
    let attributes: ReadableAttributes?
    let pictures: [PictureReader]

    /// `nil` when the archive came between reading the row and opening it: the next look shows it archived.
    static func opened(
        _ found: Found, service: ServiceRecord, scope: Scope, _ parts: Parts
    ) throws(Failure) -> Content? {
        do {
            return try Content(found, service: service, scope: scope, parts)
        } catch let failure as VaultFailure where failure.isDestroyed {
            return nil
        } catch {
            throw Failure(wrapping: error)
        }
    }

    private init(_ found: Found, service: ServiceRecord, scope: Scope, _ parts: Parts) throws {
        candidate = found.record.candidate
        guard scope.readsAttributes else {
            attributes = nil
            pictures = []
            return
        }
        let texts = try found.record.openText(parts.keyStore)
        let kept = try KeptDocument(of: found.record, service: service, parts.keyStore)
        attributes = ReadableAttributes(
            texts: texts?.entries, certificates: kept.certificates,
            customFields: kept.customFields)
        let catalog = service.service.settings.catalog
        var pictures: [PictureReader] = []
        for picture in found.pictures.sorted(by: { catalog.precedes($0.slug, $1.slug) }) {
            pictures.append(try PictureReader(picture, of: found.record, parts))
        }
        self.pictures = pictures
    }
}
