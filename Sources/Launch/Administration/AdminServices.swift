internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore
internal import Wire

/// Services, as the commands make and change them.
struct AdminServices: Sendable {
    let registry: Registry

    @Sendable func list(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("services")
        writer.beginArray()
        for overview in try registry.services(by: .localOperator) { Self.write(overview, into: &writer) }
        writer.endArray()
        writer.endObject()
        return .json(writer.bytes)
    }

    @Sendable func create(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        var settings = ServiceSettings()
        try Self.apply(asked, to: &settings)
        let service = try await registry.createService(
            name: asked.requiredText("name"), clientID: asked.text("clientId").map { try ClientID($0) },
            settings: settings, by: .localOperator)
        return Self.answer(service)
    }

    @Sendable func change(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        let serviceID = try registry.service(context).serviceID
        let service = try await registry.changeService(serviceID, by: .localOperator) { (service) throws(Failure) in
            if let name = try asked.text("name") { service.name = name }
            try Self.apply(asked, to: &service.settings)
        }
        return Self.answer(service)
    }

    /// Members that begin with `add` or `remove` change a list, the others replace a value.
    private static func apply(_ asked: AdminRequest, to settings: inout ServiceSettings) throws(Failure) {
        let removed = Set(try asked.texts("removeCorsOrigins") ?? [])
        settings.corsOrigins.removeAll { removed.contains($0) }
        for origin in try asked.texts("addCorsOrigins") ?? [] where !settings.corsOrigins.contains(origin) {
            settings.corsOrigins.append(origin)
        }
        if let rate = try asked.number("requestsPerSecond") { settings.requestsPerSecond = Int(rate) }
        if let burst = try asked.number("burst") { settings.burst = Int(burst) }
        if let keeps = try asked.flag("keepsEmailFingerprint") { settings.keepsEmailFingerprint = keeps }
        if let summary = try asked.text("summary") { settings.summary = summary }
        if let requires = try asked.flag("requiresSecondFactor") { settings.requiresSecondFactor = requires }
        // A member that is null takes the limit away.
        if asked.has("undecidedDays") { settings.undecidedDays = try asked.number("undecidedDays").map { Int($0) } }
        if asked.has("decidedDays") { settings.decidedDays = try asked.number("decidedDays").map { Int($0) } }
        for text in try asked.texts("addAttributes") ?? [] {
            let attribute = try ownAttribute(text)
            guard !settings.ownAttributes.contains(attribute) else { continue }
            settings.ownAttributes.append(attribute)
        }
        let optional = Set(try asked.texts("removeRequired") ?? [])
        settings.requiredAttributes.removeAll { optional.contains($0.text) }
        for text in try asked.texts("addRequired") ?? [] {
            let slug = try Slug(text, field: "requiredAttributes")
            if !settings.requiredAttributes.contains(slug) { settings.requiredAttributes.append(slug) }
        }
        try applyIntake(asked, to: &settings)
    }

    /// `slug:text` or `slug:picture`.
    private static func ownAttribute(_ text: String) throws(Failure) -> OwnAttribute {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let kind = AttributeKind(rawValue: parts[1]) else {
            throw .invalid(field: "attributes", "An own attribute is slug:text or slug:picture.")
        }
        return OwnAttribute(slug: try Slug(parts[0], field: "attributes"), kind: kind)
    }

    private static func answer(_ service: Service) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writeMembers(of: service, into: &writer)
        writer.endObject()
        return .json(writer.bytes)
    }

    private static func write(_ overview: ServiceOverview, into writer: inout JSONWriter) {
        writer.beginObject()
        writeMembers(of: overview.service, into: &writer)
        writer.member("keys", overview.keyCount)
        writer.key("candidates")
        writer.beginObject()
        for status in CandidateStatus.allCases { writer.memberIfPresent(status.rawValue, overview.tallies[status]) }
        writer.endObject()
        writer.member("archived", overview.archivedCount)
        writer.memberIfPresent("lastExtractionAt", milliseconds: overview.lastExtractionAt?.milliseconds)
        writer.endObject()
    }

    private static func writeMembers(of service: Service, into writer: inout JSONWriter) {
        let settings = service.settings
        writer.member("clientId", service.clientID.text)
        writer.member("name", service.name)
        writer.member("createdAt", milliseconds: service.createdAt.milliseconds)
        writer.member("corsOrigins", settings.corsOrigins)
        writer.member("requestsPerSecond", settings.requestsPerSecond)
        writer.member("burst", settings.burst)
        writer.member("attributes", settings.ownAttributes.map { "\($0.slug.text):\($0.kind.rawValue)" })
        writer.member("requiredAttributes", settings.requiredAttributes.map(\.text))
        writer.member("keepsEmailFingerprint", settings.keepsEmailFingerprint)
        writer.member("summary", settings.summary)
        writer.memberIfPresent("undecidedDays", settings.undecidedDays)
        writer.memberIfPresent("decidedDays", settings.decidedDays)
        writer.member("requiresSecondFactor", settings.requiresSecondFactor)
        writeIntake(settings, into: &writer)
    }
}
