package import Domain
internal import SQLCore

/// A candidate's row: what is known in the open, and what is sealed.
package struct CandidateRecord: Hashable, Sendable {
    package var candidate: Candidate
    /// The slot of the data key; `nil` once archived.
    package var keySlot: Int64?
    package var sealedText: Sealed?
    /// Certificates and custom fields, sealed under the service's key; `nil` when there are none.
    package var sealedKept: Sealed?
    /// Keyed fingerprint of the e-mail.
    package var emailIndex: [UInt8]?
    package var armed: Armed?
    /// When the candidate was last submitted or moved to another status; what retention counts from.
    package var changedAt: Instant
    /// Who reviews it.
    package var reviewer: MemberID?
    /// Under legal hold since; nothing archives it.
    package var heldAt: Instant?
    /// Grows with each write of the row: who acts on an older one would overwrite what somebody else did. The store counts it.
    package let revision: Int64

    /// The planned archive, and the proof that the time has really passed.
    package struct Armed: Hashable, Sendable {
        package let archiveAt: Instant
        package let due: Uptime

        package init(archiveAt: Instant, due: Uptime) {
            self.archiveAt = archiveAt
            self.due = due
        }
    }

    package init(
        candidate: Candidate, keySlot: Int64?, sealedText: Sealed?, sealedKept: Sealed?, emailIndex: [UInt8]?,
        armed: Armed? = nil, changedAt: Instant? = nil, reviewer: MemberID? = nil, heldAt: Instant? = nil
    ) {
        self.candidate = candidate
        self.keySlot = keySlot
        self.sealedText = sealedText
        self.sealedKept = sealedKept
        self.emailIndex = emailIndex
        self.armed = armed
        self.changedAt = changedAt ?? candidate.dates.submitted
        self.reviewer = reviewer
        self.heldAt = heldAt
        revision = 0
    }

    static let columns = """
        record_id, support_id, service_id, ref_id, status, status_before_block, submit_count, submitted_at, waiting_at,
        in_review_at, approved_at, review_requested_at, archive_at, armed_boot, due_uptime, archived_at, key_slot,
        sealed_text, sealed_kept, email_index, changed_at, reviewer, held_at, revision
        """

    init(_ row: inout Row) throws(SQLFailure) {
        let recordID = try row.recordID()
        let supportID = try SupportID(stored: row.text())
        let serviceID = try row.serviceID()
        let refID = try row.optionalText().map { RefID(stored: $0) }
        let status = try row.word(CandidateStatus.self)
        let statusBeforeBlock = try row.optionalWord(CandidateStatus.self)
        let submitCount = Int(try row.integer())
        var dates = CandidateDates(submitted: try row.instant())
        dates.waiting = try row.optionalInstant()
        dates.inReview = try row.optionalInstant()
        dates.approved = try row.optionalInstant()
        dates.reviewRequested = try row.optionalInstant()
        dates.willArchive = try row.optionalInstant()
        let boot = try row.optionalText()
        let due = try row.optionalInteger()
        if let archiveAt = dates.willArchive, let boot, let due {
            armed = Armed(archiveAt: archiveAt, due: Uptime(boot: boot, milliseconds: due))
        }
        candidate = Candidate(
            recordID: recordID, supportID: supportID, serviceID: serviceID, refID: refID, status: status,
            statusBeforeBlock: statusBeforeBlock, submitCount: submitCount, dates: dates,
            archivedAt: try row.optionalInstant())
        keySlot = try row.optionalInteger()
        sealedText = try row.optionalSealed()
        sealedKept = try row.optionalSealed()
        emailIndex = try row.optionalBlob()
        // Of one that was archived before this was kept, nobody asks.
        changedAt = try row.optionalInstant() ?? dates.submitted
        reviewer = try row.optionalText().map { MemberID(stored: $0) }
        heldAt = try row.optionalInstant()
        revision = try row.integer()
    }

    /// In the order of `columns`, without the revision.
    func bind(to inputs: inout Inputs) {
        inputs.append(candidate.recordID)
        inputs.append(candidate.supportID)
        inputs.append(candidate.serviceID)
        inputs.append(candidate.refID)
        bindState(to: &inputs)
    }

    /// What can change, in the order of `columns`; the revision is the store's affair.
    func bindState(to inputs: inout Inputs) {
        inputs.append(candidate.status.rawValue)
        inputs.append(candidate.statusBeforeBlock?.rawValue)
        inputs.append(candidate.submitCount)
        inputs.append(candidate.dates.submitted)
        inputs.append(candidate.dates.waiting)
        inputs.append(candidate.dates.inReview)
        inputs.append(candidate.dates.approved)
        inputs.append(candidate.dates.reviewRequested)
        inputs.append(armed?.archiveAt)
        inputs.append(armed?.due.boot)
        inputs.append(armed?.due.milliseconds)
        inputs.append(candidate.archivedAt)
        inputs.append(keySlot)
        inputs.append(sealedText)
        inputs.append(sealedKept)
        inputs.append(emailIndex)
        inputs.append(changedAt)
        inputs.append(reviewer)
        inputs.append(heldAt)
    }
}
