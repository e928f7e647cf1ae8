internal import Domain
internal import Hummingbird
internal import UseCases

/// The tab Activity: everything that happened in the service.
struct ActivityPages: Sendable {
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    static let pageLength = 50

    func addRoutes(to group: RouterGroup<ServiceContext>) {
        group.get("activity", use: list)
    }

    @Sendable private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let query = Form(request.uri.query ?? "") ?? .empty
        let filter = ActivityFilter(query)
        let before = query.text("before")
        let page = try registry.activity(
            filter, before: before.isEmpty ? nil : before, limit: Self.pageLength, in: context.service.serviceID,
            by: context.caller)
        var names = try ActivityNames(
            for: page.lines.map(\.actor), details: page.lines.map(\.detail), context)
        let people = try people(of: context, with: filter, names)
        names.members.merge(people) { known, _ in known }
        let model = ActivityPageModel(page, filter, isFirst: before.isEmpty, people: people, names: names, context)
        return try pages.html("activity-list", model)
    }

    /// The team, whoever stands on this page, and who is asked for.
    private func people(
        of context: ServiceContext, with filter: ActivityFilter, _ names: ActivityNames
    ) throws(Failure) -> [MemberID: String] {
        var people = names.members
        if context.rights.contains(.manageTeam) {
            for member in try registry.team(of: context.service.serviceID, by: context.caller) {
                people[member.member.memberID] = member.member.name.withExposed { $0 }
            }
        }
        if let asked = filter.member, people[asked] == nil {
            people[asked] = try registry.memberNames([asked])[asked]?.withExposed { $0 }
        }
        return people
    }
}

extension ActivityFilter {
    /// What an address asks for; what can't be anything of ours is left out.
    init(_ query: Form) {
        self.init()
        member = MemberID(query.text("member"))
        keyID = KeyID(query.text("key"))
        let kind = query.text("kind")
        self.kind = ActivityKind.all.contains { $0.code == kind } ? kind : nil
    }
}
