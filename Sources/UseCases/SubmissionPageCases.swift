package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    static let noSubmissionPage = Failure.notFound(field: "clientId", "There is nothing at this address.")

    /// The service whose page has this client id; 404 when it has none.
    package func submissionService(clientID: String) throws(Failure) -> Service {
        guard let service = service(clientID: clientID), service.settings.submission.isOn else {
            throw Self.noSubmissionPage
        }
        return service
    }

    /// What the page asks for. Holding a good link is the right to see what was rejected, and why.
    ///
    /// - Parameter resubmit: the last part of a link; 404 when it is good no more.
    package func submissionPage(
        of clientID: String, resubmit: Sensitive<String>? = nil
    ) throws(Failure) -> SubmissionPage {
        let service = try submissionService(clientID: clientID)
        guard let resubmit else {
            return SubmissionPage(service: service, purpose: .submit, attributes: service.settings.requested)
        }
        let record = try candidate(by: resubmit, of: service.serviceID)
        let rejections = try rejections(of: record)
        let slugs = Set(rejections.map(\.slug))
        let attributes = service.settings.requested(again: slugs)
        return SubmissionPage(
            service: service,
            purpose: .resubmit(
                rejections.filter { one in attributes.contains { $0.slug == one.slug } },
                feedback: try feedback(for: record)),
            attributes: attributes, status: record.candidate.status)
    }

    /// What was rejected of a candidate, with the reasons.
    func rejections(
        of record: CandidateRecord
    ) throws(Failure) -> [(slug: Slug, reason: Sensitive<String>?)] {
        guard record.candidate.status == .rejected else { return [] }
        let recordID = record.candidate.recordID
        let reviews = try read { try $0.all(AttributeReviews(of: recordID)) }.filter { $0.decision == .rejected }
        var rejections: [(slug: Slug, reason: Sensitive<String>?)] = []
        for review in reviews {
            let reason = try review.sealedReason.map { sealed throws(Failure) in
                try open(sealed, of: record, context: "review:" + review.slug.text)
            }
            rejections.append((review.slug, reason))
        }
        return rejections
    }

    /// What the reviewer said when the candidate was sent back; not what was said of a block or its end in between.
    private func feedback(for record: CandidateRecord) throws(Failure) -> Sensitive<String>? {
        let lines = try read { try $0.all(HistoryOfCandidate(record.candidate.recordID)) }
        let status = record.candidate.status.rawValue
        let last = lines.last { line in
            let words = line.event.detail.split(separator: " ")
            return line.event.kind == .statusChanged && words.last ?? "" == status
                && words.first ?? "" != CandidateStatus.blocked.rawValue
        }
        guard let last, let sealed = last.sealedNote else { return nil }
        return try open(sealed, of: record, context: "history:" + last.event.eventID.text)
    }

    private func open(
        _ sealed: Sealed, of record: CandidateRecord, context: String
    ) throws(Failure) -> Sensitive<String> {
        guard let slot = record.keySlot else { throw Self.resubmissionIsOver }
        do throws(VaultFailure) {
            return try parts.keyStore.openNote(
                sealed, slot: SlotNumber(value: slot), record: record.candidate.recordID, context: context)
        } catch {
            if error.isDestroyed { throw Self.resubmissionIsOver }
            throw Failure(wrapping: error)
        }
    }

    /// What a draft is asked for now: settings and decisions may change while somebody types.
    func requested(of draft: DraftRecord) throws(Failure) -> [RequestedAttribute] {
        guard let service = directory.service(draft.serviceID)?.service else { throw Self.noSubmissionPage }
        guard let subject = draft.resubmits else { return service.settings.requested }
        // Both in one look: a submission in between leaves no decision, and then everything would be asked for.
        let (record, reviews) = try read { transaction in
            (
                try transaction.first(CandidateByRecordID(subject.recordID, of: draft.serviceID)),
                try transaction.all(AttributeReviews(of: subject.recordID))
            )
        }
        guard let record, record.candidate.isAskedAgain, record.candidate.submitCount == subject.submitCount else {
            throw Self.resubmissionIsOver
        }
        guard record.candidate.status == .rejected else { return service.settings.requested }
        let rejected = reviews.filter { $0.decision == .rejected }
        return service.settings.requested(again: Set(rejected.map(\.slug)))
    }
}

extension ServiceSettings {
    /// What a newcomer is asked for, in the order of the catalogue.
    var requested: [RequestedAttribute] {
        let (catalog, required) = (catalog, Set(requiredAttributes))
        return required.union(submission.optionalAttributes).sorted(by: catalog.precedes).compactMap { slug in
            catalog.kind(of: slug).map {
                RequestedAttribute(slug: slug, kind: $0, isRequired: required.contains(slug))
            }
        }
    }

    /// What somebody is asked for whose attributes of these names were rejected: those; everything when it was none.
    func requested(again rejected: Set<Slug>) -> [RequestedAttribute] {
        let catalog = catalog
        let again = rejected.sorted(by: catalog.precedes).compactMap { slug in
            catalog.kind(of: slug).map { RequestedAttribute(slug: slug, kind: $0, isRequired: true) }
        }
        return again.isEmpty ? requested : again
    }
}
