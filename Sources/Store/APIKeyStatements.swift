package import Domain
package import SQLCore

/// A key with its digest and its last use; the secret itself is nowhere.
package struct APIKeyRecord: Hashable, Sendable {
    package let key: APIKey
    package let digest: [UInt8]
    package let lastUsedAt: Instant?

    package init(key: APIKey, digest: [UInt8], lastUsedAt: Instant? = nil) {
        self.key = key
        self.digest = digest
        self.lastUsedAt = lastUsedAt
    }

    fileprivate init(_ row: inout Row) throws(SQLFailure) {
        let keyID = try row.keyID()
        let serviceID = try row.serviceID()
        let description = try row.text()
        let scope = try row.word(Scope.self)
        let mayWrite = try row.boolean()
        let archiveRule = try row.optionalInteger().map { ArchiveRule(stored: $0) }
        let expiresAt = try row.optionalInstant()
        var networks: [Network] = []
        for line in try row.lines() {
            guard let network = try? Network(line) else { throw .corrupt("a key's network can't be read") }
            networks.append(network)
        }
        let isEnabled = try row.boolean()
        let digest = try row.blob()
        let createdAt = try row.instant()
        let key = APIKey(
            keyID: keyID, serviceID: serviceID, description: description, scope: scope, mayWrite: mayWrite,
            archiveRule: archiveRule, expiresAt: expiresAt, networks: networks, isEnabled: isEnabled,
            createdAt: createdAt)
        self.init(key: key, digest: digest, lastUsedAt: try row.optionalInstant())
    }
}

private let keyColumns = """
    key_id, service_id, description, scope, may_write, archive_after, expires_at, networks, is_enabled, digest,
    created_at, last_used_at
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
        INSERT INTO api_key (\(keyColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL)
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
    }
}

package struct UpdateAPIKey: Statement {
    package static let text: SQLText = """
        UPDATE api_key SET description = $2, scope = $3, may_write = $4, archive_after = $5, expires_at = $6,
            networks = $7, is_enabled = $8
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
