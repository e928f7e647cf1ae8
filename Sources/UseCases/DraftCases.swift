package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// A draft is kept so long after its last touch.
    static let draftSeconds: Int64 = 24 * 3600

    static let draftIsOver = Failure.notFound(
        field: "draft", "What you had entered was deleted: it was cancelled, or not sent in time. Please begin again.")
    static let draftWasSent = Failure.notFound(field: "sent", "This was sent already.")
    static let draftMoved = Failure.conflict(
        field: "draft", "Something changed meanwhile. Please look at everything once more.")
    static let refIDTaken = Failure.conflict(field: "refId", "A submission with this refId is here already.")

    /// Begins a submission on the page: makes its key. Nothing of it is history until it is sent.
    ///
    /// - Parameter address: where the candidate is; no more than some drafts may be open from one.
    /// - Throws: 409 for `consent` when the text has changed since it was shown, for `refId` when it is taken.
    package func beginDraft(
        _ beginning: DraftBeginning, in serviceID: ServiceID, from address: IPAddress?, by caller: Caller
    ) async throws(Failure) -> (token: Sensitive<String>, expiresAt: Instant) {
        try authorise(.submitCandidate, by: caller, in: serviceID)
        let consent = try agreed(to: beginning.consent, in: serviceID)
        let subject = try subject(of: beginning, in: serviceID)
        try refuseOverload(of: serviceID)
        let draftID: DraftID = ids.make(at: now)
        if let address, !draftLoad.begin(draftID, from: address, at: now) {
            throw .rateLimited(retryAfter: 60)
        }
        return try await makeDraft(draftID, beginning, consent, subject, in: serviceID, by: caller)
    }

    private func subject(
        of beginning: DraftBeginning, in serviceID: ServiceID
    ) throws(Failure) -> DraftRecord.Resubmission? {
        if let token = beginning.resubmit {
            let candidate = try candidate(by: token, of: serviceID).candidate
            return DraftRecord.Resubmission(recordID: candidate.recordID, submitCount: candidate.submitCount)
        }
        if let refID = beginning.refID {
            let known = try read { try $0.first(CandidateByRefID(refID, of: serviceID)) }
            guard known == nil else { throw Self.refIDTaken }
        }
        return nil
    }

    private func refuseOverload(of serviceID: ServiceID) throws(Failure) {
        try refuseFullDisk()
        let open = try read { try $0.first(OpenDrafts(of: serviceID)) } ?? (count: 0, bytes: 0)
        guard open.count < DraftLoad.mostOfService, open.bytes < DraftLoad.mostBytesOfService else {
            throw Self.tooManyDrafts
        }
    }

    func refuseFullDisk() throws(Failure) {
        guard parts.pictures.freeBytes ?? .max >= DraftLoad.leastFreeBytes else {
            throw .unavailable("Nothing can be taken in at this moment.", retryAfter: 600)
        }
    }

    static let tooManyDrafts = Failure.unavailable(
        "Too many people are submitting at this moment. Try again in a minute.", retryAfter: 60)

    private func makeDraft(
        _ draftID: DraftID, _ beginning: DraftBeginning, _ consent: ConsentDigest,
        _ subject: DraftRecord.Resubmission?, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> (token: Sensitive<String>, expiresAt: Instant) {
        let texts = try firstTexts(beginning, subject, in: serviceID)
        let slot = try await makeKey()
        parts.reached(.draftKeyMade)
        do {
            let token = try parts.keyStore.makeToken()
            guard let digest = token.withExposed({ parts.keyStore.digest(ofToken: $0, for: .draft) }) else {
                throw Failure.internal("a new token has no digest")
            }
            let sealed = try texts.map { try parts.keyStore.sealDraft($0, slot: slot, draft: draftID) }
            let draft = DraftRecord(
                draftID: draftID, serviceID: serviceID, tokenDigest: digest,
                refID: subject == nil ? beginning.refID : nil, resubmits: subject, consent: consent,
                keySlot: slot.value, sealedText: sealed, startedAt: now)
            try await perform(.submitCandidate, by: caller, in: serviceID) { work in
                let open = try work.transaction.first(OpenDrafts(of: serviceID))
                guard open?.count ?? 0 < DraftLoad.mostOfService else { throw Self.tooManyDrafts }
                try work.transaction.run(InsertDraft(draft))
                work.leaveUnchanged()
            }
            return (token, expiry(of: draft))
        } catch {
            try? await parts.keyStore.destroy([slot])
            throw Failure(wrapping: error)
        }
    }

    /// The e-mail that the page's address named, if the page asks for one.
    private func firstTexts(
        _ beginning: DraftBeginning, _ subject: DraftRecord.Resubmission?, in serviceID: ServiceID
    ) throws(Failure) -> AttributeDocument? {
        guard let email = beginning.email, subject == nil,
            directory.service(serviceID)?.service.settings.requested.contains(where: { $0.slug == .email }) ?? false
        else { return nil }
        let text = try DraftText(slug: .email, value: email).checked()
        return text.isEmpty ? nil : AttributeDocument(entries: [(Slug.email.text, text.value)])
    }

    /// What has arrived of a draft.
    package func draft(
        _ token: Sensitive<String>, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> DraftContent {
        try authorise(.submitCandidate, by: caller, in: serviceID)
        return try content(of: try openDraft(token, in: serviceID))
    }

    /// The draft of a token, for whoever keeps something for it.
    package func draftID(
        _ token: Sensitive<String>, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> DraftID {
        try authorise(.submitCandidate, by: caller, in: serviceID)
        return try openDraft(token, in: serviceID).draftID
    }

    /// Takes texts in, each sealed with the others as soon as it is here. An empty one removes what stood there, and one
    /// that isn't asked for any more is left out, as it is when the draft is sent.
    package func putDraftTexts(
        _ texts: [DraftText], of token: Sensitive<String>, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> DraftContent {
        try authorise(.submitCandidate, by: caller, in: serviceID)
        let draft = try openDraft(token, in: serviceID)
        let requested = try requested(of: draft)
        var taken: [DraftText] = []
        for text in texts where requested.contains(where: { $0.slug == text.slug }) {
            try Self.check(text.slug, is: .text, among: requested)
            taken.append(try text.checked())
        }
        let given = taken
        try await perform(.submitCandidate, by: caller, in: serviceID) { [self] work in
            let draft = try work.stillOpen(draft)
            guard let slot = draft.keySlot.map({ SlotNumber(value: $0) }) else { throw Self.draftIsOver }
            var entries = try open(draft).entries
            for text in given {
                entries.removeAll { $0.name == text.slug.text }
                if !text.isEmpty { entries.append((text.slug.text, text.value)) }
            }
            let sealed = try parts.keyStore.sealDraft(
                AttributeDocument(entries: entries), slot: slot, draft: draft.draftID)
            try work.transaction.run(UpdateDraftText(of: draft.draftID, sealed, at: work.now))
            work.leaveUnchanged()
        }
        return try content(of: try openDraft(token, in: serviceID))
    }

    /// Ends a draft; nothing of it can be read any more when this returns.
    package func cancelDraft(
        _ token: Sensitive<String>, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) {
        try authorise(.submitCandidate, by: caller, in: serviceID)
        let draft = try openDraft(token, in: serviceID)
        try await perform(.submitCandidate, by: caller, in: serviceID) { work in
            let draft = try work.stillOpen(draft)
            try work.forget(draft)
            try work.transaction.run(DeleteDraft(draft.draftID))
            work.leaveUnchanged()
        }
        parts.reached(.draftCancelled)
        try await erase()
    }

    /// Refuses what the page doesn't ask for.
    static func check(
        _ slug: Slug, is kind: AttributeKind, among requested: [RequestedAttribute]
    ) throws(Failure) {
        guard let attribute = requested.first(where: { $0.slug == slug }) else {
            throw .invalid(field: slug.text, "This page doesn't ask for that.")
        }
        guard attribute.kind == kind else {
            throw .invalid(field: slug.text, "This attribute is a \(attribute.kind.rawValue).")
        }
    }
}
