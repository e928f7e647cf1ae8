internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// The edit dialog.
struct KeyChange: Sendable {
    let console: KeyPages

    @Sendable func form(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let overview = try console.overview(context)
        return try page(overview, KeyInput(overview.key), Problems(), context)
    }

    @Sendable func update(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let overview = try console.overview(context)
        let input = KeyInput(form)
        let answers = KeyFields.read(input, changing: overview.key, at: context.visit.now)
        var problems = Problems(answers.problems)
        guard let fields = answers.fields else {
            return try page(overview, input, problems, fingerprint: form.text("fingerprint"), context)
        }
        do throws(Failure) {
            let caller = fields.widens(overview.key) ? try await console.confirmed(form, context) : context.caller
            try await apply(fields, to: overview.key, shown: form.text("fingerprint"), by: caller)
            return .seeOther("\(context.servicePath)/keys", notice: Self.notice(fields, since: overview.key))
        } catch {
            if error.isConflict { return try collision(fields, input, context) }
            guard error.belongsInForm else { throw error }
            problems.add(ofKey: error)
            return try page(overview, input, problems, fingerprint: form.text("fingerprint"), context)
        }
    }

    /// Refuses inside the very transaction when the key is no longer what the dialog showed.
    private func apply(
        _ fields: KeyFields, to key: APIKey, shown: String, by caller: Caller
    ) async throws(Failure) {
        _ = try await console.registry.changeKey(key.keyID, by: caller) { (key: inout APIKey) throws(Failure) in
            guard KeyFingerprint.of(key) == shown else {
                throw .conflict("Somebody changed this key since you opened it.")
            }
            fields.apply(to: &key)
        }
    }

    private static func notice(_ fields: KeyFields, since key: APIKey) -> Notice {
        var changed = key
        fields.apply(to: &changed)
        if changed == key { return .unchanged }
        guard changed.isEnabled != key.isEnabled else { return .keyUpdated }
        return changed.isEnabled ? .keyEnabled : .keyDisabled
    }

    /// Says what stands now beside what was typed; Update then replaces it knowingly.
    private func collision(_ fields: KeyFields, _ input: KeyInput, _ context: ServiceContext) throws -> Response {
        let overview = try console.overview(context)
        let differences = KeyFingerprint.differences(between: fields, and: overview.key)
        return try page(
            overview, input, Problems(),
            collision: KeyEditPage.Collision(
                differences: differences, hasDifferences: !differences.isEmpty), context)
    }

    /// - Parameter fingerprint: of what the dialog showed first, if that was earlier than now.
    private func page(
        _ overview: KeyOverview, _ input: KeyInput, _ problems: Problems, fingerprint: String? = nil,
        collision: KeyEditPage.Collision? = nil, _ context: ServiceContext
    ) throws -> Response {
        let table = try KeyTable(console.registry, context)
        let page = KeyEditPage(
            frame: console.frame("Edit API key", context), table: table, row: try console.row(overview, context),
            fields: KeyDialogFields(input, keysPath: table.path), isEnabled: input.isEnabled,
            fingerprint: fingerprint ?? KeyFingerprint.of(overview.key), collision: collision, problems: problems,
            passwordScopes: overview.key.refusesPlain ? "" : KeyEditPage.widerScopes(than: overview.key.scope),
            guardsPlain: overview.key.refusesPlain,
            receiver: try KeyReceiver(console: console).state(of: overview.key, context))
        let status: HTTPResponse.Status =
            collision != nil ? .conflict : problems.status
        return try console.pages.html("keys-edit", page, status: status).retrying(after: problems.retryAfter)
    }
}
