package import Domain
package import UseCases

/// A member as they use a browser: what they type, and the cookie.
package struct SignedIn: Sendable {
    package let caller: Caller
    package let token: String
    package let email: Sensitive<String>

    package var memberID: MemberID { caller.member?.member.memberID ?? MemberID(stored: "") }
}

/// The people who sign in to a test's world.
extension World {
    package static var password: Sensitive<String> { Sensitive("violet tram under rain") }

    /// The first member: an owner of every service.
    package func makeOwner(_ email: String = "olive@example.com") async throws -> SignedIn {
        try await makeMember(.owner, of: nil, email)
    }

    /// A member by a link from the command line.
    ///
    /// - Parameter service: where the role holds; `nil`: in every service.
    package func makeMember(_ role: Role, of service: Service?, _ email: String) async throws -> SignedIn {
        let link = try await registry.memberLink(
            email: nil, role: role, reach: service.map { .service($0.serviceID) } ?? .everyService, by: .localOperator)
        return try await join(link.token, email)
    }

    package func join(_ link: Sensitive<String>, _ email: String) async throws -> SignedIn {
        let token = try await registry.join(
            link: link.withExposed { $0 }, name: Sensitive("Person of \(email.prefix { $0 != "@" }.prefix(40))"),
            email: Sensitive(email), password: Self.password, browser: "Chromium on Linux")
        return try signedIn(token, email)
    }

    /// What the next request of this cookie gets.
    package func signedIn(_ token: SessionToken, _ email: String) throws -> SignedIn {
        let text = token.text.withExposed { $0 }
        guard let grant = try registry.session(text) else { throw Failure.notFound("no session") }
        return SignedIn(caller: Caller(.member(grant)), token: text, email: Sensitive(email))
    }

    /// The caller after the password was given with the request.
    package func confirmed(_ member: SignedIn) async throws -> Caller {
        try await registry.confirm(member.caller, password: Self.password, from: nil)
    }

    package func signIn(
        _ email: String, _ password: Sensitive<String> = World.password, from address: String? = nil
    ) async throws(Failure) -> SignIn {
        try await registry.signIn(
            email: Sensitive(email), password: password, from: address.flatMap { IPAddress($0) },
            browser: "Chromium on Linux")
    }
}
