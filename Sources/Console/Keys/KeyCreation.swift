internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// Makes a key, and shows it once.
struct KeyCreation: Sendable {
    let console: KeyPages

    @Sendable func form(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try page(KeyInput(), Problems(), context)
    }

    @Sendable func create(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let input = KeyInput(form)
        let answers = KeyFields.read(input, at: context.visit.now)
        var problems = Problems(answers.problems)
        guard let fields = answers.fields else {
            return try page(input, problems, context)
        }
        let made: (key: APIKey, secret: Sensitive<String>)
        do throws(Failure) {
            let caller = fields.scope.readsPictures ? try await console.confirmed(form, context) : context.caller
            guard form.useOnce(in: console.pages.usedForms) else {
                return .seeOther("\(context.servicePath)/keys", notice: .keyMadeBefore)
            }
            made = try await console.registry.createKey(fields.request, in: context.service.serviceID, by: caller)
        } catch {
            guard error.belongsInForm else { throw error }
            problems.add(ofKey: error)
            return try page(input, problems, context)
        }
        return try KeySecret(console: console).page(made, ofRotation: false, context)
    }

    private func page(_ input: KeyInput, _ problems: Problems, _ context: ServiceContext) throws -> Response {
        let table = try KeyTable(console.registry, context)
        let page = KeyCreatePage(
            frame: console.frame("Create API key", context), table: table,
            fields: KeyDialogFields(input, keysPath: table.path), problems: problems)
        return try console.pages.html("keys-new", page, status: problems.status).retrying(after: problems.retryAfter)
    }
}

/// The panel with a secret. It is the answer to the very form that made it, and nobody keeps it.
struct KeySecret: Sendable {
    let console: KeyPages

    func page(
        _ made: (key: APIKey, secret: Sensitive<String>), ofRotation isRotation: Bool, _ context: ServiceContext
    ) throws -> Response {
        let secret = made.secret.withExposed { $0 }
        let clientID = context.service.clientID.text
        // A list is an answer with attributes, which not every key gets in the open.
        let listsPlain = made.key.receiver == nil && !made.key.refusesPlain
        let path =
            listsPlain ? "/kyc/1.0/connect/\(clientID)/applicants?limit=1" : "/api/v1/services/\(clientID)/whoami"
        let url = console.settings.apiURL() + path
        let oldSecret = isRotation ? Self.words(forOldSecretOf: made.key, at: context.visit.now) : nil
        let page = KeySecretPage(
            frame: console.frame(isRotation ? "New secret" : "New API key", context),
            table: try KeyTable(console.registry, context), isRotation: isRotation, name: made.key.description,
            secret: .init(text: secret), curl: .init(text: "curl -H 'Authorization: \(secret)' '\(url)'"),
            oldSecret: oldSecret, listsPlain: listsPlain)
        return try console.pages.html("keys-secret", page)
    }

    private static func words(forOldSecretOf key: APIKey, at now: Instant) -> String {
        guard let end = key.oldSecretEndsAt, end > now else { return "The old secret has ended. Only this one works." }
        let cell = TimeCell(end, now: now)
        return "The old secret works until \(cell.exact). Give the new one to the programs that use it before then."
    }
}
