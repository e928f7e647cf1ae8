package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// Archives what is due, at most `limit` candidates, and wipes their keys and pictures.
    ///
    /// - Returns: how many were archived.
    package func archiveDue(limit: Int) async throws(Failure) -> Int {
        let (now, uptime) = (now, parts.clocks.uptime())
        let due = try read { try $0.all(DueCandidates(now: now, uptime: uptime, limit: limit)) }
        var count = 0
        for (serviceID, group) in Dictionary(grouping: due, by: \.serviceID) {
            count += try await archive(group.map(\.recordID), in: serviceID) { $0.isDue(at: now, uptime) }
        }
        if count > 0 { try await erase() }
        return count
    }

    /// Archives one candidate at once; its keys and pictures are wiped when this returns.
    ///
    /// - Parameter revision: what the caller saw; `nil`: whatever there is. 409 for `revision` when it is another by now.
    package func archiveNow(
        _ selector: CandidateSelector, expecting revision: Int64? = nil, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> Candidate {
        let recordID = try await perform(.archiveCandidate, by: caller, in: serviceID) { work in
            let record = try work.candidate(selector)
            try record.expect(revision)
            guard !record.candidate.isArchived else {
                throw Failure.conflict(field: "isArchived", "This candidate is archived already.")
            }
            guard record.heldAt == nil else { throw Self.held }
            try work.archive(record, service: self.directory.service(serviceID))
            return record.candidate.recordID
        }
        streams.cut([recordID])
        parts.reached(.archiveCommitted)
        try await erase()
        return try read { try CandidateRecord.find(.recordID(recordID), of: serviceID, in: $0).candidate }
    }

    /// Archives those of these candidates whose key is gone although their row says otherwise: the database is an older
    /// copy, and they were archived after it was taken. An archive under way is none of these, since its row goes first. A
    /// legal hold doesn't stand against it: the key is gone already.
    func archiveIfForgotten(_ selectors: [CandidateSelector], in serviceID: ServiceID) async throws(Failure) {
        let archived = try await perform(.archiveCandidate, by: .lethe, in: serviceID) { [self] work in
            var count = 0
            for selector in selectors {
                guard let record = try? work.candidate(selector), isKeyGone(of: record) else { continue }
                try work.archive(record, service: directory.service(serviceID))
                count += 1
            }
            if count == 0 { work.leaveUnchanged() }
            return count
        }
        if archived > 0 { try await erase() }
    }

    private func isKeyGone(of record: CandidateRecord) -> Bool {
        do throws(VaultFailure) {
            _ = try record.openText(parts.keyStore)
            return false
        } catch {
            return error.isDestroyed
        }
    }

    /// Deletes a candidate: from now on it is not found. The history stays. Needs a confirmed caller.
    ///
    /// - Parameter revision: what the caller saw; `nil`: whatever there is. 409 for `revision` when it is another by now.
    package func delete(
        _ selector: CandidateSelector, expecting revision: Int64? = nil, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) {
        try authorise(.deleteCandidate, by: caller, in: serviceID)
        try requireConfirmation(caller)
        let recordID = try await perform(.deleteCandidate, by: caller, in: serviceID) { work in
            let record = try work.candidate(selector)
            try record.expect(revision)
            let candidate = record.candidate
            guard record.heldAt == nil else { throw Self.held }
            try work.forgetAttributes(of: record)
            try work.transaction.run(DeleteCandidateFields(of: candidate.recordID))
            try work.transaction.run(DeleteCandidate(candidate.recordID))
            try work.transaction.run(
                AdjustTally(.deletion, in: serviceID, candidate.status, isArchived: candidate.isArchived))
            try work.transaction.run(DeleteHandovers(of: candidate.recordID))
            try work.record(.deleted, about: candidate.recordID)
            try work.announce(.deleted, of: candidate)
            return candidate.recordID
        }
        streams.cut([recordID])
        parts.reached(.archiveCommitted)
        try await erase()
    }

    /// Wipes everything that waits for it: slots are overwritten and synced, then pictures go, then the notes of both.
    /// Each step may be repeated; a crash between two of them is finished at the next start.
    ///
    /// - Parameter includesUploads: only at a start, when nobody is writing a picture.
    package func erase(includesUploads: Bool = false) async throws(Failure) {
        do {
            while true {
                let statement = PendingErasures(includesUploads: includesUploads, limit: 1000)
                let pending = try parts.database.read { try $0.all(statement) }
                guard !pending.isEmpty else { return }
                try await erase(pending)
            }
        } catch {
            throw Failure(wrapping: error)
        }
    }

    private func erase(_ pending: [Erasure]) async throws {
        let slots = pending.filter { $0.kind == .slot }.compactMap { Int64($0.target) }
        if !slots.isEmpty {
            let ended = parts.measure(.keysDestroyed)
            try await parts.keyStore.destroy(slots.map { SlotNumber(value: $0) })
            ended()
        }
        parts.reached(.erasureKeysDestroyed)
        let files = pending.filter { $0.kind != .slot }.map(\.target)
        if !files.isEmpty { try await parts.pictures.detached { [parts] in try parts.pictures.delete(files) } }
        parts.reached(.erasurePicturesDeleted)
        try await parts.database.write { transaction in
            for erasure in pending { try transaction.run(DeleteErasure(erasure)) }
        }
        parts.reached(.erasureForgotten)
    }

    /// Wipes now if it can; what stays is wiped by the archiver's next round.
    func eraseQuietly() async {
        try? await erase()
    }

    /// Candidates that stopped being due between the look and the transaction are left alone. What is wiped is wiped by
    /// `erase`.
    ///
    /// - Parameter kind: a line of the history before the archive's own, which says why.
    func archive(
        _ recordIDs: [RecordID], in serviceID: ServiceID, because kind: HistoryEvent.Kind? = nil,
        if isDue: @escaping @Sendable (CandidateRecord) -> Bool
    ) async throws(Failure) -> Int {
        let archived = try await perform(.archiveCandidate, by: .lethe, in: serviceID) { [directory] work in
            let service = directory.service(serviceID)
            var archived: [RecordID] = []
            for recordID in recordIDs {
                guard let record = try? work.candidate(.recordID(recordID)), isDue(record) else { continue }
                if let kind { try work.record(kind, about: recordID) }
                try work.archive(record, service: service)
                archived.append(recordID)
            }
            if archived.isEmpty { work.leaveUnchanged() }
            return archived
        }
        streams.cut(archived)
        if !archived.isEmpty { parts.reached(.archiveCommitted) }
        return archived.count
    }
}

