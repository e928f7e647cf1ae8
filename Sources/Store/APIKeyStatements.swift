package import Domain
package import SQLCore

/// A key with its digest and its last use; the secret itself is nowhere.
package struct APIKeyRecord: Hashable, Sendable {
    package let key: APIKey
    package let digest: [UInt8]
    /// Of the secret before the last rotation; good until `key.oldSecretEndsAt`.
    package let oldDigest: [UInt8]?
    package let createdBy: HistoryEvent.Actor
    /// Whether its text begins with `lethe_test_`.
    package let isForTests: Bool
    package let lastUsedAt: Instant?

    package init(
        key: APIKey, digest: [UInt8], oldDigest: [UInt8]? = nil, createdBy: HistoryEvent.Actor = .localOperator,
        isForTests: Bool = false, lastUsedAt: Instant? = nil
    ) {
        self.key = key
        self.digest = digest
        self.oldDigest = oldDigest
        self.createdBy = createdBy
        self.isForTests = isForTests
        self.lastUsedAt = lastUsedAt
    }

    fileprivate init(_ row: inout Row) throws(SQLFailure) {
        let keyID = try row.keyID()
        let serviceID = try row.serviceID()
        let description = try row.text()
        let scope = try row.word(Scope.self)
        let mayWrite = try row.boolean()
        let archiveSeconds = try row.optionalInteger()
        let expiresAt = try row.optionalInstant()
        var networks: [Network] = []
        for line in try row.lines() {
            guard let network = try? Network(line) else { throw .corrupt("a key's network can't be read") }
            networks.append(network)
        }
        let isEnabled = try row.boolean()
        let digest = try row.blob()
        let createdAt = try row.instant()
        let lastUsedAt = try row.optionalInstant()
        let createdBy = try HistoryEvent.Actor(stored: row.text())
        let isForTests = try row.boolean()
        let oldDigest = try row.optionalBlob()
        let oldSecretEndsAt = try row.optionalInstant()
        let trigger = try row.word(ArchiveRule.Trigger.self)
        var key = APIKey(
            keyID: keyID, serviceID: serviceID, description: description, scope: scope, mayWrite: mayWrite,
            archiveRule: archiveSeconds.map { ArchiveRule(stored: $0, trigger: trigger) }, expiresAt: expiresAt,
            networks: networks, isEnabled: isEnabled, createdAt: createdAt, oldSecretEndsAt: oldSecretEndsAt)
        key.refusesPlain = try row.boolean()
        key.handoverStatus = try row.word(CandidateStatus.self)
        if let jwk = try row.optionalText() { key.receiver = ReceiverKey(jwk: jwk, thumbprint: try row.text()) }
        self.init(
            key: key, digest: digest, oldDigest: oldDigest, createdBy: createdBy, isForTests: isForTests,
            lastUsedAt: lastUsedAt)
    }
}

private let keyColumns = """
    key_id, service_id, description, scope, may_write, archive_after, expires_at, networks, is_enabled, digest,
    created_at, last_used_at, created_by, is_test, old_digest, old_ends_at, archive_trigger, refuses_plain,
    handover_status, receiver_key, receiver_thumbprint
    """

package struct AllAPIKeys: Statement {
    package static let text: SQLText = "SELECT \(keyColumns) FROM api_key ORDER BY service_id, created_at, key_id"

    package init() {}
    package func bind(to inputs: inout Inputs) {}
    package static func row(_ row: inout Row) throws(SQLFailure) -> APIKeyRecord { try APIKeyRecord(&row) }
}

