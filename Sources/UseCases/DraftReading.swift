internal import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    func expiry(of draft: DraftRecord) -> Instant { draft.touchedAt.adding(seconds: Self.draftSeconds) }

    /// The draft behind a token, open or sent, as long as its day isn't over and the service has its page.
    func heldDraft(_ token: Sensitive<String>, in serviceID: ServiceID) throws(Failure) -> DraftRecord {
        guard directory.service(serviceID)?.service.settings.submission.isOn ?? false else {
            throw Self.noSubmissionPage
        }
        guard let digest = token.withExposed({ parts.keyStore.digest(ofToken: $0, for: .draft) }),
            let draft = try read({ try $0.first(DraftByDigest(digest)) }), draft.serviceID == serviceID,
            now < expiry(of: draft)
        else { throw Self.draftIsOver }
        return draft
    }

    /// The same for one that wasn't sent.
    func openDraft(_ token: Sensitive<String>, in serviceID: ServiceID) throws(Failure) -> DraftRecord {
        let draft = try heldDraft(token, in: serviceID)
        guard draft.keySlot != nil else { throw Self.draftWasSent }
        return draft
    }

    /// What was typed so far.
    func open(_ draft: DraftRecord) throws(Failure) -> AttributeDocument {
        guard let slot = draft.keySlot else { throw Self.draftIsOver }
        guard let sealed = draft.sealedText else { return AttributeDocument() }
        do throws(VaultFailure) {
            return try parts.keyStore.openDraft(sealed, slot: SlotNumber(value: slot), draft: draft.draftID)
        } catch {
            // The database is an older copy, and the draft ended after it was taken.
            if error.isDestroyed { throw Self.draftIsOver }
            throw Failure(wrapping: error)
        }
    }

    func content(of draft: DraftRecord) throws(Failure) -> DraftContent {
        let pictures = try read { try $0.all(PicturesOfDraft(draft.draftID)) }
        return DraftContent(
            texts: try open(draft).entries.map { (Slug(stored: $0.name), $0.value) },
            pictures: pictures.map { DraftPicture($0) }, asked: try requested(of: draft), consent: draft.consent,
            expiresAt: expiry(of: draft))
    }

    /// A picture of a draft, whole and in memory. Whoever asks for several keeps room for them.
    func bytes(of picture: PictureRecord, of draft: DraftRecord) async throws(Failure) -> [UInt8] {
        guard let slot = draft.keySlot else { throw Self.draftIsOver }
        let binding = PictureBinding(draft: draft.draftID, slug: picture.slug, file: picture.file)
        do {
            let opener = try parts.keyStore.pictureOpener(
                slot: SlotNumber(value: slot), picture: binding, byteCount: picture.byteCount)
            return try await parts.pictures.detached { [parts] in
                let file = try parts.pictures.open(picture.file)
                var bytes: [UInt8] = []
                bytes.reserveCapacity(picture.byteCount)
                for segment in 0..<opener.segmentCount {
                    let sealed = try file.read(opener.sealedRange(of: segment))
                    try sealed.withUnsafeBytes { sealed in
                        try opener.open(sealed, segment: segment) { plain in bytes.append(contentsOf: plain) }
                    }
                }
                return bytes
            }
        } catch let failure as VaultFailure where failure.isDestroyed {
            throw Self.draftIsOver
        } catch {
            throw Failure(wrapping: error)
        }
    }
}

extension Work {
    /// The draft as it is in this transaction; 404 when it has ended since.
    func stillOpen(_ draft: DraftRecord) throws -> DraftRecord {
        guard let present = try transaction.first(DraftByID(draft.draftID)),
            now < present.touchedAt.adding(seconds: Registry.draftSeconds)
        else { throw Registry.draftIsOver }
        guard present.keySlot != nil else { throw Registry.draftWasSent }
        guard present.keySlot == draft.keySlot else { throw Registry.draftIsOver }
        return present
    }

    /// Ends a draft that becomes a candidate in this transaction. One that changed since it was read must be read again.
    func end(_ draft: DraftRecord, as recordID: RecordID) throws {
        guard try stillOpen(draft) == draft else { throw Registry.draftMoved }
        try forget(draft)
        try transaction.run(EndSentDraft(draft.draftID, as: recordID, at: now))
    }

    /// Every way to what a draft held goes, and what is to be wiped is noted.
    func forget(_ draft: DraftRecord) throws {
        if let slot = draft.keySlot { try transaction.run(InsertErasure(Erasure(.slot, String(slot)))) }
        for picture in try transaction.all(PicturesOfDraft(draft.draftID)) {
            try transaction.run(InsertErasure(Erasure(.picture, picture.file)))
        }
        try transaction.run(DeleteDraftPictures(of: draft.draftID))
    }
}

extension CandidateSelector {
    /// The candidate, if there is one.
    func lookUp(in serviceID: ServiceID, _ transaction: any Transaction) throws(SQLFailure) -> CandidateRecord? {
        switch self {
        case .refID(let refID): try transaction.first(CandidateByRefID(refID, of: serviceID))
        case .recordID(let recordID): try transaction.first(CandidateByRecordID(recordID, of: serviceID))
        }
    }
}
