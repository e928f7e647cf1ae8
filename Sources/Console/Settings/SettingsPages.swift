internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import UseCases

/// The tab Settings.
struct SettingsPages: Sendable {
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    func addRoutes(to group: RouterGroup<ServiceContext>) {
        group.group("settings").get("", use: form).post("", use: save)
            .get("encryption-key", use: encryptionKey).get("encryption-key.pem", use: download)
    }

    @Sendable private func form(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try Self.holdRight(context)
        return try pages.html(
            "settings-form", SettingsPage(SettingsInput(context.service), shown: context.service, context))
    }

    /// A dialog of its own, since the first look at a new service's key may have to wait until it is made.
    @Sendable private func encryptionKey(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try Self.holdRight(context)
        let key = try await registry.encryptionKey(of: context.service.serviceID)
        let dialog = EncryptionKeyDialog(key, of: context.service, settings: settings, path: context.servicePath)
        return try pages.html(
            "settings-form",
            SettingsPage(
                SettingsInput(context.service), shown: context.service, title: "Encryption key", dialog: dialog, context
            ))
    }

    @Sendable private func download(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try Self.holdRight(context)
        let key = try await registry.encryptionKey(of: context.service.serviceID)
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/x-pem-file",
                .contentDisposition: "attachment; filename=\"encryption-key.pem\"",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: key.pem)))
    }

    @Sendable private func save(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try Self.holdRight(context)
        let form = try await Form.read(request, context)
        let mayRequire = context.rights.contains(.own)
        var input = SettingsInput(form)
        if !mayRequire { input.requiresSecondFactor = context.service.settings.requiresSecondFactor }
        let shown = SettingsFingerprint(form.text("shown"))
        var problems = Problems()
        for failure in input.applied(to: context.service).failures { problems.add(ofSettings: failure) }
        guard problems.isEmpty else {
            // The fingerprint stays that of the page which was filled in.
            return try page(input, shown: context.service, fingerprint: shown, problems, .unprocessableContent, context)
        }
        do throws(Failure) {
            let wanted = input
            let saved = try await registry.changeService(context.service.serviceID, by: context.caller) {
                (service: inout Service) throws(Failure) in
                guard shown.changes(in: service).isEmpty else { throw .conflict("The settings have changed.") }
                var changed = wanted
                if !mayRequire { changed.requiresSecondFactor = service.settings.requiresSecondFactor }
                let (next, failures) = changed.applied(to: service)
                if let failure = failures.first { throw failure }
                service = next
            }
            let isUnchanged = saved == context.service
            return .seeOther("\(context.servicePath)/settings", notice: isUnchanged ? .unchanged : .settingsSaved)
        } catch {
            guard error.isConflict || error.belongsInForm else { throw error }
            let current = registry.service(context.service.serviceID) ?? context.service
            guard error.isConflict else {
                problems.add(ofSettings: error)
                return try page(input, shown: current, fingerprint: shown, problems, .unprocessableContent, context)
            }
            let merged = input.merged(shown: shown, with: current)
            let model = SettingsPage(merged, shown: current, changes: shown.changes(in: current), context)
            return try pages.html("settings-form", model, status: .conflict)
        }
    }

    private func page(
        _ input: SettingsInput, shown: Service, fingerprint: SettingsFingerprint, _ problems: Problems,
        _ status: HTTPResponse.Status, _ context: ServiceContext
    ) throws -> Response {
        let model = SettingsPage(input, shown: shown, fingerprint: fingerprint, problems: problems, context)
        return try pages.html("settings-form", model, status: status)
    }

    static func holdRight(_ context: ServiceContext) throws(Failure) {
        guard context.rights.contains(.changeSettings) else {
            throw .forbidden("Only owners and managers see and change the settings.")
        }
    }
}

extension Problems {
    /// A failure beside the field that the form calls otherwise: `summary` is what templates call the list of problems.
    fileprivate mutating func add(ofSettings failure: Failure) {
        switch failure.field {
        case "summary": add("description", failure.message)
        case "optionalAttributes":
            add(
                "ownAttributes",
                "The submission page offers an attribute that you take away here. Untick it there first.")
        default: add(failure)
        }
    }
}

extension SettingsInput {
    /// What was typed and ticked.
    init(_ form: Form) {
        let (slugs, kinds) = (form.all("ownSlug"), form.all("ownKind"))
        let required = Set(form.all("ownRequired"))
        self.init(
            name: form.text("name"), summary: form.text("description"), corsOrigins: form.text("corsOrigins"),
            requestsPerSecond: form.text("requestsPerSecond"), burst: form.text("burst"),
            ownAttributes: slugs.enumerated().map { index, slug in
                OwnRow(
                    slug: slug.filter { !$0.isWhitespace }, kind: kinds.indices.contains(index) ? kinds[index] : "",
                    isRequired: required.contains(String(index + 1)))
            }, requiredAttributes: form.all("required"), undecidedDays: form.text("undecidedDays"),
            decidedDays: form.text("decidedDays"), keepsEmailFingerprint: form.isTicked("keepsEmailFingerprint"),
            requiresSecondFactor: form.isTicked("requiresSecondFactor"))
    }
}
