internal import Domain
internal import SQLCore
internal import Store
internal import Vault

/// What stands under a refId before a submission: the candidate, and what of it can still be opened.
struct Standing: Sendable {
    let record: CandidateRecord?
    /// Empty for a newcomer and for an archived candidate.
    let texts: AttributeDocument
    private let kept: KeptDocument
    let pictures: [PictureRecord]

    /// `nil` when an archive came between reading the row and opening it: the next look shows it archived.
    init?(of subject: CandidateSelector?, in service: ServiceRecord, _ registry: Registry) throws(Failure) {
        let serviceID = service.service.serviceID
        let found = try registry.read { transaction -> (CandidateRecord, [PictureRecord])? in
            guard let record = try subject?.lookUp(in: serviceID, transaction) else { return nil }
            return (record, try transaction.all(PicturesOfCandidate(record.candidate.recordID)))
        }
        record = found?.0
        pictures = found?.1 ?? []
        do throws(VaultFailure) {
            texts = try found?.0.openText(registry.parts.keyStore) ?? AttributeDocument()
            kept = try KeptDocument(of: found?.0, service: service, registry.parts.keyStore)
        } catch {
            if error.isDestroyed { return nil }
            throw Failure(wrapping: error)
        }
    }

    /// Whether everything that the submission brings stands there already.
    func holds(_ submission: Submission, _ registry: Registry) async throws(Failure) -> Bool {
        guard let record, !record.candidate.isArchived else { return false }
        for text in submission.texts {
            let known = texts.entries.first { $0.name == text.slug.text }
            guard let known, known.value.isEqual(to: text.value) else { return false }
        }
        guard kept.holds(submission) else { return false }
        let past = submission.past
        guard past.status == nil || past.status == record.candidate.status,
            past.submitCount ?? 0 <= record.candidate.submitCount
        else { return false }
        for picture in submission.pictures {
            let known = pictures.first { $0.slug == picture.slug }
            guard let known, try await hasBytes(known, picture.bytes, of: record, registry) else { return false }
        }
        return true
    }

    private func hasBytes(
        _ picture: PictureRecord, _ bytes: Sensitive<[UInt8]>, of record: CandidateRecord, _ registry: Registry
    ) async throws(Failure) -> Bool {
        guard bytes.withExposed({ $0.count }) == picture.byteCount else { return false }
        do {
            return try await PictureReader(picture, of: record, registry.parts).holds(bytes)
        } catch {
            throw Failure(wrapping: error)
        }
    }
}

extension Sensitive where Value == String {
    /// By bytes: another spelling of the same letter is another value.
    func isEqual(to other: Sensitive<String>) -> Bool {
        withExposed { mine in other.withExposed { mine.utf8.elementsEqual($0.utf8) } }
    }
}

extension CandidateRecord {
    /// The text attributes; `nil` for an archived candidate.
    func openText(_ keyStore: KeyStore) throws(VaultFailure) -> AttributeDocument? {
        guard let sealedText, let keySlot else { return nil }
        return try keyStore.openText(sealedText, slot: SlotNumber(value: keySlot), record: candidate.recordID)
    }
}
