internal import Domain
internal import SQLCore
internal import Store
internal import Synchronization
internal import Vault

/// One submission on its way in: first the key, then the sealed files, then the rows.
///
/// Until the rows are committed nobody sees anything of it. `discard` takes back what was made; after a crash the next
/// start does: an upload is noted before its file is written, and a slot without a row is swept.
final class Intake: Sendable {
    private struct Made: Sendable {
        var slot: SlotNumber?
        var uploads: [String] = []
    }

    private let registry: Registry
    private let submission: Submission
    private let service: ServiceRecord
    private let notifies: Bool
    private let subject: CandidateSelector?
    private let existing: CandidateRecord?
    private let plan: SubmissionPlan
    private let emailIndex: [UInt8]?
    private let earlier: AttributeDocument
    private let earlierPictures: [Slug]
    private let made = Mutex(Made())

    private var parts: Parts { registry.parts }
    private var serviceID: ServiceID { service.service.serviceID }

    /// Reads what stands under the refId and decides what the submission means for it; `nil` when that is being archived.
    init?(
        _ registry: Registry, _ submission: Submission, form: SubmissionForm, notifies: Bool = true,
        into service: ServiceRecord
    ) async throws(Failure) {
        self.registry = registry
        self.submission = submission
        self.service = service
        self.notifies = notifies
        let serviceID = service.service.serviceID
        emailIndex = submission.email.map { registry.parts.keyStore.blindIndex(ofEmail: $0, service: serviceID) }
        subject = form.subject(of: submission)
        guard let standing = try Standing(of: subject, in: service, registry) else {
            try await registry.archiveIfForgotten(subject.map { [$0] } ?? [], in: serviceID)
            return nil
        }
        existing = standing.record
        earlier = standing.texts
        earlierPictures = standing.pictures.map(\.slug)
        let hasSameContent = form == .export ? try await standing.holds(submission, registry) : false
        plan = try SubmissionPlan(
            for: submission, form: form, onto: existing, emailIndex: emailIndex, hasSameContent: hasSameContent)
    }

    /// Attributes that stay from before.
    var attributesKept: Set<Slug> { Set(earlier.entries.map { Slug(stored: $0.name) } + earlierPictures) }

    /// All that the candidate has afterwards.
    private var attributes: Set<Slug> {
        attributesKept.union(submission.texts.map(\.slug)).union(submission.pictures.map(\.slug))
    }

    /// Seals and commits; `nil` when somebody else changed the candidate meanwhile.
    ///
    /// - Parameter alongside: what happens in the same transaction, or not at all.
    func finish(
        by caller: Caller, alongside: @escaping @Sendable (inout Work, RecordID) throws -> Void = { _, _ in }
    ) async throws(Failure) -> (recordID: RecordID, outcome: SubmissionOutcome)? {
        if case .leave = plan, let existing { return (existing.candidate.recordID, .unchanged) }
        do {
            return try await write(by: caller, alongside)
        } catch let failure as VaultFailure where failure.isDestroyed {
            // Archived meanwhile.
            return nil
        } catch {
            throw Failure(wrapping: error)
        }
    }

    private func write(
        by caller: Caller, _ alongside: @escaping @Sendable (inout Work, RecordID) throws -> Void
    ) async throws -> (recordID: RecordID, outcome: SubmissionOutcome)? {
        let candidate = try newCandidate()
        let slot = try await slot()
        parts.reached(.intakeKeyMade)
        let sealed = try seal(for: candidate.recordID, slot: slot)
        let pictures = try await writePictures(for: candidate.recordID, slot: slot)
        let record = CandidateRecord(
            candidate: candidate, keySlot: slot.value, sealedText: sealed.text, sealedKept: sealed.kept,
            emailIndex: emailIndex ?? existing?.emailIndex, changedAt: registry.now, reviewer: existing?.reviewer,
            heldAt: existing?.heldAt)
        let rule = ApprovalRule(service.service.settings.review)
        let isApproved = rule.approves(
            submission, over: (earlier.entries, earlierPictures), by: caller, at: registry.now)
        let isDone = try await registry.perform(.submitCandidate, by: caller, in: serviceID) { [self] work in
            work.notifies = notifies
            guard try commit(record, pictures: pictures, in: &work) else { return false }
            try alongside(&work, record.candidate.recordID)
            if !submission.customFields.isEmpty {
                try work.noteFields(sealed.fields, of: candidate.recordID, parts.keyStore)
            }
            if isApproved { try work.approveByRule(record, attributes: attributes) }
            return true
        }
        guard isDone else { return nil }
        made.withLock { $0 = Made() }
        parts.reached(.intakeCommitted)
        if existing != nil {
            registry.streams.cut([candidate.recordID])
            await registry.eraseQuietly()
        }
        return (candidate.recordID, existing == nil ? .created : .resubmitted)
    }

