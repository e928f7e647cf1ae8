internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore

/// The list of services, and adding one.
struct ServicePages: Sendable {
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    func addRoutes(to group: RouterGroup<MemberContext>) {
        group.group("services")
            .get("", use: list)
            .get("new", use: addForm)
            .post("new", use: add)
    }

    @Sendable private func list(_ request: Request, _ context: MemberContext) async throws -> Response {
        try pages.html("services-list", try listPage(request, context))
    }

    @Sendable private func addForm(_ request: Request, _ context: MemberContext) async throws -> Response {
        try holdAdding(context)
        return try pages.html("services-list", try listPage(request, context, dialog: AddServiceDialog()))
    }

    /// Twice: the name comes first and gets a client id, which then comes back with the name.
    @Sendable private func add(_ request: Request, _ context: MemberContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let (name, typed) = (form.text("name"), form.text("clientId"))
        var dialog = AddServiceDialog(name: name, clientId: typed, isProposed: form.isTicked("proposed"))
        do throws(Failure) {
            try holdAdding(context)
            guard !name.isEmpty else { throw .invalid(field: "name", "Give the service a name.") }
            if dialog.isProposed {
                guard form.useOnce(in: pages.usedForms) else { return .seeOther("/services", notice: .formUsed) }
                let clientID = try AddServiceDialog.clientID(typed)
                let service = try await registry.createService(name: name, clientID: clientID, by: context.caller)
                return .seeOther("/services/\(service.clientID.text)/keys", notice: .serviceAdded)
            }
            try AddServiceDialog.check(name)
            dialog.clientId = registry.proposedClientID(for: name).text
            dialog.isProposed = true
            return try pages.html("services-list", listPage(request, context, dialog: dialog))
        } catch {
            guard error.belongsInForm else { throw error }
            dialog.problems.add(error)
            return try pages.html(
                "services-list", listPage(request, context, dialog: dialog), status: .unprocessableContent)
        }
    }

    private func mayAdd(_ grant: MemberGrant) -> Bool {
        grant.rights(in: .house).contains(.changeSettings)
    }

    private func holdAdding(_ context: MemberContext) throws(Failure) {
        guard mayAdd(context.grant) else {
            throw .forbidden("Only owners and managers of every service may add one.")
        }
    }

    private func listPage(
        _ request: Request, _ context: MemberContext, dialog: AddServiceDialog? = nil
    ) throws(Failure) -> ServiceListPage {
        let query = Form(request.uri.query ?? "") ?? .empty
        return ServiceListPage(
            frame: PageFrame(title: dialog == nil ? "Services" : "Add service", context: context),
            services: try registry.services(by: context.caller).map(ServiceFigures.init), search: query.text("q"),
            order: ServiceOrder(query.text("sort")), mayAdd: mayAdd(context.grant), now: context.visit.now,
            dialog: dialog)
    }
}
