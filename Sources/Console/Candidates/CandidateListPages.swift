internal import Domain
internal import Hummingbird
internal import UseCases

/// The list of a service's candidates: filters in the address, and a search that is sent by POST.
struct CandidateListPages: Sendable {
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    static let pageLength = 50

    func addRoutes(to group: RouterGroup<ServiceContext>) {
        group.get("candidates", use: list).post("candidates/search", use: seek)
            .get("candidates/search/:search", use: found)
            // A reader who comes back to a search's address without its form.
            .get("candidates/search") { _, context in
                Response.seeOther("\(context.servicePath)/candidates")
            }
        ExportPages(list: self).addRoutes(to: group)
    }

    @Sendable private func list(
        _ request: Request, _ context: ServiceContext
    ) async throws
        -> Response
    {
        let query = ListQuery(request, context)
        let response = try await page(query, context)
        if query.problems.isEmpty {
            let place = [(name: "before", value: query.place?.text ?? "")]
            let address = PageAddress.text("\(context.servicePath)/candidates", query.pairs + place)
            registry.keepList(address, of: context.service.serviceID, by: context.caller)
        }
        return response
    }

    func page(_ query: ListQuery, _ context: ServiceContext) async throws -> Response {
        let content = try await content(query, context)
        return try pages.html(
            "candidates-list", CandidateTablePage(content, context), status: query.problems.status)
    }

    /// A page of the list as the address asks for it; nobody, where it asks for something that isn't understood.
    func content(_ query: ListQuery, _ context: ServiceContext) async throws(Failure) -> ListContent {
        var content = ListContent(query)
        if query.problems.isEmpty {
            let view = try registry.candidateList(
                query.filter, from: query.place, limit: Self.pageLength, in: context.service.serviceID,
                by: context.caller)
            content.rows = view.rows
            (content.next, content.lookedUntil, content.total) = (view.next, view.lookedUntil, view.total)
        }
        try await complete(&content, context)
        return content
    }

    /// Names of reviewers, and what the columns show of identities.
    func complete(
        _ content: inout ListContent, _ context: ServiceContext
    )
        async throws(Failure)
    {
        let service = context.service.serviceID
        for (memberID, name) in try registry.possibleReviewers(in: service, by: context.caller) {
            content.reviewers.append((memberID, name.withExposed { $0 }))
        }
        for (memberID, name) in try registry.memberNames(Set(content.rows.compactMap(\.reviewer))) {
            content.names[memberID] = name.withExposed { $0 }
        }
        guard content.columns.contains(where: \.showsIdentity) else { return }
        let living = content.rows.filter { !$0.candidate.isArchived }.map(\.candidate.recordID)
        let missing = living.filter { content.identities[$0] == nil }
        guard !missing.isEmpty else { return }
        let opened = try await registry.listedIdentities(of: missing, in: service, by: context.caller)
        content.identities.merge(opened) { first, _ in first }
    }
}
