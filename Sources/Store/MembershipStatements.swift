package import Domain
package import SQLCore

/// A role and where it holds; `ServiceID.house` is every service.
package struct Membership: Hashable, Sendable {
    package let memberID: MemberID
    package let serviceID: ServiceID
    package let role: Role

    package init(memberID: MemberID, serviceID: ServiceID, role: Role) {
        self.memberID = memberID
        self.serviceID = serviceID
        self.role = role
    }
}

package struct MembershipsOfMember: Statement {
    package static let text: SQLText = "SELECT member_id, service_id, role FROM membership WHERE member_id = $1"
    let memberID: MemberID

    package init(_ memberID: MemberID) { self.memberID = memberID }
    package func bind(to inputs: inout Inputs) { inputs.append(memberID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> Membership {
        try Membership(memberID: row.memberID(), serviceID: row.serviceID(), role: row.word(Role.self))
    }
}

package struct MembersOfService: Statement {
    package static let text: SQLText = """
        SELECT membership.role, \(MemberRecord.columns) FROM membership
        JOIN member ON member.member_id = membership.member_id WHERE membership.service_id = $1
        """
    let serviceID: ServiceID

    package init(_ serviceID: ServiceID) { self.serviceID = serviceID }
    package func bind(to inputs: inout Inputs) { inputs.append(serviceID) }

    package static func row(_ row: inout Row) throws(SQLFailure) -> (role: Role, record: MemberRecord) {
        (try row.word(Role.self), try MemberRecord(&row))
    }
}

/// How many have a role in a service, or in all.
package struct RoleCount: Statement {
    package static let text: SQLText = "SELECT COUNT(*) FROM membership WHERE service_id = $1 AND role = $2"
    let role: Role
    let serviceID: ServiceID

    package init(_ role: Role, in serviceID: ServiceID) {
        self.role = role
        self.serviceID = serviceID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(serviceID)
        inputs.append(role.rawValue)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> Int { Int(try row.integer()) }
}

package struct PutMembership: Statement {
    package static let text: SQLText = """
        INSERT INTO membership (member_id, service_id, role) VALUES ($1, $2, $3)
        ON CONFLICT (member_id, service_id) DO UPDATE SET role = excluded.role
        """
    let membership: Membership

    package init(_ membership: Membership) { self.membership = membership }

    package func bind(to inputs: inout Inputs) {
        inputs.append(membership.memberID)
        inputs.append(membership.serviceID)
        inputs.append(membership.role.rawValue)
    }
}

package struct DeleteMembership: Statement {
    package static let text: SQLText = "DELETE FROM membership WHERE member_id = $1 AND service_id = $2"
    let memberID: MemberID
    let serviceID: ServiceID

    package init(of memberID: MemberID, in serviceID: ServiceID) {
        self.memberID = memberID
        self.serviceID = serviceID
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(memberID)
        inputs.append(serviceID)
    }
}
