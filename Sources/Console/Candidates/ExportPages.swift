internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// Exports of what is filtered: a list for spreadsheets, and full profiles. A filter that isn't understood exports nobody.
struct ExportPages: Sendable {
    let list: CandidateListPages

    private var registry: Registry { list.registry }

    func addRoutes(to group: RouterGroup<ServiceContext>) {
        group.get("candidates/export", use: form).post("candidates/export/csv", use: sheet)
            .post("candidates/export/zip", use: archive)
        // A reader who comes back to a download's address.
        for kind in ["csv", "zip"] {
            group.get("candidates/export/\(kind)") { _, context in
                Response.seeOther("\(context.servicePath)/candidates/export")
            }
        }
    }

    @Sendable private func form(
        _ request: Request, _ context: ServiceContext
    ) async throws
        -> Response
    {
        let query = ListQuery(request, context)
        try registry.authorise(.exportCandidates, by: context.caller, in: context.service.serviceID)
        guard query.problems.isEmpty else { return try await list.page(query, context) }
        return try await page(query, Problems(), context)
    }

    private func page(
        _ query: ListQuery, _ problems: Problems, _ context: ServiceContext
    )
        async throws -> Response
    {
        let content = try await list.content(query, context)
        let dialog = ExportDialog(
            query, total: content.total, path: "\(context.servicePath)/candidates", problems: problems)
        return try list.pages.html(
            "candidates-list", CandidateTablePage(content, dialog: dialog, context),
            status: problems.status)
    }

    @Sendable private func sheet(
        _ request: Request, _ context: ServiceContext
    ) async throws
        -> Response
    {
        let query = ListQuery(try await Form.read(request, context), context)
        try registry.authorise(.exportCandidates, by: context.caller, in: context.service.serviceID)
        guard query.problems.isEmpty else { return try await list.page(query, context) }
        let export = try await registry.exportList(
            query.filter, in: context.service.serviceID, by: context.caller)
        return Self.download(
            "candidates", "csv", "text/csv; charset=utf-8; header=present", context,
            ResponseBody { writer in
                try await ExportStream.sheet(export, to: &writer, registry)
            })
    }

    @Sendable private func archive(
        _ request: Request, _ context: ServiceContext
    ) async throws
        -> Response
    {
        let form = try await Form.read(request, context)
        let query = ListQuery(form, context)
        let service = context.service.serviceID
        try registry.authorise(.exportCandidates, by: context.caller, in: service)
        guard query.problems.isEmpty else { return try await list.page(query, context) }
        let export: ProfileExport
        do throws(Failure) {
            let confirmed = try await registry.confirm(
                context.caller, password: form.secret("password"), from: context.address)
            export = try await registry.exportProfiles(query.filter, in: service, by: confirmed)
        } catch {
            guard error.belongsInForm else { throw error }
            return try await page(query, Problems(error), context)
        }
        let now = context.visit.now
        return Self.download(
            "profiles", "zip", "application/zip", context,
            ResponseBody { writer in
                try await ExportStream.archive(export, to: &writer, at: now)
            })
    }

    /// The name says of whom and when, and nothing of a person.
    private static func download(
        _ what: String, _ ending: String, _ mediaType: String, _ context: ServiceContext,
        _ body: ResponseBody
    ) -> Response {
        let day = TimeCell(context.visit.now, now: context.visit.now).exact.prefix(10)
        let name = "\(what)-\(context.service.clientID.text)-\(day).\(ending)"
        return Response(
            status: .ok,
            headers: [
                .contentType: mediaType, .contentDisposition: "attachment; filename=\"\(name)\"",
            ], body: body)
    }
}
