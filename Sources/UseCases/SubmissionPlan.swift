internal import Domain
internal import Store

/// How a submission arrives.
package enum SubmissionForm: Sendable {
    /// A person's identity, new or again: the same refId again is a resubmission.
    case submission
    /// An export read back: the same content again changes nothing, and what was archived stays so unless the export
    /// is of a later submission.
    case export
}

/// What came of a submission.
package enum SubmissionOutcome: String, Sendable {
    case created
    case resubmitted
    case unchanged
}

/// What a submission means for the candidate that stands there already. Pure.
enum SubmissionPlan {
    case create
    case resubmit
    case leave

    init(
        for submission: Submission, form: SubmissionForm, onto record: CandidateRecord?, emailIndex: [UInt8]?,
        hasSameContent: Bool
    ) throws(Failure) {
        guard let record else {
            self = .create
            return
        }
        guard Self.isSamePerson(record, emailIndex: emailIndex) else {
            throw .conflict(field: "refId", "This refId belongs to another person.")
        }
        switch form {
        case .export where record.candidate.isArchived && !Self.isLater(submission.past, than: record.candidate):
            self = .leave
        case .export where hasSameContent:
            self = .leave
        case .export, .submission:
            _ = try StatusTable.apply(.resubmit, to: record.candidate.status)
            self = .resubmit
        }
    }

    /// The e-mail tells. Where the store has none (never given, or forgotten with the archive), the refId alone does.
    private static func isSamePerson(_ record: CandidateRecord, emailIndex: [UInt8]?) -> Bool {
        guard let known = record.emailIndex else { return true }
        return known == emailIndex
    }

    private static func isLater(_ past: Submission.Past, than candidate: Candidate) -> Bool {
        if let count = past.submitCount, count > candidate.submitCount { return true }
        guard let waiting = past.waiting, let archivedAt = candidate.archivedAt else { return false }
        return waiting > archivedAt
    }
}
