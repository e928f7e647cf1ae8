package import Domain
internal import Store

/// How a submission arrives.
package enum SubmissionForm: Hashable, Sendable {
    /// A person's identity, new or again: the same refId again is a resubmission.
    case submission
    /// By somebody whom nobody vouches for: a refId that is there already is somebody else's.
    case newcomer
    /// By a link that says who it is, for as long as it is the candidate's latest submission and asked for again.
    case resubmission(RecordID, after: Int)
    /// An export read back: the same content again changes nothing, and what was archived stays so unless the export
    /// is of a later submission.
    case export

    /// Whether it must have all that the service asks for today. What comes by a link was asked for by that link.
    var isOfToday: Bool {
        switch self {
        case .submission, .newcomer: true
        case .resubmission, .export: false
        }
    }

    /// Whom a submission is about, if they are there.
    func subject(of submission: Submission) -> CandidateSelector? {
        if case .resubmission(let recordID, _) = self { return .recordID(recordID) }
        return submission.refID.map { .refID($0) }
    }
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
            if case .resubmission = form { throw Registry.resubmissionIsOver }
            self = .create
            return
        }
        if case .resubmission(_, after: let count) = form {
            guard record.candidate.isAskedAgain, record.candidate.submitCount == count else {
                throw Registry.resubmissionIsOver
            }
            guard record.heldAt == nil else { throw Registry.heldForCandidates }
            self = .resubmit
            return
        }
        guard form != .newcomer else { throw Registry.refIDTaken }
        guard Self.isSamePerson(record, emailIndex: emailIndex) else {
            throw .conflict(field: "refId", "This refId belongs to another person.")
        }
        switch form {
        case .export where record.candidate.isArchived && !Self.isLater(submission.past, than: record.candidate):
            self = .leave
        case .export where hasSameContent:
            self = .leave
        case .export, .submission, .newcomer, .resubmission:
            guard record.heldAt == nil else { throw Registry.heldAsItIs }
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
