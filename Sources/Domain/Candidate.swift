/// What Lethe knows of a candidate without opening anything: ids, status, dates. No personal data.
package struct Candidate: Hashable, Sendable {
    package let recordID: RecordID
    package let supportID: SupportID
    package let serviceID: ServiceID
    package let refID: RefID?
    package var status: CandidateStatus
    /// The status that an unblock goes back to; set while blocked.
    package var statusBeforeBlock: CandidateStatus?
    /// Submissions so far, at least 1.
    package var submitCount: Int
    package var dates: CandidateDates
    /// When the raw attributes went away; `nil` while they are here.
    package var archivedAt: Instant?

    package init(
        recordID: RecordID, supportID: SupportID, serviceID: ServiceID, refID: RefID?, status: CandidateStatus,
        statusBeforeBlock: CandidateStatus? = nil, submitCount: Int, dates: CandidateDates, archivedAt: Instant? = nil
    ) {
        self.recordID = recordID
        self.supportID = supportID
        self.serviceID = serviceID
        self.refID = refID
        self.status = status
        self.statusBeforeBlock = statusBeforeBlock
        self.submitCount = submitCount
        self.dates = dates
        self.archivedAt = archivedAt
    }

    package var isArchived: Bool { archivedAt != nil }
    /// Whether the candidate is to submit something again.
    package var isAskedAgain: Bool { !isArchived && [.rejected, .reviewRequested].contains(status) }

    /// The candidate after `change`: status and dates moved, or a conflict.
    package func after(_ change: StatusChange, at now: Instant) throws(Failure) -> Candidate {
        var next = self
        next.status = try StatusTable.apply(change, to: status, beforeBlock: statusBeforeBlock)
        switch change {
        case .block: next.statusBeforeBlock = status
        case .unblock: next.statusBeforeBlock = nil
        case .resubmit:
            next.submitCount += 1
            next.archivedAt = nil
            next.dates.willArchive = nil
        case .completeChecks, .startReview, .approve, .reject, .requestReview: break
        }
        if change != .unblock { next.dates.reach(next.status, at: now) }
        return next
    }
}

/// When a candidate reached what; a date is kept once it was reached.
package struct CandidateDates: Hashable, Sendable {
    /// First submission: the order of every list.
    package var submitted: Instant
    /// Last submission that was complete.
    package var waiting: Instant?
    package var inReview: Instant?
    package var approved: Instant?
    package var reviewRequested: Instant?
    /// The planned archive, once armed; stays after the archive.
    package var willArchive: Instant?

    package init(
        submitted: Instant, waiting: Instant? = nil, inReview: Instant? = nil, approved: Instant? = nil,
        reviewRequested: Instant? = nil, willArchive: Instant? = nil
    ) {
        self.submitted = submitted
        self.waiting = waiting
        self.inReview = inReview
        self.approved = approved
        self.reviewRequested = reviewRequested
        self.willArchive = willArchive
    }

    mutating func reach(_ status: CandidateStatus, at now: Instant) {
        switch status {
        case .waiting: waiting = now
        case .inreview: inReview = now
        case .approved: approved = now
        case .reviewRequested: reviewRequested = now
        case .incomplete, .rejected, .blocked: break
        }
    }
}

/// A certificate that came with a candidate: JSON text, kept byte for byte, outliving the archive.
package struct Certificate: Sendable {
    /// As its issuer spells it; certificates in the field carry hyphens, so it is no attribute's slug.
    package let name: String
    package let json: Sensitive<String>

    package init(name: String, json: Sensitive<String>) {
        self.name = name
        self.json = json
    }
}

/// A field of the merchant's own, such as a risk level.
package struct CustomField: Sendable {
    package let name: String
    package let value: Sensitive<String>

    package init(name: String, value: Sensitive<String>) {
        self.name = name
        self.value = value
    }
}
