package import Domain
package import UseCases

extension Caller {
    /// A member who is signed in, as the console passes one on.
    package static func member(
        house: Role? = nil, roles: [ServiceID: Role] = [:], isConfirmed: Bool = false, hasSecondFactor: Bool = false
    ) -> Caller {
        let member = Member(
            memberID: MemberID(stored: "aa0000000000000000000001"), name: Sensitive("Mo Example"),
            email: Sensitive("mo@people.example"), createdAt: Instant(milliseconds: 0), hasSecondFactor: hasSecondFactor
        )
        return Caller(
            .member(
                MemberGrant(
                    member: member, sessionID: SessionID(stored: "bb0000000000000000000001"), houseRole: house,
                    roles: roles, isConfirmed: isConfirmed)))
    }
}
