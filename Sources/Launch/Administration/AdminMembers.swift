internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore
internal import Wire

/// People who sign in to the console, as the commands invite and list them.
struct AdminMembers: Sendable {
    let registry: Registry
    /// Where browsers reach the console; `nil` while it isn't served.
    let console: @Sendable () -> String?

    /// Everybody, each once for every role.
    @Sendable func list(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        var team = try registry.team(of: .house, by: .localOperator).filter { $0.reach == .everyService }
        for overview in try registry.services(by: .localOperator) {
            let serviceID = overview.service.serviceID
            team += try registry.team(of: serviceID, by: .localOperator).filter { $0.reach == .service(serviceID) }
        }
        return answer(team)
    }

    /// Who has a role in one service, those with a role in every service included.
    @Sendable func listOfService(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let serviceID = try registry.service(context).serviceID
        return answer(try registry.team(of: serviceID, by: .localOperator))
    }

    /// A link that is good once, for an hour. The only answer that holds its secret.
    @Sendable func makeLink(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        let word = try asked.text("role")
        guard let role = word.map({ Role(rawValue: $0) }) ?? .owner else {
            let words = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure.invalid(field: "role", "A role is one of \(words).")
        }
        let link = try await registry.memberLink(
            email: asked.text("email").map { Sensitive($0) }, role: role, reach: reach(asked), by: .localOperator)
        var writer = JSONWriter()
        writer.beginObject()
        link.token.withExposed { writer.member("path", MemberLink.path(token: $0)) }
        writer.memberIfPresent("console", console())
        writer.member("expiresAt", milliseconds: link.expiresAt.milliseconds)
        writer.endObject()
        return .json(writer.bytes)
    }

    private func reach(_ asked: AdminRequest) throws(Failure) -> Reach {
        guard let name = try asked.text("service") else { return .everyService }
        guard let service = registry.service(clientID: name) else { throw .notFound("There is no such service.") }
        return .service(service.serviceID)
    }

    private func answer(_ team: [TeamMember]) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("members")
        writer.beginArray()
        for one in team { write(one, into: &writer) }
        writer.endArray()
        writer.endObject()
        return .json(writer.bytes)
    }

    private func write(_ one: TeamMember, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", one.member.memberID.text)
        one.member.name.withExposed { writer.member("name", $0) }
        one.member.email.withExposed { writer.member("email", $0) }
        writer.member("role", one.role.rawValue)
        writer.member("everyService", one.reach == .everyService)
        writer.memberIfPresent("service", one.reach.serviceID.flatMap { registry.service($0)?.clientID.text })
        writer.member("secondFactor", one.member.hasSecondFactor)
        writer.member("createdAt", milliseconds: one.member.createdAt.milliseconds)
        writer.memberIfPresent("lastSeenAt", milliseconds: one.lastSeenAt?.milliseconds)
        writer.endObject()
    }
}
