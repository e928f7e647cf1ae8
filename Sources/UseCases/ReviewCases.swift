package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// Moves a candidate's status by the table of contract 1.6.
    ///
    /// - Parameter reason: sealed with the candidate and gone with the archive.
    package func changeStatus(
        _ change: StatusChange, of selector: CandidateSelector, in serviceID: ServiceID,
        reason: Sensitive<String>? = nil,
        by caller: Caller
    ) async throws(Failure) -> Candidate {
        guard change != .resubmit else { throw .internal("a resubmission comes with a submission") }
        return try await perform(change.act, by: caller, in: serviceID) { [parts] work in
            var record = try work.candidate(selector)
            let before = record.candidate
            record.candidate = try before.after(change, at: work.now)
            record.changedAt = work.now
            if change == .approve {
                let reviews = try work.transaction.all(AttributeReviews(of: before.recordID))
                if let rejected = reviews.first(where: { $0.decision == .rejected }) {
                    throw Failure.conflict(
                        field: rejected.slug.text, "A rejected attribute stands against an approval.")
                }
            }
            let note = try record.note(reason, parts.keyStore)
            try work.transaction.run(UpdateCandidate(record))
            try work.moveTally(from: before, to: record.candidate)
            try work.recordStatus(from: before.status, to: record.candidate.status, of: before.recordID, note: note)
            try work.announce(.status, of: record.candidate)
            return record.candidate
        }
    }

    /// Accepts or rejects one attribute of a candidate under review.
    package func reviewAttribute(
        _ slug: Slug, of selector: CandidateSelector, as decision: AttributeDecision, reason: Sensitive<String>? = nil,
        in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) {
        try await perform(.reviewCandidate, by: caller, in: serviceID) { [parts] work in
            let record = try work.candidate(selector)
            let candidate = record.candidate
            guard candidate.status == .inreview, !candidate.isArchived else {
                throw Failure.conflict(field: "status", "Attributes are decided while the candidate is in review.")
            }
            let texts = try record.openText(parts.keyStore)?.entries.map(\.name) ?? []
            let pictures = try work.transaction.all(PicturesOfCandidate(candidate.recordID)).map(\.slug.text)
            guard (texts + pictures).contains(slug.text) else {
                throw Failure.notFound("This candidate has no such attribute.")
            }
            let note = try record.note(reason, parts.keyStore)
            let sealed = try note("review:" + slug.text)
            try work.transaction.run(
                PutAttributeReview(decision, about: slug, of: candidate.recordID, sealedReason: sealed, at: work.now))
            try work.record(
                .attributeReviewed, about: candidate.recordID, detail: "\(slug.text) \(decision.rawValue)")
        }
    }
}

extension StatusChange {
    /// What one must be allowed to do for it.
    fileprivate var act: Act {
        switch self {
        case .approve, .reject: .approveCandidate
        case .block, .unblock: .blockCandidate
        case .completeChecks, .resubmit, .startReview, .requestReview: .reviewCandidate
        }
    }
}

extension CandidateRecord {
    /// Seals a reason under the candidate's key, so that it goes when the candidate does.
    fileprivate func note(
        _ reason: Sensitive<String>?, _ keyStore: KeyStore
    ) throws(Failure) -> (_ context: String) throws -> Sealed? {
        guard let reason else { return { _ in nil } }
        guard reason.withExposed({ (1...4096).contains($0.utf8.count) }) else {
            throw .invalid(field: "reason", "A reason has 1 to 4,096 bytes.")
        }
        guard let keySlot else {
            throw .conflict(field: "reason", "An archived candidate has no key to seal a reason with. Leave it out.")
        }
        let recordID = candidate.recordID
        return { context in
            try keyStore.sealNote(reason, slot: SlotNumber(value: keySlot), record: recordID, context: context)
        }
    }
}

extension Work {
    func moveTally(from before: Candidate, to after: Candidate) throws {
        guard before.status != after.status else {
            if before.isArchived, !after.isArchived {
                try transaction.run(AdjustTally(.revival, in: serviceID, after.status))
            }
            return
        }
        try transaction.run(AdjustTally(.departure, in: serviceID, before.status, isArchived: before.isArchived))
        try transaction.run(AdjustTally(.entry, in: serviceID, after.status, isArchived: after.isArchived))
    }

    mutating func recordStatus(
        from before: CandidateStatus, to after: CandidateStatus, of recordID: RecordID,
        note: (_ context: String) throws -> Sealed? = { _ in nil }
    ) throws {
        try record(.statusChanged, about: recordID, detail: "\(before.rawValue) \(after.rawValue)") { eventID in
            try note("history:" + eventID.text)
        }
    }
}
