internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// The dialogs behind a key's other buttons: rotate, end the old secret, delete.
struct KeyActions: Sendable {
    let console: KeyPages

    private static let usualOverlap = Delay(number: "1", unit: .days)

    @Sendable func rotation(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let overview = try console.overview(context)
        return try page("keys-rotate", "Rotate API key", overview, context)
    }

    @Sendable func rotate(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let overview = try console.overview(context)
        let overlap = Delay(number: form.text("overlap"), unitText: form.text("unit"))
        let made: (key: APIKey, secret: Sensitive<String>)
        do throws(Failure) {
            let seconds = try Self.seconds(overlap)
            let caller = overview.key.scope.readsPictures ? try await console.confirmed(form, context) : context.caller
            guard form.useOnce(in: console.pages.usedForms) else {
                return .seeOther("\(context.servicePath)/keys", notice: .keyMadeBefore)
            }
            made = try await console.registry.rotateKey(overview.key.keyID, overlap: seconds, by: caller)
        } catch {
            guard error.belongsInForm else { throw error }
            return try page("keys-rotate", "Rotate API key", overview, context, overlap: overlap, Problems(error))
        }
        return try KeySecret(console: console).page(made, ofRotation: true, context)
    }

    private static func seconds(_ overlap: Delay) throws(Failure) -> Int64 {
        switch overlap.reading(within: APIKey.overlapSeconds) {
        case .seconds(let seconds): return seconds
        case .notWhole: throw .invalid(field: "overlap", "Give the overlap as a whole number.")
        case .outOfRange: throw .invalid(field: "overlap", "The overlap is 0 to 7 days.")
        }
    }

    @Sendable func end(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let overview = try console.overview(context)
        let page = try model("End the old secret", overview, context)
        guard page.row.oldSecret != nil else {
            return .seeOther("\(context.servicePath)/keys", notice: .oldSecretEnded)
        }
        return try console.pages.html("keys-end", page)
    }

    @Sendable func endOldSecret(_ request: Request, _ context: ServiceContext) async throws -> Response {
        _ = try await Form.read(request, context)
        _ = try await console.registry.endOldSecret(of: console.overview(context).key.keyID, by: context.caller)
        return .seeOther("\(context.servicePath)/keys", notice: .oldSecretEnded)
    }

    @Sendable func deletion(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let overview = try console.overview(context)
        return try page("keys-delete", "Delete API key", overview, context)
    }

    @Sendable func delete(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let overview = try console.overview(context)
        let typed = form.text("description")
        guard KeyWords.isSame(typed, overview.key.description) else {
            var problems = Problems()
            problems.add("description", "This is not the key's description. Type it as it stands above.")
            return try page("keys-delete", "Delete API key", overview, context, typed: typed, problems)
        }
        try await console.registry.deleteKey(overview.key.keyID, by: context.caller)
        return .seeOther("\(context.servicePath)/keys", notice: .keyDeleted)
    }

    private func page(
        _ template: String, _ title: String, _ overview: KeyOverview, _ context: ServiceContext,
        overlap: Delay = usualOverlap, typed: String = "", _ problems: Problems = Problems()
    ) throws -> Response {
        let page = try model(title, overview, context, overlap: overlap, typed: typed, problems)
        return try console.pages.html(template, page, status: problems.status).retrying(after: problems.retryAfter)
    }

    private func model(
        _ title: String, _ overview: KeyOverview, _ context: ServiceContext,
        overlap: Delay = usualOverlap, typed: String = "", _ problems: Problems = Problems()
    ) throws -> KeyActionPage {
        KeyActionPage(
            frame: console.frame(title, context), table: try KeyTable(console.registry, context),
            row: try console.row(overview, context), overlap: overlap.number,
            units: Choice.units(chosen: overlap.unit, from: .minutes),
            needsPassword: overview.key.scope.readsPictures, typed: typed, problems: problems)
    }
}
