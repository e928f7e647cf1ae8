package import Domain
package import SQLCore

/// A link as it is kept: the token's digest, never the token.
package struct InvitationRecord: Hashable, Sendable {
    package let invitationID: InvitationID
    package let digest: [UInt8]
    package let serviceID: ServiceID
    package let role: Role
    package let email: InvitedEmail?
    /// Set in a link for a new password: whose.
    package let resets: MemberID?
    package let createdBy: HistoryEvent.Actor
    package let createdAt: Instant
    package let expiresAt: Instant

    package struct InvitedEmail: Hashable, Sendable {
        package let index: [UInt8]
        package let sealed: Sealed

        package init(index: [UInt8], sealed: Sealed) {
            self.index = index
            self.sealed = sealed
        }
    }

    package init(
        invitationID: InvitationID, digest: [UInt8], serviceID: ServiceID, role: Role, email: InvitedEmail?,
        resets: MemberID?, createdBy: HistoryEvent.Actor, createdAt: Instant, expiresAt: Instant
    ) {
        self.invitationID = invitationID
        self.digest = digest
        self.serviceID = serviceID
        self.role = role
        self.email = email
        self.resets = resets
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    static let columns = """
        invitation_id, digest, service_id, role, email_index, sealed_email, member_id, created_by, created_at, expires_at
        """

    init(_ row: inout Row) throws(SQLFailure) {
        invitationID = try InvitationID(stored: row.text())
        digest = try row.blob()
        serviceID = try row.serviceID()
        role = try row.word(Role.self)
        let (index, sealed) = (try row.optionalBlob(), try row.optionalSealed())
        email = index.flatMap { index in sealed.map { InvitedEmail(index: index, sealed: $0) } }
        resets = try row.optionalText().map { MemberID(stored: $0) }
        createdBy = HistoryEvent.Actor(stored: try row.text())
        createdAt = try row.instant()
        expiresAt = try row.instant()
    }
}

package struct InvitationByDigest: Statement {
    package static let text: SQLText = "SELECT \(InvitationRecord.columns) FROM invitation WHERE digest = $1"
    let digest: [UInt8]

    package init(_ digest: [UInt8]) { self.digest = digest }
    package func bind(to inputs: inout Inputs) { inputs.append(digest) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> InvitationRecord { try InvitationRecord(&row) }
}

package struct InvitationByID: Statement {
    package static let text: SQLText = "SELECT \(InvitationRecord.columns) FROM invitation WHERE invitation_id = $1"
    let invitationID: InvitationID

    package init(_ invitationID: InvitationID) { self.invitationID = invitationID }
    package func bind(to inputs: inout Inputs) { inputs.append(invitationID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> InvitationRecord { try InvitationRecord(&row) }
}

package struct InvitationsOfService: Statement {
    package static let text: SQLText = "SELECT \(InvitationRecord.columns) FROM invitation WHERE service_id = $1"
    let serviceID: ServiceID

    package init(_ serviceID: ServiceID) { self.serviceID = serviceID }
    package func bind(to inputs: inout Inputs) { inputs.append(serviceID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> InvitationRecord { try InvitationRecord(&row) }
}

package struct InsertInvitation: Statement {
    package static let text: SQLText = """
        INSERT INTO invitation (\(InvitationRecord.columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """
    let record: InvitationRecord

    package init(_ record: InvitationRecord) { self.record = record }

    package func bind(to inputs: inout Inputs) {
        inputs.append(record.invitationID)
        inputs.append(record.digest)
        inputs.append(record.serviceID)
        inputs.append(record.role.rawValue)
        inputs.append(record.email?.index)
        inputs.append(record.email?.sealed)
        inputs.append(record.resets)
        inputs.append(record.createdBy.text)
        inputs.append(record.createdAt)
        inputs.append(record.expiresAt)
    }
}

/// Takes a link away; changes no row when somebody was quicker.
package struct DeleteInvitation: Statement {
    package static let text: SQLText = "DELETE FROM invitation WHERE invitation_id = $1"
    let invitationID: InvitationID

    package init(_ invitationID: InvitationID) { self.invitationID = invitationID }
    package func bind(to inputs: inout Inputs) { inputs.append(invitationID) }
}

/// Takes away every link for a new password of a member.
package struct DeleteResets: Statement {
    package static let text: SQLText = "DELETE FROM invitation WHERE member_id = $1"
    let memberID: MemberID

    package init(of memberID: MemberID) { self.memberID = memberID }
    package func bind(to inputs: inout Inputs) { inputs.append(memberID) }
}

package struct DeleteExpiredInvitations: Statement {
    package static let text: SQLText = "DELETE FROM invitation WHERE expires_at <= $1"
    let now: Instant

    package init(at now: Instant) { self.now = now }
    package func bind(to inputs: inout Inputs) { inputs.append(now) }
}
