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
        group.get("candidates", use: list).post("candidates/search", use: search)
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
        let query = ListQuery(Form(request.uri.query ?? "") ?? .empty, context)
        let content = try await content(query, context)
        return try pages.html(
            "candidates-list", CandidateTablePage(content, context), status: query.problems.status)
    }

    /// A page of the list as the address asks for it.
    func content(_ query: ListQuery, _ context: ServiceContext) async throws(Failure) -> ListContent {
        let view = try registry.candidateList(
            query.filter, from: query.place, limit: Self.pageLength, in: context.service.serviceID,
            by: context.caller)
        var content = ListContent(query)
        content.rows = view.rows
        (content.next, content.lookedUntil, content.total) = (view.next, view.lookedUntil, view.total)
        try await complete(&content, context)
        return content
    }

    /// One field for everything. What is typed may be an e-mail or a name, so it comes in a form and never stands in an
    /// address; the answer is rendered at once, because a redirect would have to carry it on.
    ///
    /// What fits exactly comes first. Only when nothing does, names are searched, for who may see identities.
    @Sendable private func search(
        _ request: Request, _ context: ServiceContext
    ) async throws
        -> Response
    {
        let form = try await Form.read(request, context)
        let query = ListQuery(form, context)
        var content = ListContent(query)
        content.searchText = form.text("q")
        var problems = Problems()
        do throws(Failure) {
            try await find(form, &content, context)
        } catch {
            guard error.belongsInForm else { throw error }
            problems.add(error)
            content.search = ListSearch(
                words: error.message, until: nil, furtherPlace: nil, isNothingFound: true)
        }
        try await complete(&content, context)
        return try pages.html(
            "candidates-list", CandidateTablePage(content, context), status: problems.status)
    }

    private func find(
        _ form: Form, _ content: inout ListContent, _ context: ServiceContext
    )
        async throws(Failure)
    {
        let (text, service) = (form.sensitive("q"), context.service.serviceID)
        guard !content.searchText.isEmpty, content.searchText.fits(1000) else {
            throw .invalid(field: "q", "Type what to search for, at most 1,000 characters.")
        }
        let place = Int64(form.text("further"))
        if place == nil {
            content.rows = try registry.candidates(matching: text, in: service, by: context.caller)
        }
        var found: NameSearch?
        if content.rows.isEmpty, context.rights.contains(.review) {
            found = try await registry.candidates(
                named: text, from: place, in: service, by: context.caller)
        }
        if let found {
            (content.rows, content.identities) = (found.rows, found.identities)
            // Who looked for a name sees names.
            content.columns = ListColumn.allCases.filter {
                content.columns.contains($0) || $0.showsIdentity
            }
        }
        let further = found?.next != nil ? " so far" : ""
        let count =
            content.rows.isEmpty
            ? "Nobody found" : Figures.count(content.rows.count, "candidate") + " found"
        content.search = ListSearch(
            words: count + further,
            until: found?.lookedUntil.map { TimeCell($0, now: context.visit.now) },
            furtherPlace: found?.next.map { String($0) }, isNothingFound: content.rows.isEmpty)
    }

    /// Names of reviewers, and what the columns show of identities.
    private func complete(
        _ content: inout ListContent, _ context: ServiceContext
    )
        async throws(Failure)
    {
        let service = context.service.serviceID
        for (memberID, name) in try registry.listedReviewers(in: service, by: context.caller) {
            content.reviewers.append((memberID, name.withExposed { $0 }))
        }
        for (memberID, name) in try registry.memberNames(Set(content.rows.compactMap(\.reviewer))) {
            content.names[memberID] = name.withExposed { $0 }
        }
        guard content.query.showsIdentities, content.identities.isEmpty else { return }
        let living = content.rows.filter { !$0.candidate.isArchived }.map(\.candidate.recordID)
        guard !living.isEmpty else { return }
        content.identities = try await registry.listedIdentities(
            of: living, in: service, by: context.caller)
    }
}