    /// Takes back a key and files that no row will name.
    func discard() async {
        let made = self.made.withLock { made in
            defer { made = Made() }
            return made
        }
        if let slot = made.slot { try? await parts.keyStore.destroy([slot]) }
        guard !made.uploads.isEmpty else { return }
        do {
            try await parts.pictures.detached { [parts] in try parts.pictures.delete(made.uploads) }
            try await parts.database.write { transaction in
                for name in made.uploads { try transaction.run(DeleteErasure(Erasure(.upload, name))) }
            }
        } catch {
            // The note of what is still to be wiped stays, and the next start does it.
        }
    }

    /// A living candidate goes on under its own key; everybody else gets a new one.
    private func slot() async throws(Failure) -> SlotNumber {
        if let slot = existing?.keySlot { return SlotNumber(value: slot) }
        let slot = try await registry.makeKey()
        made.withLock { $0.slot = slot }
        return slot
    }

    private func newCandidate() throws(Failure) -> Candidate {
        let now = registry.now
        let past = submission.past
        if let existing {
            var candidate = try existing.candidate.after(.resubmit, at: now)
            candidate.submitCount = max(candidate.submitCount, past.submitCount ?? 0)
            candidate.dates.willArchive = nil
            return candidate.taking(past, at: now)
        }
        let (recordID, supportID) = try freeIDs(at: now)
        let fresh = Candidate(
            recordID: recordID, supportID: supportID, serviceID: serviceID, refID: submission.refID,
            status: .waiting, submitCount: max(1, past.submitCount ?? 1),
            dates: CandidateDates(submitted: now, waiting: past.status == .incomplete ? nil : now))
        return fresh.taking(past, at: now)
    }

    /// Those that an import brings along are kept when free.
    private func freeIDs(at now: Instant) throws(Failure) -> (RecordID, SupportID) {
        let fresh: (RecordID, SupportID) = (registry.ids.make(at: now), registry.ids.make(at: now))
        let wanted = (submission.past.recordID ?? fresh.0, submission.past.supportID ?? fresh.1)
        guard wanted != fresh, let taken = try registry.read({ try $0.first(IDsInUse(wanted.0, wanted.1)) }) else {
            return fresh
        }
        return (taken.recordID ? fresh.0 : wanted.0, taken.supportID ? fresh.1 : wanted.1)
    }

    private func seal(
        for recordID: RecordID, slot: SlotNumber
    ) throws -> (text: Sealed, kept: Sealed?, fields: KeptDocument) {
        var texts = earlier.entries
        for text in submission.texts {
            texts.removeAll { $0.name == text.slug.text }
            texts.append((text.slug.text, text.value))
        }
        let catalog = service.service.settings.catalog
        texts.sort { catalog.precedes(Slug(stored: $0.name), Slug(stored: $1.name)) }
        let text = try parts.keyStore.sealText(AttributeDocument(entries: texts), slot: slot, record: recordID)
        let kept = try KeptDocument(submission, over: existing, service: service, parts.keyStore)
        return (text, try kept.sealed(for: recordID, service: service, parts.keyStore), kept)
    }

    /// Notes the names, then writes the sealed files.
    private func writePictures(for recordID: RecordID, slot: SlotNumber) async throws -> [PictureRecord] {
        guard !submission.pictures.isEmpty else { return [] }
        let records = submission.pictures.map { picture in
            PictureRecord(
                slug: picture.slug, file: Hexadecimal.text(parts.random.bytes(16)), mediaType: picture.header.mediaType,
                byteCount: picture.bytes.withExposed { $0.count })
        }
        made.withLock { $0.uploads = records.map(\.file) }
        try await parts.database.write { transaction in
            for record in records { try transaction.run(InsertErasure(Erasure(.upload, record.file))) }
        }
        parts.reached(.intakeUploadsNoted)
        for (picture, record) in zip(submission.pictures, records) {
            let binding = PictureBinding(record: recordID, slug: record.slug, file: record.file)
            let sealer = try parts.keyStore.pictureSealer(slot: slot, picture: binding)
            try await parts.pictures.detached { [parts] in
                try parts.pictures.create(record.file) { try picture.seal(with: sealer, $0) }
            }
        }
        parts.reached(.intakePicturesWritten)
        return records
    }

