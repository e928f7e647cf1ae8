package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// A wording that candidates agreed to, for whoever has to prove it.
package struct ConsentWording: Hashable, Sendable {
    package let digest: ConsentDigest
    package let wording: String
    /// When a candidate agreed to it for the first time.
    package let firstUsedAt: Instant

    init(_ record: ConsentRecord) {
        (digest, wording, firstUsedAt) = (record.digest, record.wording, record.firstUsedAt)
    }
}

extension Service {
    /// Names what its submission page asks candidates to agree to now.
    package var consentDigest: ConsentDigest { ConsentDigest(of: settings.submission.consentText) }
}

extension Registry {
    static let noConsent = Failure.invalid(
        field: "consent", "Nothing is taken without the candidate's consent to the text that the page shows.")
    static let consentChanged = Failure.conflict(
        field: "consent", "The text that you agreed to has changed. Please read it again.")

    /// Takes down that the candidate of an open draft agreed to another wording than when it began: the text was changed
    /// meanwhile.
    ///
    /// - Throws: 409 for `consent` when it is not the service's wording of now, 422 without one.
    package func renewConsent(
        to digest: ConsentDigest?, of token: Sensitive<String>, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> DraftContent {
        try authorise(.submitCandidate, by: caller, in: serviceID)
        let draft = try openDraft(token, in: serviceID)
        let agreed = try agreed(to: digest, in: serviceID)
        try await perform(.submitCandidate, by: caller, in: serviceID) { work in
            let draft = try work.stillOpen(draft)
            try work.transaction.run(SetDraftConsent(of: draft.draftID, agreed, at: work.now))
            work.leaveUnchanged()
        }
        return try content(of: try openDraft(token, in: serviceID))
    }

    /// The digest, if it names the service's wording of now.
    @discardableResult
    func agreed(to digest: ConsentDigest?, in serviceID: ServiceID) throws(Failure) -> ConsentDigest {
        guard let digest else { throw Self.noConsent }
        guard let service = directory.service(serviceID)?.service else { throw Self.noSubmissionPage }
        guard digest == service.consentDigest else { throw Self.consentChanged }
        return digest
    }

    /// A wording that a candidate of the service agreed to at some time, as the history names it.
    package func consentWording(
        _ digest: ConsentDigest, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> ConsentWording {
        try authorisePerson(.listCandidates, by: caller, in: serviceID)
        guard let record = try read({ try $0.first(ConsentTextByDigest(digest, of: serviceID)) }) else {
            throw .notFound("No candidate of this service agreed to such a text.")
        }
        return ConsentWording(record)
    }

    /// The wordings that a candidate's history names, the first agreed to first, each once.
    static func consents(
        named history: [HistoryEvent], in serviceID: ServiceID, _ transaction: any Transaction
    ) throws -> [ConsentWording] {
        var digests: [ConsentDigest] = []
        for event in history where event.kind == .consented {
            let digest = ConsentDigest(stored: event.detail)
            if !digests.contains(digest) { digests.append(digest) }
        }
        return try digests.compactMap { digest in
            try transaction.first(ConsentTextByDigest(digest, of: serviceID)).map { ConsentWording($0) }
        }
    }
}

extension Work {
    /// Puts down that the candidate agrees, and keeps the wording. In the transaction that sends the draft, so that there
    /// is neither a submission without its consent nor a consent whose wording nobody has.
    mutating func recordConsent(of draft: DraftRecord, as recordID: RecordID) throws {
        guard let digest = draft.consent else { throw Registry.noConsent }
        guard let service = try transaction.first(ServiceByID(serviceID))?.service else {
            throw Registry.noSubmissionPage
        }
        guard digest == service.consentDigest else { throw Registry.consentChanged }
        let wording = ConsentRecord(
            digest: digest, wording: service.settings.submission.consentText, firstUsedAt: now)
        try transaction.run(KeepConsentText(wording, of: serviceID))
        try record(.consented, about: recordID, detail: digest.text)
    }
}
