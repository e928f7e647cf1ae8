package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// Moves a candidate's status by the table of contract 1.6.
    ///
    /// A member approves when every attribute is accepted, and rejects by a rejected attribute or with a reason. The
    /// operator accepts with an approval what nobody has decided. Who starts a review of a candidate without a reviewer
    /// becomes the reviewer.
    ///
    /// - Parameters:
    ///   - reason: sealed with the candidate and gone with the archive.
    ///   - revision: what the caller saw; `nil`: whatever there is.
    /// - Throws: 409 for `revision` when somebody else was faster; for the slug that stands against an approval; for
    ///   `reviewer` when the service asks for somebody else's approval. 422 for `reason`.
    package func changeStatus(
        _ change: StatusChange, of selector: CandidateSelector, in serviceID: ServiceID,
        reason: Sensitive<String>? = nil, expecting revision: Int64? = nil, by caller: Caller
    ) async throws(Failure) -> Candidate {
        guard change != .resubmit else { throw .internal("a resubmission comes with a submission") }
        return try await perform(change.act, by: caller, in: serviceID) { [self] work in
            var record = try work.candidate(selector)
            try record.expect(revision)
            let before = record.candidate
            record.candidate = try before.after(change, at: work.now)
            record.changedAt = work.now
            if change == .approve { try approve(record, in: work) }
            if change == .reject { try askWhy(record, reason, in: work) }
            let assigned = change == .startReview && record.reviewer == nil ? work.caller.member?.member.memberID : nil
            record.reviewer = record.reviewer ?? assigned
            let note = try record.note(reason, parts.keyStore)
            try work.transaction.run(UpdateCandidate(record))
            try work.moveTally(from: before, to: record.candidate)
            try work.recordStatus(from: before.status, to: record.candidate.status, of: before.recordID, note: note)
            if let assigned { try work.record(.reviewerAssigned, about: before.recordID, detail: assigned.text) }
            try work.announce(.status, of: record.candidate)
            return record.candidate
        }
    }

    /// Accepts or rejects one attribute of a candidate under review. A member must have looked at the identity since it was
    /// last submitted; the operator, who never sees one, decides by what they know from elsewhere.
    ///
    /// - Parameter revision: what the caller saw; `nil`: whatever there is.
    /// - Throws: 409 for `revision` when somebody was faster; for `identity` without a look.
    package func reviewAttribute(
        _ slug: Slug, of selector: CandidateSelector, as decision: AttributeDecision, reason: Sensitive<String>? = nil,
        expecting revision: Int64? = nil, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) {
        try await perform(.reviewCandidate, by: caller, in: serviceID) { [parts] work in
            let record = try work.candidate(selector)
            try record.expect(revision)
            try record.askForReview()
            try work.askForLook(at: record)
            let recordID = record.candidate.recordID
            guard try work.attributes(of: record, parts.keyStore).contains(slug) else {
                throw Failure.notFound("This candidate has no such attribute.")
            }
            let note = try record.note(reason, parts.keyStore)
            let sealed = try note("review:" + slug.text)
            try work.transaction.run(
                PutAttributeReview(
                    decision, about: slug, of: recordID, sealedReason: sealed, at: work.now, by: work.caller.actor))
            try work.transaction.run(BumpRevision(of: recordID))
            try work.record(.attributeReviewed, about: recordID, detail: "\(slug.text) \(decision.rawValue)")
        }
    }

    /// Takes a decision about one attribute back, whoever made it. Nothing happens where there is none.
    package func undecideAttribute(
        _ slug: Slug, of recordID: RecordID, expecting revision: Int64, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) {
        try await perform(.reviewCandidate, by: caller, in: serviceID) { work in
            let record = try work.candidate(.recordID(recordID))
            try record.expect(revision)
            try record.askForReview()
            guard try work.transaction.run(DeleteAttributeReview(slug, of: recordID)) > 0 else {
                return work.leaveUnchanged()
            }
            try work.transaction.run(BumpRevision(of: recordID))
            try work.record(.attributeReviewed, about: recordID, detail: "\(slug.text) reopened")
        }
    }

    /// What has to be so before an approval. The operator's approval decides what is undecided.
    private func approve(_ record: CandidateRecord, in work: Work) throws {
        let candidate = record.candidate
        let reviews = try work.transaction.all(AttributeReviews(of: candidate.recordID))
        if let rejected = reviews.first(where: { $0.decision == .rejected }) {
            throw Failure.conflict(field: rejected.slug.text, "A rejected attribute stands against an approval.")
        }
        let isMember = work.caller.member != nil
        guard !isMember || !candidate.isArchived else {
            throw Failure.conflict(field: "isArchived", "This candidate is archived: there is nothing left to approve.")
        }
        let needsFourEyes =
            directory.service(candidate.serviceID)?.service.settings.review.needsFourEyes ?? false
        if needsFourEyes { try work.askForSomebodyElse(record, reviews) }
        let decided = Set(reviews.map(\.slug))
        for slug in try work.attributes(of: record, parts.keyStore) where !decided.contains(slug) {
            guard !isMember, !needsFourEyes else {
                throw Failure.conflict(field: slug.text, "Every attribute has to be accepted before an approval.")
            }
            try work.accept(slug, of: candidate.recordID, by: work.caller.actor)
        }
    }

    /// A candidate who is sent back must be able to learn why.
    private func askWhy(_ record: CandidateRecord, _ reason: Sensitive<String>?, in work: Work) throws {
        guard work.caller.member != nil, reason == nil else { return }
        let reviews = try work.transaction.all(AttributeReviews(of: record.candidate.recordID))
        guard reviews.contains(where: { $0.decision == .rejected }) else {
            throw Failure.invalid(field: "reason", "Reject an attribute first, or say why.")
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
    /// Refuses who acts on what they saw before somebody else's act.
    func expect(_ revision: Int64?) throws(Failure) {
        guard revision ?? self.revision == self.revision else {
            throw .conflict(field: "revision", "Somebody else changed this candidate meanwhile.")
        }
    }

    fileprivate func askForReview() throws(Failure) {
        guard candidate.status == .inreview, !candidate.isArchived else {
            throw .conflict(field: "status", "Attributes are decided while the candidate is in review.")
        }
    }

    /// Seals a reason under the candidate's key, so that it goes when the candidate does.
    fileprivate func note(
        _ reason: Sensitive<String>?, _ keyStore: KeyStore
    ) throws(Failure) -> (_ context: String) throws -> Sealed? {
        guard let reason else { return { _ in nil } }
        guard reason.withExposed({ (1...4096).contains($0.utf8.count) }) else {
            throw .invalid(field: "reason", "A reason has 1 to 4,096 bytes.")
        }
        guard keySlot != nil else {
            throw .conflict(field: "reason", "An archived candidate has no key to seal a reason with. Leave it out.")
        }
        return try sealing(reason, keyStore)
    }

    /// Seals a text under the key of a candidate who is not archived.
    func sealing(
        _ text: Sensitive<String>, _ keyStore: KeyStore
    ) throws(Failure) -> (_ context: String) throws -> Sealed {
        guard let keySlot else { throw .conflict(field: "isArchived", "This candidate is archived.") }
        let recordID = candidate.recordID
        return { context in
            try keyStore.sealNote(text, slot: SlotNumber(value: keySlot), record: recordID, context: context)
        }
    }
}

extension String {
    /// Whether it says something, in at most `limit` characters.
    func isFilled(_ limit: Int) -> Bool {
        fits(limit) && unicodeScalars.contains { !$0.properties.isWhitespace }
    }
}

extension Work {
    /// The attributes that a candidate has, texts first; none of an archived one.
    func attributes(of record: CandidateRecord, _ keyStore: KeyStore) throws -> [Slug] {
        let texts = try record.openText(keyStore)?.entries.map { Slug(stored: $0.name) } ?? []
        return texts + (try transaction.all(PicturesOfCandidate(record.candidate.recordID)).map(\.slug))
    }

    /// Nobody decides about what they haven't seen. A look lasts until the next submission, however long it was open.
    fileprivate func askForLook(at record: CandidateRecord) throws {
        guard caller.member != nil else { return }
        let look = LatestLook(by: caller.actor, at: "texts", of: record.candidate.recordID)
        guard try transaction.first(look) != nil else {
            throw Failure.conflict(
                field: "identity", "Look at the identity first: nobody decides about what they haven’t seen.")
        }
    }

    /// Decides along with an approval what nobody has decided; the approval's own line of the history stands for it.
    func accept(_ slug: Slug, of recordID: RecordID, by actor: HistoryEvent.Actor) throws {
        try transaction.run(
            PutAttributeReview(.accepted, about: slug, of: recordID, sealedReason: nil, at: now, by: actor))
    }

    /// Four eyes: neither the reviewer approves, nor who decided an attribute of what is to be approved.
    fileprivate func askForSomebodyElse(_ record: CandidateRecord, _ reviews: [AttributeReview]) throws {
        let isReviewer = record.reviewer.map { HistoryEvent.Actor.member($0) } == caller.actor
        guard !isReviewer, !reviews.contains(where: { $0.decidedBy == caller.actor }) else {
            throw Failure.conflict(
                field: "reviewer", "This service asks for two people: somebody else has to approve what you reviewed.")
        }
    }

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
        by actor: HistoryEvent.Actor? = nil, note: (_ context: String) throws -> Sealed? = { _ in nil }
    ) throws {
        try record(.statusChanged, about: recordID, detail: "\(before.rawValue) \(after.rawValue)", by: actor) {
            try note("history:" + $0.text)
        }
    }
}
