package import Domain
internal import Store
internal import Vault

extension Registry {
    /// Takes an identity in, or again: sealed before anything of it touches a disk, acknowledged when all of it is
    /// durable.
    ///
    /// A resubmission replaces what it brings and leaves the other attributes as they are.
    ///
    /// - Parameter fieldOf: how the caller's document names an attribute, for messages.
    package func submit(
        _ submission: Submission, form: SubmissionForm = .submission, in serviceID: ServiceID, by caller: Caller,
        fieldOf: @Sendable (Slug) -> String = { $0.text }
    ) async throws(Failure) -> (recordID: RecordID, outcome: SubmissionOutcome) {
        try authorise(.submitCandidate, by: caller, in: serviceID)
        let service = try serviceRecord(serviceID)
        let settings = service.service.settings
        for _ in 0..<4 {
            guard let intake = try await Intake(self, submission, form: form, into: service) else { continue }
            // What an import brings of an older time may lack what the service asks for today.
            let required = form == .export ? [] : Set(settings.requiredAttributes).subtracting(intake.attributesKept)
            try submission.checked(against: settings.catalog, required: required, fieldOf: fieldOf)
            do {
                if let result = try await intake.finish(by: caller) { return result }
            } catch {
                await intake.discard()
                throw error
            }
            await intake.discard()
        }
        throw .unavailable("The candidate is being changed by somebody else.", retryAfter: 1)
    }
}
