package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// One candidate as the caller may see it now. A look at values is recorded, durably, before this returns.
    ///
    /// Values are for members who may review: at once for the reviewer of a review that goes on, for the others after
    /// `openIdentity`. The operator at the machine sees none.
    ///
    /// - Parameter lines: so many of the newest lines of the history; `nil`: all.
    package func candidateReview(
        _ selector: CandidateSelector, in serviceID: ServiceID, lines: Int? = nil, by caller: Caller
    ) async throws(Failure) -> CandidateReview {
        try authorisePerson(.listCandidates, by: caller, in: serviceID)
        let service = try serviceRecord(serviceID)
        for _ in 0..<8 {
            let found = try read { try FoundReview(selector, in: serviceID, lines: lines, $0, self) }
            let identity = identity(of: found.record, for: caller, in: serviceID)
            let stream = streams.begin(found.recordID)
            defer { streams.end(stream) }
            if identity == .open {
                let isStanding = try await noteLook(at: "texts", of: found.record, in: serviceID, by: caller)
                guard isStanding else { continue }
            }
            guard let review = try opened(found, identity, service: service, for: caller) else {
                try await archiveIfForgotten([selector], in: serviceID)
                continue
            }
            // Archived, deleted or submitted again while it was opened: what is shown is what stands now.
            if !stream.isCut { return review }
        }
        throw .unavailable("The candidate is being changed by somebody else.", retryAfter: 1)
    }

    private func identity(
        of record: CandidateRecord, for caller: Caller, in serviceID: ServiceID
    ) -> CandidateReview.Identity {
        if record.candidate.isArchived { return .gone }
        guard let member = caller.member, member.may(.seeIdentity, in: serviceID) else { return .hidden }
        return isOpen(record, to: member) ? .open : .covered
    }

    /// `nil` when the archive came between reading the row and opening it.
    private func opened(
        _ found: FoundReview, _ identity: CandidateReview.Identity, service: ServiceRecord, for caller: Caller
    ) throws(Failure) -> CandidateReview? {
        do {
            return try opening(found, identity, service: service, for: caller)
        } catch let failure as VaultFailure where failure.isDestroyed {
            return nil
        } catch {
            throw Failure(wrapping: error)
        }
    }

    private func opening(
        _ found: FoundReview, _ identity: CandidateReview.Identity, service: ServiceRecord, for caller: Caller
    ) throws -> CandidateReview {
        let (record, keyStore) = (found.record, parts.keyStore)
        let mayReview = Act.reviewCandidate.isAllowed(to: caller, in: record.candidate.serviceID)
        let seesKept =
            identity == .open
            || (identity == .gone && caller.member?.may(.seeIdentity, in: record.candidate.serviceID) ?? false)
        let kept = seesKept ? try KeptDocument(of: record, service: service, keyStore) : nil
        return CandidateReview(
            candidate: record.candidate, changedAt: record.changedAt, revision: record.revision,
            reviewer: record.reviewer, hold: found.hold, identity: identity,
            attributes: try found.attributes(
                service.service.settings.catalog, showsValues: identity == .open, showsReasons: mayReview, keyStore),
            certificates: kept?.certificates ?? [],
            fields: kept?.fields(of: service.service.settings.review.fields) ?? [],
            notes: mayReview ? try found.openNotes(keyStore) : [],
            history: try found.history.map { line in
                let reason =
                    mayReview ? try record.open(line.sealedNote, "history:" + line.event.eventID.text, keyStore) : nil
                return ReviewedEvent(event: line.event, reason: reason)
            },
            hasOlderHistory: found.hasOlderHistory, extractionCount: found.extractionCount)
    }
}

/// What the store has of a candidate, at one moment.
private struct FoundReview {
    let record: CandidateRecord
    let pictures: [PictureRecord]
    let decisions: [AttributeReview]
    let notes: [NoteRecord]
    let history: [HistoryRecord]
    let hold: LegalHold?
    let hasOlderHistory: Bool
    let extractionCount: Int

    init(
        _ selector: CandidateSelector, in serviceID: ServiceID, lines: Int?, _ transaction: any Transaction,
        _ registry: Registry
    ) throws {
        record = try CandidateRecord.find(selector, of: serviceID, in: transaction)
        let recordID = record.candidate.recordID
        pictures = try transaction.all(PicturesOfCandidate(recordID))
        decisions = try transaction.all(AttributeReviews(of: recordID))
        notes = try transaction.all(NotesOfCandidate(recordID))
        if let lines {
            // One more tells whether there are others.
            let newest = try transaction.all(NewestHistoryOfCandidate(recordID, limit: lines + 1))
            history = newest.prefix(lines).reversed()
            hasOlderHistory = newest.count > lines
        } else {
            history = try transaction.all(HistoryOfCandidate(recordID))
            hasOlderHistory = false
        }
        hold = try transaction.first(HoldOf(recordID)).map { try registry.legalHold($0, in: serviceID, transaction) }
        extractionCount = try transaction.first(CountExtractions(of: recordID)) ?? 0
    }

    var recordID: RecordID { record.candidate.recordID }

    /// Texts in their order, then pictures in the catalogue's.
    func attributes(
        _ catalog: AttributeCatalog, showsValues: Bool, showsReasons: Bool, _ keyStore: KeyStore
    ) throws -> [ReviewedAttribute] {
        let texts = try record.openText(keyStore)?.entries ?? []
        let decided = Dictionary(decisions.map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
        func reviewed(
            _ slug: Slug, _ kind: AttributeKind, value: Sensitive<String>? = nil, picture: PictureRecord? = nil
        ) throws -> ReviewedAttribute {
            let decision = decided[slug]
            let reason =
                showsReasons ? try record.open(decision?.sealedReason, "review:" + slug.text, keyStore) : nil
            return ReviewedAttribute(
                slug: slug, kind: kind, value: value, version: picture?.file, byteCount: picture?.byteCount,
                decision: decision?.decision, decidedBy: decision?.decidedBy, decidedAt: decision?.at, reason: reason)
        }
        return try texts.map { try reviewed(Slug(stored: $0.name), .text, value: showsValues ? $0.value : nil) }
            + pictures.sorted { catalog.precedes($0.slug, $1.slug) }.map {
                try reviewed($0.slug, .picture, picture: $0)
            }
    }

    func openNotes(_ keyStore: KeyStore) throws -> [CandidateNote] {
        try notes.compactMap { note in
            let text = try record.open(note.sealedText, CandidateNote.context(note.noteID), keyStore)
            return text.map { CandidateNote(noteID: note.noteID, author: note.author, at: note.at, text: $0) }
        }
    }
}

extension CandidateRecord {
    /// A text that was sealed under this candidate's key; `nil` for none, and once archived.
    fileprivate func open(
        _ sealed: Sealed?, _ context: String, _ keyStore: KeyStore
    ) throws(VaultFailure) -> Sensitive<String>? {
        guard let sealed, let keySlot else { return nil }
        return try keyStore.openNote(
            sealed, slot: SlotNumber(value: keySlot), record: candidate.recordID, context: context)
    }
}

extension KeptDocument {
    /// The drop-downs of the service in its order, then what the candidate came with besides.
    fileprivate func fields(of definitions: [FieldDefinition]) -> [FieldValue] {
        let names = Set(definitions.map(\.name))
        let defined = definitions.map { field in
            FieldValue(
                name: field.name, options: field.options,
                value: customFields.first { $0.name == field.name }?.value)
        }
        return defined
            + customFields.filter { !names.contains($0.name) }.map {
                FieldValue(name: $0.name, options: [], value: $0.value)
            }
    }
}
