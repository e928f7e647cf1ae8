package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// A service with its figures.
package struct ServiceOverview: Sendable {
    package let service: Service
    /// Candidates by status; a status that nobody has is absent.
    package let tallies: [CandidateStatus: Int]
    package let keyCount: Int
    package let archivedCount: Int
    package let lastExtractionAt: Instant?
    /// Whether the figures are withheld: the service lets in only who has a second factor, and the member has none.
    package let needsSecondFactor: Bool
    /// Candidates that aren't archived.
    package var liveCount: Int { tallies.values.reduce(0, +) - archivedCount }

    fileprivate init(_ service: Service, in transaction: any Transaction) throws {
        let tallies = try transaction.all(Tallies(service.serviceID)).filter { $0.count > 0 }
        self.service = service
        self.tallies = Dictionary(uniqueKeysWithValues: tallies.map { ($0.status, $0.count) })
        keyCount = try transaction.all(APIKeysOfService(service.serviceID)).count
        archivedCount = tallies.reduce(0) { $0 + $1.archived }
        lastExtractionAt = try transaction.first(LastExtraction(of: service.serviceID))
        needsSecondFactor = false
    }

    /// The name alone.
    fileprivate init(withoutFigures service: Service) {
        self.service = service
        tallies = [:]
        keyCount = 0
        archivedCount = 0
        lastExtractionAt = nil
        needsSecondFactor = true
    }
}

extension Registry {
    /// Makes a service. Without a client id, one is proposed from the name. Of the members, those of every service may.
    package func createService(
        name: String, clientID: ClientID? = nil, settings: ServiceSettings = ServiceSettings(), by caller: Caller
    ) async throws(Failure) -> Service {
        let at = now
        let service = try Service(
            serviceID: ids.make(at: at), clientID: clientID ?? .proposed(for: name, random: parts.random.bytes(3)),
            name: name, settings: settings, createdAt: at
        ).checked()
        try authorise(.manageServices, by: caller, in: .house)
        // Its submission page would lie where the pages' own files lie.
        guard service.clientID.text != "assets" else {
            throw .invalid(field: "clientId", "This word is the submission page’s own. Choose another.")
        }
        guard directory.service(clientID: service.clientID.text) == nil else {
            throw Self.clientIDTaken
        }
        let slot = try await makeKey()
        do {
            try await perform(.manageServices, by: caller, in: service.serviceID) { work in
                let record = ServiceRecord(service: service, keySlot: slot.value)
                do throws(SQLFailure) {
                    try work.transaction.run(InsertService(record))
                } catch {
                    throw error.isUniqueViolation ? Self.clientIDTaken : Failure(wrapping: error)
                }
                try work.record(.serviceCreated, detail: service.clientID.text)
            }
        } catch {
            try? await parts.keyStore.destroy([slot])
            throw error
        }
        try directory.reload(from: parts.database)
        return service
    }

    /// Changes a service's name or settings; `change` gets what stands now.
    package func changeService(
        _ serviceID: ServiceID, by caller: Caller, _ change: @escaping @Sendable (inout Service) throws(Failure) -> Void
    ) async throws(Failure) -> Service {
        let service = try await perform(.changeSettings, by: caller, in: serviceID) { work in
            guard let record = try work.transaction.first(ServiceByID(serviceID)) else {
                throw Failure.notFound("There is no such service.")
            }
            var service = record.service
            try change(&service)
            service = try service.checked()
            if service.settings.requiresSecondFactor != record.service.settings.requiresSecondFactor {
                try Self.askForOwner(work.caller, of: serviceID)
            }
            guard service != record.service else {
                work.leaveUnchanged()
                return service
            }
            try work.transaction.run(UpdateService(service))
            try work.record(.serviceChanged, detail: Self.changedFields(record.service, service))
            return service
        }
        try directory.reload(from: parts.database)
        return service
    }

    /// All services for the operator at the machine; for a member those in which they have any right, without figures where
    /// a second factor is missing.
    package func services(by caller: Caller) throws(Failure) -> [ServiceOverview] {
        if caller.member == nil { try authoriseOperator(.manageServices, by: caller) }
        return try read { transaction in
            try transaction.all(AllServices()).filter { record in
                caller.member.map { !$0.rights(in: record.service.serviceID).isEmpty } ?? true
            }.map { record in
                if let member = caller.member, lacksSecondFactor(member, for: record.service.serviceID) {
                    return ServiceOverview(withoutFigures: record.service)
                }
                return try ServiceOverview(record.service, in: transaction)
            }
        }
    }

    /// Whether a second factor is required decides who gets in, which is the owners' affair.
    private static func askForOwner(_ caller: Caller, of serviceID: ServiceID) throws(Failure) {
        guard caller.member?.rights(in: serviceID).contains(.own) ?? true else {
            throw .forbidden("Only an owner can say whether a second factor is required.")
        }
    }

    private static let clientIDTaken = Failure.conflict(field: "clientId", "Another service has this client id.")

    /// A new data key, durable when this returns.
    func makeKey() async throws(Failure) -> SlotNumber {
        let ended = parts.measure(.keysMade)
        defer { ended() }
        do {
            guard let slot = try await parts.keyStore.makeKeys(1).first else {
                throw Failure.internal("the key store made no key")
            }
            return slot
        } catch {
            throw Failure(wrapping: error)
        }
    }

    private static func changedFields(_ before: Service, _ after: Service) -> String {
        var fields: [String] = []
        if before.name != after.name { fields.append("name") }
        let (old, new) = (before.settings, after.settings)
        if old.corsOrigins != new.corsOrigins { fields.append("corsOrigins") }
        if (old.requestsPerSecond, old.burst) != (new.requestsPerSecond, new.burst) { fields.append("rate") }
        if old.ownAttributes != new.ownAttributes { fields.append("ownAttributes") }
        if old.requiredAttributes != new.requiredAttributes { fields.append("requiredAttributes") }
        if old.keepsEmailFingerprint != new.keepsEmailFingerprint { fields.append("keepsEmailFingerprint") }
        if old.summary != new.summary { fields.append("summary") }
        if old.undecidedDays != new.undecidedDays { fields.append("undecidedDays") }
        if old.decidedDays != new.decidedDays { fields.append("decidedDays") }
        if old.requiresSecondFactor != new.requiresSecondFactor { fields.append("requiresSecondFactor") }
        fields += changedFields(old.submission, new.submission) + changedFields(old.review, new.review)
        return fields.joined(separator: " ")
    }

    private static func changedFields(_ old: SubmissionPageSettings, _ new: SubmissionPageSettings) -> [String] {
        var fields: [String] = []
        if old.isOn != new.isOn { fields.append("submissionPage") }
        if old.consentText != new.consentText { fields.append("consentText") }
        if old.optionalAttributes != new.optionalAttributes { fields.append("optionalAttributes") }
        if old.frameOrigins != new.frameOrigins { fields.append("frameOrigins") }
        if old.statusTexts != new.statusTexts { fields.append("statusTexts") }
        return fields
    }

    private static func changedFields(_ old: ReviewSettings, _ new: ReviewSettings) -> [String] {
        var fields: [String] = []
        if old.feedbackTexts != new.feedbackTexts { fields.append("feedbackTexts") }
        if old.fields != new.fields { fields.append("fields") }
        if old.approvingCertificates != new.approvingCertificates { fields.append("approvingCertificates") }
        if old.needsFourEyes != new.needsFourEyes { fields.append("needsFourEyes") }
        return fields
    }
}
