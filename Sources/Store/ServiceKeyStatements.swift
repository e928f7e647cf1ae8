package import Domain
package import SQLCore

/// The pair to which callers of a service encrypt the key they want their answer under.
package struct ServiceKeyRecord: Hashable, Sendable {
    package let serviceID: ServiceID
    /// The public half's RFC 7638 thumbprint.
    package let thumbprint: String
    /// A JWK.
    package let publicKey: [UInt8]
    package let sealedPrivate: Sealed
    package let createdAt: Instant

    package init(
        serviceID: ServiceID, thumbprint: String, publicKey: [UInt8], sealedPrivate: Sealed, createdAt: Instant
    ) {
        self.serviceID = serviceID
        self.thumbprint = thumbprint
        self.publicKey = publicKey
        self.sealedPrivate = sealedPrivate
        self.createdAt = createdAt
    }
}

package struct ServiceKeyOf: Statement {
    package static let text: SQLText = """
        SELECT service_id, key_id, public_key, sealed_private, created_at FROM service_key WHERE service_id = $1
        """
    let serviceID: ServiceID

    package init(_ serviceID: ServiceID) { self.serviceID = serviceID }
    package func bind(to inputs: inout Inputs) { inputs.append(serviceID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> ServiceKeyRecord {
        try ServiceKeyRecord(
            serviceID: row.serviceID(), thumbprint: row.text(), publicKey: row.blob(),
            sealedPrivate: Sealed(bytes: row.blob()), createdAt: row.instant())
    }
}

/// Changes nothing when the service has one already.
package struct InsertServiceKey: Statement {
    package static let text: SQLText = """
        INSERT INTO service_key (service_id, key_id, public_key, sealed_private, created_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (service_id) DO NOTHING
        """
    let record: ServiceKeyRecord

    package init(_ record: ServiceKeyRecord) { self.record = record }

    package func bind(to inputs: inout Inputs) {
        inputs.append(record.serviceID)
        inputs.append(record.thumbprint)
        inputs.append(record.publicKey)
        inputs.append(record.sealedPrivate)
        inputs.append(record.createdAt)
    }
}