    /// The rows. `false` when the candidate is no longer the one that the plan was made for.
    private func commit(_ record: CandidateRecord, pictures: [PictureRecord], in work: inout Work) throws -> Bool {
        let transaction = work.transaction
        let standing = try subject?.lookUp(in: serviceID, transaction)
        guard standing == existing else {
            work.leaveUnchanged()
            return false
        }
        let recordID = record.candidate.recordID
        if let existing {
            try transaction.run(UpdateCandidate(record))
            try work.moveTally(from: existing.candidate, to: record.candidate)
            try forgetReviews(in: work)
            try transaction.run(DeleteOpenHandovers(of: recordID))
            if existing.candidate.status != record.candidate.status {
                try work.recordStatus(from: existing.candidate.status, to: record.candidate.status, of: recordID)
            }
        } else {
            guard try insert(record, in: work) else {
                work.leaveUnchanged()
                return false
            }
        }
        try replacePictures(of: recordID, with: pictures, in: transaction)
        try work.record(.submitted, about: recordID, detail: String(record.candidate.submitCount))
        let told = WebhookEvent.told(of: .status, record.candidate)
        try work.announce(.status, of: record.candidate, telling: (existing == nil ? [.created] : []) + told)
        return true
    }

    /// `false` when somebody took one of the ids meanwhile. The sealed text is bound to its id, so all is made anew then.
    private func insert(_ record: CandidateRecord, in work: Work) throws -> Bool {
        let given = record.candidate
        let taken = try work.transaction.first(IDsInUse(given.recordID, given.supportID))
        guard let taken, !taken.recordID, !taken.supportID else { return false }
        guard let arrival = try work.transaction.first(NextArrival(serviceID)) else {
            throw Failure.notFound("There is no such service.")
        }
        try work.transaction.run(InsertCandidate(record, arrival: arrival))
        try work.transaction.run(AdjustTally(.arrival, in: serviceID, record.candidate.status))
        return true
    }

    /// A decision about an attribute that was given anew is no longer about it.
    private func forgetReviews(in work: Work) throws {
        guard let recordID = existing?.candidate.recordID else { return }
        for slug in submission.texts.map(\.slug) + submission.pictures.map(\.slug) {
            try work.transaction.run(DeleteAttributeReview(slug, of: recordID))
        }
    }

    private func replacePictures(
        of recordID: RecordID, with pictures: [PictureRecord], in transaction: any Transaction
    ) throws {
        guard !pictures.isEmpty else { return }
        let replaced = Set(pictures.map(\.slug))
        for old in try transaction.all(PicturesOfCandidate(recordID)) where replaced.contains(old.slug) {
            try transaction.run(InsertErasure(Erasure(.picture, old.file)))
        }
        for picture in pictures {
            try transaction.run(PutPicture(picture, of: recordID))
            try transaction.run(DeleteErasure(Erasure(.upload, picture.file)))
        }
    }
}

extension Candidate {
    /// What an import brings along of the candidate's past.
    fileprivate func taking(_ past: Submission.Past, at now: Instant) -> Candidate {
        var candidate = self
        candidate.status = past.status ?? candidate.status
        candidate.statusBeforeBlock = candidate.status == .blocked ? .waiting : nil
        candidate.dates.waiting = past.waiting ?? candidate.dates.waiting
        candidate.dates.inReview = past.inReview ?? candidate.dates.inReview
        candidate.dates.approved = past.approved ?? candidate.dates.approved
        candidate.dates.reviewRequested = past.reviewRequested ?? candidate.dates.reviewRequested
        switch candidate.status {
        case .inreview where candidate.dates.inReview == nil: candidate.dates.inReview = now
        case .approved where candidate.dates.approved == nil: candidate.dates.approved = now
        case .reviewRequested where candidate.dates.reviewRequested == nil: candidate.dates.reviewRequested = now
        default: break
        }
        return candidate
    }
}

extension Submission.Picture {
    /// Hands the sealed segments over in order. Blocks.
    fileprivate func seal(with sealer: PictureSealer, _ write: (borrowing [UInt8]) throws -> Void) throws {
        var sealer = sealer
        try bytes.withExposed { bytes in
            var start = 0
            while start < bytes.count {
                let end = min(start + PictureSealer.segmentBytes, bytes.count)
                try write(sealer.seal(bytes[start..<end], isLast: end == bytes.count))
                start = end
            }
        }
    }
}
