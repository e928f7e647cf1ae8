package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// Bytes that sending a draft takes in memory: all its pictures.
    package func draftWeight(
        _ token: Sensitive<String>, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> Int {
        try authorise(.submitCandidate, by: caller, in: serviceID)
        return try heldDraft(token, in: serviceID).byteCount
    }

    /// Sends a draft: what it holds goes the way of every submission, and in the same transaction the draft ends. Sent
    /// again within a day, it gets the same answer. That the candidate agreed, and to which wording, is taken down with it.
    ///
    /// - Parameter shown: what the candidate saw of it last.
    /// - Throws: 409 for `consent` when the text has changed since the candidate agreed, see `renewConsent`; for `draft` when
    ///   something else would be sent than was shown.
    package func submitDraft(
        _ token: Sensitive<String>, shown: DraftShown = DraftShown(), in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> SentDraft {
        try authorise(.submitCandidate, by: caller, in: serviceID)
        let draft = try heldDraft(token, in: serviceID)
        if case .sent(let recordID) = draft.state { return try sent(recordID, in: serviceID) }
        do {
            try agreed(to: draft.consent, in: serviceID)
            let submission = try await submission(of: draft, shown)
            let form = draft.resubmits.map { SubmissionForm.resubmission($0.recordID, after: $0.submitCount) }
            let recordID = try await submit(
                submission, form: form ?? .newcomer, in: serviceID, by: caller,
                alongside: { work, recordID in
                    try work.recordConsent(of: draft, as: recordID)
                    try work.end(draft, as: recordID)
                }
            ).recordID
            parts.reached(.draftSent)
            await eraseQuietly()
            return try sent(recordID, in: serviceID)
        } catch {
            // The same draft sent twice at once: who comes second is told what became of it.
            if case .sent(let recordID)? = try? heldDraft(token, in: serviceID).state {
                return try sent(recordID, in: serviceID)
            }
            throw error
        }
    }

    private func sent(_ recordID: RecordID, in serviceID: ServiceID) throws(Failure) -> SentDraft {
        guard let record = try read({ try $0.first(CandidateByRecordID(recordID, of: serviceID)) }) else {
            throw Self.draftIsOver
        }
        return SentDraft(record.candidate)
    }

    private func submission(of draft: DraftRecord, _ shown: DraftShown) async throws(Failure) -> Submission {
        let requested = try requested(of: draft)
        let slugs = Set(requested.map(\.slug))
        // What the settings no longer ask for was asked for when it came in: it is left behind.
        let texts = try open(draft).entries.filter { slugs.contains(Slug(stored: $0.name)) }
        let records = try read { try $0.all(PicturesOfDraft(draft.draftID)) }.filter { slugs.contains($0.slug) }
        guard shown.holds(texts, records) else { throw Self.draftMoved }
        let given = Set(texts.map { Slug(stored: $0.name) } + records.map(\.slug))
        for attribute in requested where attribute.isRequired && !given.contains(attribute.slug) {
            throw .invalid(field: attribute.slug.text, "This is needed.")
        }
        guard !given.isEmpty else { throw .invalid(field: "draft", "There is nothing to send yet.") }
        var pictures: [Submission.Picture] = []
        for record in records {
            pictures.append(
                try Submission.Picture(
                    slug: record.slug, bytes: await bytes(of: record, of: draft), field: record.slug.text))
        }
        return Submission(
            refID: draft.refID, texts: texts.map { .init(slug: Slug(stored: $0.name), value: $0.value) },
            pictures: pictures)
    }

    /// Wipes drafts whose day is over, at most `limit`, and forgets what sent ones became.
    ///
    /// - Returns: how many there were.
    package func sweepDrafts(limit: Int) async throws(Failure) -> Int {
        let since = now.adding(seconds: -Self.draftSeconds)
        let over = try read { try $0.all(AbandonedDrafts(since: since, limit: limit)) }
        for (serviceID, drafts) in Dictionary(grouping: over, by: \.serviceID) {
            try await carryOut("sweepDrafts", by: .lethe, in: serviceID) { work in
                for draft in drafts {
                    guard let present = try work.transaction.first(DraftByID(draft.draftID)),
                        present.touchedAt <= since
                    else { continue }
                    try work.forget(present)
                    try work.transaction.run(DeleteDraft(present.draftID))
                }
                work.leaveUnchanged()
            }
        }
        if !over.isEmpty { try await erase() }
        return over.count
    }
}
