internal import Domain
internal import Hummingbird
internal import UseCases

/// One field for everything. What is typed may be an e-mail or a name, so it comes in a form and never stands in an
/// address: the session keeps it, and the address of what is found says only which text it was.
extension CandidateListPages {
    private static let mostCharacters = 1000

    @Sendable func seek(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let query = ListQuery(form, context)
        let text = form.text("q")
        guard !text.isEmpty, text.fits(Self.mostCharacters) else {
            return try await page(
                ListContent(query, searching: text), context,
                refusal: .invalid(field: "q", "Type what to search for, at most 1,000 characters."))
        }
        let id = try registry.keepSearch(form.sensitive("q"), in: context.service.serviceID, by: context.caller)
        return .seeOther(Self.address(id, query.pairs, context))
    }

    private static func address(
        _ id: String, _ pairs: [(name: String, value: String)], _ context: ServiceContext
    ) -> String {
        PageAddress.text("\(context.servicePath)/candidates/search/\(id)", pairs)
    }

    /// What a search finds now.
    @Sendable func found(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (id, service) = (context.parameter("search"), context.service.serviceID)
        guard let text = try registry.keptSearch(id, in: service, by: context.caller) else {
            return .seeOther("\(context.servicePath)/candidates", notice: .searchEnded)
        }
        let (query, form) = (ListQuery(request, context), Form(request.uri.query ?? "") ?? .empty)
        let search = Search(
            id: id, text: text, further: Int64(form.text("further")), wantsNames: form.has("names"))
        var content = ListContent(query, searching: text.withExposed { $0 })
        var refusal: Failure?
        do throws(Failure) {
            try await find(search, &content, context)
        } catch {
            guard error.belongsInForm else { throw error }
            refusal = error
        }
        let response = try await page(content, context, refusal: refusal)
        let more = ["further", "names"].map { (name: $0, value: form.text($0)) }
        registry.keepList(Self.address(id, query.pairs + more, context), of: service, by: context.caller)
        return response
    }

    private func page(
        _ content: ListContent, _ context: ServiceContext, refusal: Failure?
    ) async throws -> Response {
        var (content, problems) = (content, Problems())
        if let refusal {
            problems.add(refusal)
            content.search = ListSearch(words: refusal.message, isNothingFound: true)
        }
        try await complete(&content, context)
        return try pages.html("candidates-list", CandidateTablePage(content, context), status: problems.status)
    }

    /// A search as its address has it.
    private struct Search {
        let id: String
        let text: Sensitive<String>
        /// Where a search by name goes on.
        let further: Int64?
        /// Though something else fits exactly.
        let wantsNames: Bool
    }

    /// What fits exactly comes first. Names are searched when nothing does, or when that is asked for, for who may see
    /// identities.
    private func find(
        _ search: Search, _ content: inout ListContent, _ context: ServiceContext
    ) async throws(Failure) {
        let service = context.service.serviceID
        if search.further == nil {
            content.rows = try registry.candidates(matching: search.text, in: service, by: context.caller)
        }
        let isRefID = content.rows.contains { $0.candidate.refID?.text == content.searchText }
        if content.rows.isEmpty, Self.isShortened(content.searchText) {
            throw .invalid(
                field: "q",
                "The list shows record ids shortened. Search for all 24 characters: the candidate’s page shows them.")
        }
        var found: NameSearch?
        if content.rows.isEmpty || search.wantsNames, context.rights.contains(.review) {
            found = try await registry.candidates(
                named: search.text, from: search.further, in: service, by: context.caller)
        }
        if let found {
            let known = Set(content.rows.map(\.candidate.recordID))
            content.rows += found.rows.filter { !known.contains($0.candidate.recordID) }
            content.identities = found.identities
            // Who looked for a name sees names.
            content.columns = ListColumn.allCases.filter { content.columns.contains($0) || $0.showsIdentity }
        }
        let count =
            content.rows.isEmpty
            ? "Nobody found" : Figures.count(content.rows.count, "candidate") + " found"
        let pairs = content.query.pairs
        let offersNames = found == nil && isRefID && context.rights.contains(.review)
        content.search = ListSearch(
            words: count + (found?.next != nil ? " so far" : ""),
            until: found?.lookedUntil.map { TimeCell($0, now: context.visit.now) },
            furtherHref: found?.next.map { next in
                Self.address(search.id, pairs + [(name: "further", value: String(next))], context)
            },
            namesHref: offersNames
                ? Self.address(search.id, pairs + [(name: "names", value: "yes")], context) : nil,
            isNothingFound: content.rows.isEmpty)
    }

    /// Whether somebody typed a record id as `RecordText` shortens it.
    private static func isShortened(_ text: String) -> Bool {
        let scalars = text.unicodeScalars.filter { $0.properties.generalCategory != .format }
        let digits = scalars.filter { $0.properties.isASCIIHexDigit }
        let others = scalars.filter { !$0.properties.isASCIIHexDigit }
        return digits.count == 14 && !others.isEmpty && others.allSatisfy { $0 == "…" || $0 == "." }
    }
}