package struct APIKeyByID: Statement {
    package static let text: SQLText = "SELECT \(keyColumns) FROM api_key WHERE key_id = $1"
    let keyID: KeyID

    package init(_ keyID: KeyID) { self.keyID = keyID }
    package func bind(to inputs: inout Inputs) { inputs.append(keyID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> APIKeyRecord { try APIKeyRecord(&row) }
}

package struct APIKeysOfService: Statement {
    package static let text: SQLText =
        "SELECT \(keyColumns) FROM api_key WHERE service_id = $1 ORDER BY created_at, key_id"
    let serviceID: ServiceID

    package init(_ serviceID: ServiceID) { self.serviceID = serviceID }
    package func bind(to inputs: inout Inputs) { inputs.append(serviceID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> APIKeyRecord { try APIKeyRecord(&row) }
}

package struct InsertAPIKey: Statement {
    package static let text: SQLText = """
        INSERT INTO api_key (\(keyColumns))
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $12, $13, NULL, NULL, $14, $15, $16,
            $17, $18)
        """
    let record: APIKeyRecord

    package init(_ record: APIKeyRecord) { self.record = record }

    package func bind(to inputs: inout Inputs) {
        let key = record.key
        inputs.append(key.keyID)
        inputs.append(key.serviceID)
        inputs.append(key.description)
        inputs.append(key.scope.rawValue)
        inputs.append(key.mayWrite)
        inputs.append(key.archiveRule?.seconds)
        inputs.append(key.expiresAt)
        inputs.append(lines: key.networks.map(\.text))
        inputs.append(key.isEnabled)
        inputs.append(record.digest)
        inputs.append(key.createdAt)
        inputs.append(record.createdBy.text)
        inputs.append(record.isForTests)
        inputs.appendHandover(of: key)
    }
}

package struct UpdateAPIKey: Statement {
    package static let text: SQLText = """
        UPDATE api_key SET description = $2, scope = $3, may_write = $4, archive_after = $5, expires_at = $6,
            networks = $7, is_enabled = $8, archive_trigger = $9, refuses_plain = $10, handover_status = $11,
            receiver_key = $12, receiver_thumbprint = $13
        WHERE key_id = $1
        """
    let key: APIKey

    package init(_ key: APIKey) { self.key = key }

    package func bind(to inputs: inout Inputs) {
        inputs.append(key.keyID)
        inputs.append(key.description)
        inputs.append(key.scope.rawValue)
        inputs.append(key.mayWrite)
        inputs.append(key.archiveRule?.seconds)
        inputs.append(key.expiresAt)
        inputs.append(lines: key.networks.map(\.text))
        inputs.append(key.isEnabled)
        inputs.appendHandover(of: key)
    }
}

extension Inputs {
    /// `archive_trigger` to `receiver_thumbprint`.
    fileprivate mutating func appendHandover(of key: APIKey) {
        append((key.archiveRule?.trigger ?? .extraction).rawValue)
        append(key.refusesPlain)
        append(key.handoverStatus.rawValue)
        append(key.receiver?.jwk)
        append(key.receiver?.thumbprint)
    }
}

/// Replaces the digests of a key: a rotation, or the end of the old secret.
package struct PutKeyDigests: Statement {
    package static let text: SQLText =
        "UPDATE api_key SET digest = $2, old_digest = $3, old_ends_at = $4 WHERE key_id = $1"
    let keyID: KeyID
    let digest: [UInt8]
    let old: (digest: [UInt8], endsAt: Instant)?

    /// - Parameter old: `nil`: no other secret is good any more.
    package init(of keyID: KeyID, _ digest: [UInt8], old: (digest: [UInt8], endsAt: Instant)?) {
        self.keyID = keyID
        self.digest = digest
        self.old = old
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(keyID)
        inputs.append(digest)
        inputs.append(old?.digest)
        inputs.append(old?.endsAt)
    }
}

package struct DeleteAPIKey: Statement {
    package static let text: SQLText = "DELETE FROM api_key WHERE key_id = $1"
    let keyID: KeyID

    package init(_ keyID: KeyID) { self.keyID = keyID }
    package func bind(to inputs: inout Inputs) { inputs.append(keyID) }
}

package struct TouchAPIKey: Statement {
    package static let text: SQLText = "UPDATE api_key SET last_used_at = $2 WHERE key_id = $1"
    let keyID: KeyID
    let usedAt: Instant

    package init(_ keyID: KeyID, usedAt: Instant) {
        self.keyID = keyID
        self.usedAt = usedAt
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(keyID)
        inputs.append(usedAt)
    }
}
