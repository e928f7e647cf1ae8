internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// The tab API Keys. Every dialog has an address of its own: the tab with the dialog on it.
struct KeyPages: Sendable {
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    func addRoutes(to group: RouterGroup<ServiceContext>) {
        let creation = KeyCreation(console: self)
        let change = KeyChange(console: self)
        let actions = KeyActions(console: self)
        let preview = KeyPreview(console: self)
        let receiver = KeyReceiver(console: self)
        group.group("keys")
            .get("", use: list)
            .post("", use: creation.create)
            .get("new", use: creation.form)
            .get("preview", use: preview.ofScope)
            .get(":keyId", use: change.form)
            .post(":keyId", use: change.update)
            .get(":keyId/preview", use: preview.ofKey)
            .get(":keyId/rotate", use: actions.rotation)
            .post(":keyId/rotate", use: actions.rotate)
            .get(":keyId/old-secret/end", use: actions.end)
            .post(":keyId/old-secret/end", use: actions.endOldSecret)
            .get(":keyId/delete", use: actions.deletion)
            .post(":keyId/delete", use: actions.delete)
            .get(":keyId/receiver", use: receiver.form)
            .post(":keyId/receiver", use: receiver.offer)
            .get(":keyId/receiver/answer", use: receiver.start)
            .post(":keyId/receiver/answer", use: receiver.answer)
            .get(":keyId/receiver/remove", use: receiver.removal)
            .post(":keyId/receiver/remove", use: receiver.remove)
    }

    @Sendable private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let page = KeyListPage(frame: frame("API Keys", context), table: try KeyTable(registry, context))
        return try pages.html("keys", page)
    }

    func frame(_ title: String, _ context: ServiceContext) -> PageFrame {
        PageFrame(title: title, tab: .keys, context: context)
    }

    /// The key that the path names; a 404 for one of another service.
    func overview(_ context: ServiceContext) throws(Failure) -> KeyOverview {
        guard let keyID = KeyID(context.parameter("keyId")) else { throw Self.noSuchKey }
        let overview = try registry.keyOverview(keyID, by: context.caller)
        guard overview.key.serviceID == context.service.serviceID else { throw Self.noSuchKey }
        return overview
    }

    func row(_ overview: KeyOverview, _ context: ServiceContext) throws(Failure) -> KeyRow {
        try KeyTable.row(overview, registry, context)
    }

    /// The caller, confirmed where the form carries the password.
    ///
    /// - Throws: 422 for `password`; 429 after failures.
    func confirmed(_ form: Form, _ context: ServiceContext) async throws(Failure) -> Caller {
        guard !form.raw("password").isEmpty else { throw .passwordNeeded }
        return try await registry.confirm(context.caller, password: form.secret("password"), from: context.address)
    }

    private static let noSuchKey = Failure.notFound("There is no such key. It may have been deleted.")
}

extension Problems {
    init(_ problems: [KeyFields.Problem]) {
        self.init()
        for (field, message) in problems { add(field, message) }
    }

    /// A failure beside the field that a dialog calls otherwise.
    mutating func add(ofKey failure: Failure) {
        failure.field == "archiveAfterSeconds" ? add("delay", failure.message) : add(failure)
    }
}
