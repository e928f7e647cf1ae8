package import Domain
internal import Store
internal import Vault

extension Registry {
    /// Takes an identity in, or again. The same without anything alongside.
    ///
    /// - Parameter notifies: whether webhooks are told; `nil`: of all but an export that is read back.
    package func submit(
        _ submission: Submission, form: SubmissionForm = .submission, notifies: Bool? = nil, in serviceID: ServiceID,
        by caller: Caller, fieldOf: @Sendable (Slug) -> String = { $0.text }
    ) async throws(Failure) -> (recordID: RecordID, outcome: SubmissionOutcome) {
        try await submit(submission, form: form, notifies: notifies, in: serviceID, by: caller, fieldOf: fieldOf) {
            _, _ in
        }
    }

    /// Takes an identity in, or again: sealed before anything of it touches a disk, acknowledged when all of it is
    /// durable.
    ///
    /// A resubmission replaces what it brings and leaves the other attributes as they are.
    ///
    /// - Parameter fieldOf: how the caller's document names an attribute, for messages.
    /// - Parameter alongside: what happens in the same transaction, or not at all.
    func submit(
        _ submission: Submission, form: SubmissionForm = .submission, notifies: Bool? = nil, in serviceID: ServiceID,
        by caller: Caller, fieldOf: @Sendable (Slug) -> String = { $0.text },
        alongside: @escaping @Sendable (inout Work, RecordID) throws -> Void
    ) async throws(Failure) -> (recordID: RecordID, outcome: SubmissionOutcome) {
        try authorise(.submitCandidate, by: caller, in: serviceID)
        let service = try serviceRecord(serviceID)
        let settings = service.service.settings
        for _ in 0..<4 {
            let intake = try await Intake(
                self, submission, form: form, notifies: notifies ?? (form != .export), into: service)
            guard let intake else { continue }
            // What was asked for at an older time may lack what the service asks for today.
            let required =
                form.isOfToday ? Set(settings.requiredAttributes).subtracting(intake.attributesKept) : []
            try submission.checked(against: settings.catalog, required: required, fieldOf: fieldOf)
            do {
                if let result = try await intake.finish(by: caller, alongside: alongside) { return result }
            } catch {
                await intake.discard()
                throw error
            }
            await intake.discard()
        }
        throw .unavailable("The candidate is being changed by somebody else.", retryAfter: 1)
    }
}