extension CandidateRecord {
    /// The same rule as `DueCandidates`, inside the transaction that acts on it.
    fileprivate func isDue(at now: Instant, _ uptime: Uptime) -> Bool {
        guard let armed, !candidate.isArchived, heldAt == nil, armed.archiveAt <= now else { return false }
        return armed.due.boot != uptime.boot || armed.due.milliseconds <= uptime.milliseconds
    }
}

extension Work {
    /// The first step of an archive: every row that leads to an attribute goes, and what is to be wiped is noted.
    fileprivate mutating func archive(_ record: CandidateRecord, service: ServiceRecord?) throws {
        var archived = record
        archived.candidate.archivedAt = now
        archived.keySlot = nil
        archived.sealedText = nil
        if !(service?.service.settings.keepsEmailFingerprint ?? false) { archived.emailIndex = nil }
        try transaction.run(UpdateCandidate(archived))
        try transaction.run(AdjustTally(.archive, in: serviceID, record.candidate.status))
        try forgetAttributes(of: record)
        try transaction.run(DeleteOpenHandovers(of: record.candidate.recordID))
        try self.record(.archived, about: record.candidate.recordID)
        try announce(.archived, of: archived.candidate)
    }

    fileprivate func forgetAttributes(of record: CandidateRecord) throws {
        let recordID = record.candidate.recordID
        if let slot = record.keySlot { try transaction.run(InsertErasure(Erasure(.slot, String(slot)))) }
        for picture in try transaction.all(PicturesOfCandidate(recordID)) {
            try transaction.run(InsertErasure(Erasure(.picture, picture.file)))
        }
        // What the candidate has begun to submit again goes too.
        for draft in try transaction.all(DraftsResubmitting(recordID)) {
            try forget(draft)
            try transaction.run(DeleteDraft(draft.draftID))
        }
        try transaction.run(DeletePictures(of: recordID))
        try transaction.run(DeleteAttributeReviews(of: recordID))
        try transaction.run(DeleteNotes(of: recordID))
        try transaction.run(ForgetHistoryNotes(of: recordID))
    }
}
