internal import Domain
internal import SQLCore
internal import Store
internal import Vault

/// Everything of one candidate, on its way to a member.
package struct ExportedProfile: Sendable {
    /// What a key that reads pictures is answered, without the pictures.
    package let listed: ListedCandidate
    /// In the order of the catalogue.
    package let pictures: [PictureReader]
    package let ticket: ProfileTicket
}

/// One profile under way: whether it must stop, and how it ended. No archive clock hangs on it.
package final class ProfileTicket: Sendable {
    private let registry: Registry
    private let record: ExtractionRecord
    private let stream: StreamsUnderWay.Stream
    private let caller: Caller

    fileprivate init(
        _ registry: Registry, _ record: ExtractionRecord, _ stream: StreamsUnderWay.Stream, by caller: Caller
    ) {
        self.registry = registry
        self.record = record
        self.stream = stream
        self.caller = caller
    }

    /// Whether nothing more of it may be sent: the candidate was archived, deleted or replaced, or the member may no longer
    /// export.
    package var mustStop: Bool {
        stream.isCut || !registry.mayStill(.exportCandidates, caller, in: record.serviceID)
    }

    /// Whether the candidate was archived, deleted or submitted again since this profile was taken.
    package var isCut: Bool { stream.isCut }

    /// All of it has been written, and the export that it belongs to has ended well.
    package func complete(bytes: Int) { end(bytes: bytes, at: registry.now) }

    /// It ended before, or the export did.
    package func cut(bytes: Int) { end(bytes: bytes, at: nil) }

    private func end(bytes: Int, at completedAt: Instant?) {
        registry.streams.end(stream)
        var ended = record
        ended.bytes = bytes
        ended.completedAt = completedAt
        registry.recorder.note(.completion(ended))
    }
}

extension Registry {
    /// Takes one candidate for an export. `nil` when there is nothing of it any more.
    func profile(
        of recordID: RecordID, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> ExportedProfile? {
        let service = try serviceRecord(serviceID)
        for _ in 0..<8 {
            let found = try read { transaction in
                try transaction.first(CandidateByRecordID(recordID, of: serviceID)).map { record in
                    (record: record, pictures: try transaction.all(PicturesOfCandidate(recordID)))
                }
            }
            guard let found, !found.record.candidate.isArchived,
                let content = try open(found.record, found.pictures, service)
            else { return nil }
            // Before the record, so that an archive that comes now cuts it.
            let stream = streams.begin(recordID)
            let record = ExtractionRecord(
                extractionID: ids.make(at: now), serviceID: serviceID, recordID: recordID, takenBy: caller.actor,
                scope: .pictures, form: .single, at: now)
            do throws(Failure) {
                if try await isTaken(record, of: found.record.candidate, by: caller) {
                    return ExportedProfile(
                        listed: content.listed, pictures: content.pictures,
                        ticket: ProfileTicket(self, record, stream, by: caller))
                }
                streams.end(stream)
            } catch {
                streams.end(stream)
                throw error
            }
        }
        throw .unavailable("The candidate is being changed by somebody else.", retryAfter: 1)
    }

    /// `nil` for one that is being archived at this moment.
    private func open(
        _ record: CandidateRecord, _ pictures: [PictureRecord], _ service: ServiceRecord
    ) throws(Failure) -> (listed: ListedCandidate, pictures: [PictureReader])? {
        do {
            guard let texts = try record.openLivingText(parts.keyStore) else { return nil }
            let kept = try KeptDocument(of: record, service: service, parts.keyStore)
            let attributes = ReadableAttributes(
                texts: texts.entries, certificates: kept.certificates, customFields: kept.customFields)
            let catalog = service.service.settings.catalog
            let sorted = pictures.sorted { catalog.precedes($0.slug, $1.slug) }
            let readers = try sorted.map { try PictureReader($0, of: record, parts) }
            return (ListedCandidate(candidate: record.candidate, attributes: attributes), readers)
        } catch let failure as VaultFailure where failure.isDestroyed {
            return nil
        } catch {
            throw Failure(wrapping: error)
        }
    }

    /// Writes the record if the caller still may and the candidate still is what was read.
    private func isTaken(
        _ record: ExtractionRecord, of candidate: Candidate, by caller: Caller
    ) async throws(Failure) -> Bool {
        try await perform(.exportCandidates, by: caller, in: record.serviceID) { work in
            // The line of the whole export stands in the history already; each candidate stands in the extractions.
            work.leaveUnchanged()
            guard let standing = try work.transaction.first(CandidateStanding(record.recordID)),
                standing.isArchived == candidate.isArchived, standing.submitCount == candidate.submitCount
            else { return false }
            try work.transaction.run(InsertExtraction(record))
            return true
        }
    }
}

extension ExtractionRecord {
    /// A profile that a person took: where a key's id stands otherwise, `member:` and the id of the member stand. It is
    /// no use of a key, so the figures of keys don't count it.
    fileprivate init(
        extractionID: ExtractionID, serviceID: ServiceID, recordID: RecordID, takenBy actor: HistoryEvent.Actor,
        scope: Scope, form: Form, at: Instant
    ) {
        self.init(
            extractionID: extractionID, serviceID: serviceID, recordID: recordID, keyID: KeyID(takenBy: actor),
            scope: scope, form: form, at: at)
    }

    /// Who took the candidate.
    var actor: HistoryEvent.Actor {
        keyID.text.utf8.count == KeyID.length ? .key(keyID) : HistoryEvent.Actor(stored: keyID.text)
    }
}

extension KeyID {
    /// What stands for a person among the extractions; no key has such an id.
    init(takenBy actor: HistoryEvent.Actor) {
        self.init(stored: actor.text)
    }
}
