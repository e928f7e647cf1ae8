internal import Domain
internal import UseCases

/// The address behind which a person sets name, e-mail and password. Whoever has it first is that person.
struct MemberLink: Sendable {
    let url: String
    let expiresAt: Instant

    static func path(token: String) -> String { "/join/\(token)" }

    /// One for the first member; `nil` when there is somebody already.
    static func forFirstMember(of registry: Registry, console: String) async throws -> MemberLink? {
        guard try !registry.hasMembers() else { return nil }
        let link = try await registry.memberLink(
            email: nil, role: .owner, reach: .everyService, by: .localOperator)
        return MemberLink(
            url: link.token.withExposed { console + path(token: $0) }, expiresAt: link.expiresAt)
    }
}
