/// A person who signs in to the console. Name and e-mail are opened for whoever may see them and never printed.
package struct Member: Sendable {
    package let memberID: MemberID
    package let name: Sensitive<String>
    package let email: Sensitive<String>
    package let createdAt: Instant
    /// Whether signing in takes a code besides the password.
    package let hasSecondFactor: Bool

    package init(
        memberID: MemberID, name: Sensitive<String>, email: Sensitive<String>, createdAt: Instant, hasSecondFactor: Bool
    ) {
        self.memberID = memberID
        self.name = name
        self.email = email
        self.createdAt = createdAt
        self.hasSecondFactor = hasSecondFactor
    }

    package static let nameLimit = 80
    package static let emailLimit = 254
    package static let passwordLength = 12...128
}

/// Where a role holds.
package enum Reach: Hashable, Sendable {
    /// Every service there is or will be.
    case everyService
    case service(ServiceID)

    package var serviceID: ServiceID? {
        if case .service(let serviceID) = self { serviceID } else { nil }
    }
}
