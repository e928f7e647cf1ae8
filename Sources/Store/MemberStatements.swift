package import Domain
package import SQLCore

/// A member's row. Name and e-mail are sealed; the password is a hash.
package struct MemberRecord: Hashable, Sendable {
    package let memberID: MemberID
    package let emailIndex: [UInt8]
    package let sealedProfile: Sealed
    package let password: [UInt8]
    /// The secret of the second factor, and the step of the last code that was taken.
    package let factor: Factor?
    /// A secret that waits for its first code.
    package let offeredFactor: Sealed?
    package let createdAt: Instant
    package let lastSeenAt: Instant?

    package struct Factor: Hashable, Sendable {
        package let sealed: Sealed
        package let lastStep: Int64

        package init(sealed: Sealed, lastStep: Int64) {
            self.sealed = sealed
            self.lastStep = lastStep
        }
    }

    package init(
        memberID: MemberID, emailIndex: [UInt8], sealedProfile: Sealed, password: [UInt8], createdAt: Instant
    ) {
        self.memberID = memberID
        self.emailIndex = emailIndex
        self.sealedProfile = sealedProfile
        self.password = password
        factor = nil
        offeredFactor = nil
        self.createdAt = createdAt
        lastSeenAt = nil
    }

    static let columns = """
        member.member_id, member.email_index, member.sealed_profile, member.password, member.sealed_factor,
        member.last_code, member.offered_factor, member.created_at, member.last_seen_at
        """

    init(_ row: inout Row) throws(SQLFailure) {
        memberID = try row.memberID()
        emailIndex = try row.blob()
        sealedProfile = Sealed(bytes: try row.blob())
        password = try row.blob()
        let (sealed, lastStep) = (try row.optionalSealed(), try row.optionalInteger())
        factor = sealed.flatMap { sealed in lastStep.map { Factor(sealed: sealed, lastStep: $0) } }
        offeredFactor = try row.optionalSealed()
        createdAt = try row.instant()
        lastSeenAt = try row.optionalInstant()
    }
}

package struct MemberByID: Statement {
    package static let text: SQLText = "SELECT \(MemberRecord.columns) FROM member WHERE member_id = $1"
    let memberID: MemberID

    package init(_ memberID: MemberID) { self.memberID = memberID }
    package func bind(to inputs: inout Inputs) { inputs.append(memberID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> MemberRecord { try MemberRecord(&row) }
}

package struct MemberByEmail: Statement {
    package static let text: SQLText = "SELECT \(MemberRecord.columns) FROM member WHERE email_index = $1"
    let index: [UInt8]

    package init(_ index: [UInt8]) { self.index = index }
    package func bind(to inputs: inout Inputs) { inputs.append(index) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> MemberRecord { try MemberRecord(&row) }
}

package struct AnyMember: Statement {
    package static let text: SQLText = "SELECT member_id FROM member LIMIT 1"

    package init() {}
    package func bind(to inputs: inout Inputs) {}
    package static func row(_ row: inout Row) throws(SQLFailure) -> MemberID { try row.memberID() }
}

package struct InsertMember: Statement {
    package static let text: SQLText = """
        INSERT INTO member (member_id, email_index, sealed_profile, password, created_at) VALUES ($1, $2, $3, $4, $5)
        """
    let record: MemberRecord

    package init(_ record: MemberRecord) { self.record = record }

    package func bind(to inputs: inout Inputs) {
        inputs.append(record.memberID)
        inputs.append(record.emailIndex)
        inputs.append(record.sealedProfile)
        inputs.append(record.password)
        inputs.append(record.createdAt)
    }
}

package struct UpdateProfile: Statement {
    package static let text: SQLText = "UPDATE member SET sealed_profile = $2 WHERE member_id = $1"
    let memberID: MemberID
    let sealed: Sealed

    package init(of memberID: MemberID, _ sealed: Sealed) {
        self.memberID = memberID
        self.sealed = sealed
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(memberID)
        inputs.append(sealed)
    }
}

/// Sets a password. An offer of a second factor is over with the old one: whoever knew that may have made it.
package struct UpdatePassword: Statement {
    package static let text: SQLText = """
        UPDATE member SET password = $2, offered_factor = NULL WHERE member_id = $1
        """
    let memberID: MemberID
    let hash: [UInt8]

    package init(of memberID: MemberID, _ hash: [UInt8]) {
        self.memberID = memberID
        self.hash = hash
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(memberID)
        inputs.append(hash)
    }
}

/// Sets a second factor, or takes it off; an offer is over either way.
package struct UpdateFactor: Statement {
    package static let text: SQLText = """
        UPDATE member SET sealed_factor = $2, last_code = $3, offered_factor = NULL WHERE member_id = $1
        """
    let memberID: MemberID
    let factor: MemberRecord.Factor?

    package init(of memberID: MemberID, _ factor: MemberRecord.Factor?) {
        self.memberID = memberID
        self.factor = factor
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(memberID)
        inputs.append(factor?.sealed)
        inputs.append(factor?.lastStep)
    }
}

package struct OfferFactor: Statement {
    package static let text: SQLText = "UPDATE member SET offered_factor = $2 WHERE member_id = $1"
    let memberID: MemberID
    let sealed: Sealed

    package init(to memberID: MemberID, _ sealed: Sealed) {
        self.memberID = memberID
        self.sealed = sealed
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(memberID)
        inputs.append(sealed)
    }
}

package struct TouchMember: Statement {
    package static let text: SQLText = "UPDATE member SET last_seen_at = $2 WHERE member_id = $1"
    let memberID: MemberID
    let seenAt: Instant

    package init(_ memberID: MemberID, seenAt: Instant) {
        self.memberID = memberID
        self.seenAt = seenAt
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(memberID)
        inputs.append(seenAt)
    }
}

package struct InsertRecoveryCode: Statement {
    package static let text: SQLText = "INSERT INTO recovery_code (member_id, digest) VALUES ($1, $2)"
    let memberID: MemberID
    let digest: [UInt8]

    package init(of memberID: MemberID, _ digest: [UInt8]) {
        self.memberID = memberID
        self.digest = digest
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(memberID)
        inputs.append(digest)
    }
}

/// Takes a code, so that it never counts again; changes no row when there is none.
package struct TakeRecoveryCode: Statement {
    package static let text: SQLText = "DELETE FROM recovery_code WHERE member_id = $1 AND digest = $2"
    let memberID: MemberID
    let digest: [UInt8]

    package init(of memberID: MemberID, _ digest: [UInt8]) {
        self.memberID = memberID
        self.digest = digest
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(memberID)
        inputs.append(digest)
    }
}

package struct DeleteRecoveryCodes: Statement {
    package static let text: SQLText = "DELETE FROM recovery_code WHERE member_id = $1"
    let memberID: MemberID

    package init(of memberID: MemberID) { self.memberID = memberID }
    package func bind(to inputs: inout Inputs) { inputs.append(memberID) }
}

package struct RecoveryCodeCount: Statement {
    package static let text: SQLText = "SELECT COUNT(*) FROM recovery_code WHERE member_id = $1"
    let memberID: MemberID

    package init(of memberID: MemberID) { self.memberID = memberID }
    package func bind(to inputs: inout Inputs) { inputs.append(memberID) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> Int { Int(try row.integer()) }
}
