package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// What an operator asks for when making a key.
package struct KeyRequest: Sendable {
    package var description: String
    package var scope: Scope
    package var mayWrite = false
    package var archiveRule: ArchiveRule?
    package var expiresAt: Instant?
    package var networks: [Network] = []
    package var refusesPlain = false
    package var handoverStatus = CandidateStatus.approved
    /// Marks the key `test` instead of `live`, for people who read it; it changes nothing else.
    package var isForTests = false

    package init(description: String, scope: Scope) {
        self.description = description
        self.scope = scope
    }
}

extension KeyRequest {
    fileprivate func key(_ keyID: KeyID, of serviceID: ServiceID, at now: Instant) -> APIKey {
        var key = APIKey(
            keyID: keyID, serviceID: serviceID, description: description, scope: scope, mayWrite: mayWrite,
            archiveRule: archiveRule, expiresAt: expiresAt, networks: networks, createdAt: now)
        key.refusesPlain = refusesPlain
        key.handoverStatus = handoverStatus
        return key
    }
}

/// A key as the operator sees it.
package struct KeyOverview: Sendable {
    package let key: APIKey
    package let lastUsedAt: Instant?
    package let createdBy: HistoryEvent.Actor
    /// Completed or not, one count a day, the last 30 days (UTC), oldest first.
    package let extractionsByDay: [Int]
}

extension Registry {
    /// Makes a key. The secret is in the answer and nowhere else, then or later.
    package func createKey(
        _ request: KeyRequest, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> (key: APIKey, secret: Sensitive<String>) {
        _ = try serviceRecord(serviceID)
        try authorise(.manageKeys, by: caller, in: serviceID)
        if request.scope.readsPictures { try requireConfirmation(caller) }
        let made: (text: Sensitive<String>, keyID: KeyID, secret: APIKeySecret)
        do {
            made = try APIKeySecret.make(environment: request.isForTests ? .test : .live, random: parts.random)
        } catch {
            throw Failure(wrapping: error)
        }
        let at = now
        if let expiresAt = request.expiresAt, expiresAt <= at {
            throw .invalid(field: "expiresAt", "The expiry lies in the past.")
        }
        let key = try request.key(made.keyID, of: serviceID, at: at).checked()
        let record = APIKeyRecord(
            key: key, digest: parts.keyStore.digest(of: made.secret, keyID: made.keyID), createdBy: caller.actor,
            isForTests: request.isForTests)
        try await perform(.manageKeys, by: caller, in: serviceID) { work in
            try work.transaction.run(InsertAPIKey(record))
            try work.record(.keyCreated, detail: "\(key.keyID.text) \(key.scope.rawValue)")
        }
        try directory.reload(from: parts.database)
        return (key, made.text)
    }

    /// Changes a key. What it loses, it has lost before this returns, streams under way included.
    package func changeKey(
        _ keyID: KeyID, by caller: Caller, _ change: @escaping @Sendable (inout APIKey) throws(Failure) -> Void
    ) async throws(Failure) -> APIKey {
        let serviceID = try keyOverview(keyID, by: caller).key.serviceID
        let key = try await perform(.manageKeys, by: caller, in: serviceID) { [self] work in
            guard let record = try work.transaction.first(APIKeyByID(keyID)) else { throw Self.noSuchKey }
            var key = record.key
            try change(&key)
            // These two have round trips of their own.
            key.oldSecretEndsAt = record.key.oldSecretEndsAt
            key.receiver = record.key.receiver
            key = try key.checked()
            if record.key.scope < key.scope || record.key.refusesPlain && !key.refusesPlain {
                try requireConfirmation(caller)
            }
            guard key != record.key else {
                work.leaveUnchanged()
                return key
            }
            try work.transaction.run(UpdateAPIKey(key))
            try work.record(.keyChanged, detail: "\(keyID.text) \(Self.changedFields(record.key, key))")
            return key
        }
        try directory.reload(from: parts.database)
        return key
    }

    package func deleteKey(_ keyID: KeyID, by caller: Caller) async throws(Failure) {
        let serviceID = try keyOverview(keyID, by: caller).key.serviceID
        try await perform(.manageKeys, by: caller, in: serviceID) { work in
            guard try work.transaction.run(DeleteAPIKey(keyID)) == 1 else { throw Self.noSuchKey }
            try work.record(.keyDeleted, detail: keyID.text)
        }
        try directory.reload(from: parts.database)
    }

    package func keys(of serviceID: ServiceID, by caller: Caller) throws(Failure) -> [KeyOverview] {
        try authorise(.manageKeys, by: caller, in: serviceID)
        let at = now
        return try read { transaction in
            let figures = try KeyFigures(of: serviceID, at: at, in: transaction)
            return try transaction.all(APIKeysOfService(serviceID)).map { figures.overview($0) }
        }
    }

    /// A key that belongs to a service in which a member has no part is not found.
    package func keyOverview(_ keyID: KeyID, by caller: Caller) throws(Failure) -> KeyOverview {
        let at = now
        let found = try read { transaction -> KeyOverview? in
            guard let record = try transaction.first(APIKeyByID(keyID)) else { return nil }
            return try KeyFigures(of: record.key.serviceID, at: at, in: transaction).overview(record)
        }
        guard let found, caller.member.map({ !$0.rights(in: found.key.serviceID).isEmpty }) ?? true else {
            throw Self.noSuchKey
        }
        try authorise(.manageKeys, by: caller, in: found.key.serviceID)
        return found
    }

    static let noSuchKey = Failure.notFound("There is no such key.")

    private static func changedFields(_ before: APIKey, _ after: APIKey) -> String {
        var fields: [String] = []
        if before.description != after.description { fields.append("description") }
        if before.scope != after.scope {
            fields.append(before.scope < after.scope ? "scope(wider)" : "scope(narrower)")
        }
        if before.mayWrite != after.mayWrite { fields.append("write") }
        if before.archiveRule != after.archiveRule { fields.append("archiveAfterSeconds") }
        if before.expiresAt != after.expiresAt { fields.append("expiresAt") }
        if before.networks != after.networks { fields.append("networks") }
        if before.refusesPlain != after.refusesPlain {
            fields.append(after.refusesPlain ? "plain(refused)" : "plain(allowed)")
        }
        if before.handoverStatus != after.handoverStatus { fields.append("handoverStatus") }
        if before.isEnabled != after.isEnabled { fields.append(after.isEnabled ? "enabled" : "disabled") }
        return fields.joined(separator: " ")
    }
}
