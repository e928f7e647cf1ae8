package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// A link is good for so long.
    static let resubmissionSeconds: Int64 = 30 * 86_400

    package static let resubmissionIsOver = Failure.notFound(
        field: "resubmit", "This link was used or has ended. Ask whoever sent it for a new one.")

    /// The last part of an address at which this candidate submits again what was rejected, or everything after a request
    /// for a review. It ends with the next submission, with the archive and when nothing is asked for any more.
    package func resubmissionLink(
        for recordID: RecordID, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> (token: Sensitive<String>, expiresAt: Instant) {
        try await resubmissionLink(for: .recordID(recordID), in: serviceID, by: caller)
    }

    /// The same for a candidate by either id.
    ///
    /// - Parameter revision: what the caller saw; `nil`: whatever there is. 409 for `revision` when it is another by now.
    package func resubmissionLink(
        for selector: CandidateSelector, expecting revision: Int64? = nil, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> (token: Sensitive<String>, expiresAt: Instant) {
        try await perform(.reviewCandidate, by: caller, in: serviceID) { [parts, directory] work in
            let record = try work.candidate(selector)
            try record.expect(revision)
            guard directory.service(serviceID)?.service.settings.submission.isOn ?? false else {
                throw Failure.conflict(field: "submissionPage", "This service has no submission page.")
            }
            guard !record.candidate.isArchived else {
                throw Failure.conflict(field: "isArchived", "This candidate is archived.")
            }
            guard record.heldAt == nil else { throw Self.heldAsItIs }
            guard record.candidate.isAskedAgain else {
                throw Failure.conflict(
                    field: "status",
                    "A link to submit again is for candidates who were rejected or are asked for a review.")
            }
            let end = work.now.adding(seconds: Self.resubmissionSeconds)
            try work.record(.resubmissionLinkMade, about: record.candidate.recordID)
            let token = parts.keyStore.resubmissionToken(
                service: serviceID, recordID: record.candidate.recordID, submitCount: record.candidate.submitCount,
                expiresAt: end)
            return (token, end)
        }
    }

    /// Whom a link is for, as long as it is good. Under a legal hold nothing can be done with it: 409 for `draft`.
    func candidate(by token: Sensitive<String>, of serviceID: ServiceID) throws(Failure) -> CandidateRecord {
        guard let token = token.withExposed({ ResubmissionToken($0) }), now < token.expiresAt else {
            throw Self.resubmissionIsOver
        }
        let record = try read { try $0.first(CandidateByRecordID(token.recordID, of: serviceID)) }
        guard let record, record.candidate.isAskedAgain,
            parts.keyStore.isGenuine(token, service: serviceID, submitCount: record.candidate.submitCount)
        else { throw Self.resubmissionIsOver }
        guard record.heldAt == nil else { throw Self.heldForCandidates }
        return record
    }
}
