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
}

extension Registry {
    /// Makes a service. Without a client id, one is proposed from the name.
    package func createService(
        name: String, clientID: ClientID? = nil, settings: ServiceSettings = ServiceSettings(), by caller: Caller
    ) async throws(Failure) -> Service {
        let at = now
        let service = try Service(
            serviceID: ids.make(at: at), clientID: clientID ?? .proposed(for: name, random: parts.random.bytes(3)),
            name: name, settings: settings, createdAt: at
        ).checked()
        try authorise(.manageServices, by: caller, in: service.serviceID)
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
        let service = try await perform(.manageServices, by: caller, in: serviceID) { work in
            guard let record = try work.transaction.first(ServiceByID(serviceID)) else {
                throw Failure.notFound("There is no such service.")
            }
            var service = record.service
            try change(&service)
            service = try service.checked()
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

    package func services(by caller: Caller) throws(Failure) -> [ServiceOverview] {
        try authoriseOperator(.manageServices, by: caller)
        return try read { transaction in
            try transaction.all(AllServices()).map { record in
                let tallies = try transaction.all(Tallies(record.service.serviceID))
                return ServiceOverview(
                    service: record.service,
                    tallies: Dictionary(
                        uniqueKeysWithValues: tallies.filter { $0.count > 0 }.map { ($0.status, $0.count) }),
                    keyCount: try transaction.all(APIKeysOfService(record.service.serviceID)).count)
            }
        }
    }

    private static let clientIDTaken = Failure.conflict(field: "clientId", "Another service has this client id.")

    /// A new data key, durable when this returns.
    func makeKey() async throws(Failure) -> SlotNumber {
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
        return fields.joined(separator: " ")
    }
}
