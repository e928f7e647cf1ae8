internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore
internal import Wire

/// API keys, as the commands make and change them.
struct AdminKeys: Sendable {
    let registry: Registry

    @Sendable func list(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let service = try registry.service(context)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("keys")
        writer.beginArray()
        for overview in try registry.keys(of: service.serviceID, by: .localOperator) {
            write(overview.key, lastUsedAt: overview.lastUsedAt, into: &writer)
        }
        writer.endArray()
        writer.endObject()
        return .json(writer.bytes)
    }

    /// The only answer that ever holds a secret.
    @Sendable func create(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        guard let scope = try asked.scope("scope") else {
            throw Failure.invalid(field: "scope", "A scope is metadata, text or pictures.")
        }
        var key = KeyRequest(description: try asked.requiredText("description"), scope: scope)
        key.mayWrite = try asked.flag("write") ?? false
        key.archiveRule = try asked.archiveRule("archiveAfterSeconds")
        key.expiresAt = try asked.instant("expiresAt")
        key.networks = try asked.networks("networks") ?? []
        key.isForTests = try asked.flag("test") ?? false
        let made = try await registry.createKey(key, in: registry.service(context).serviceID, by: .localOperator)
        var writer = JSONWriter()
        write(made.key, secret: made.secret, into: &writer)
        return .json(writer.bytes)
    }

    @Sendable func show(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let overview = try registry.keyOverview(keyID(context), by: .localOperator)
        return answer(overview.key, lastUsedAt: overview.lastUsedAt)
    }

    @Sendable func change(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        let key = try await registry.changeKey(keyID(context), by: .localOperator) { (key) throws(Failure) in
            if let description = try asked.text("description") { key.description = description }
            if let scope = try asked.scope("scope") { key.scope = scope }
            if let mayWrite = try asked.flag("write") { key.mayWrite = mayWrite }
            if let isEnabled = try asked.flag("enabled") { key.isEnabled = isEnabled }
            // A member that is null takes the rule or the date away.
            if asked.has("archiveAfterSeconds") { key.archiveRule = try asked.archiveRule("archiveAfterSeconds") }
            if asked.has("expiresAt") { key.expiresAt = try asked.instant("expiresAt") }
            if let networks = try asked.networks("networks") { key.networks = networks }
        }
        return answer(key, lastUsedAt: nil)
    }

    @Sendable func delete(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let keyID = try keyID(context)
        try await registry.deleteKey(keyID, by: .localOperator)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", keyID.text)
        writer.member("deleted", true)
        writer.endObject()
        return .json(writer.bytes)
    }

    private func keyID(_ context: AdminRouter.Context) throws(Failure) -> KeyID {
        guard let text = context.parameters.get("key"), let keyID = KeyID(text) else {
            throw .notFound("There is no such key. A key's id is the 12 characters after lethe_live_.")
        }
        return keyID
    }

    private func answer(_ key: APIKey, lastUsedAt: Instant?) -> Response {
        var writer = JSONWriter()
        write(key, lastUsedAt: lastUsedAt, into: &writer)
        return .json(writer.bytes)
    }

    private func write(
        _ key: APIKey, secret: Sensitive<String>? = nil, lastUsedAt: Instant? = nil, into writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("id", key.keyID.text)
        secret?.withExposed { writer.member("key", $0) }
        writer.memberIfPresent("service", registry.service(key.serviceID)?.clientID.text)
        writer.member("description", key.description)
        writer.member("scope", key.scope.rawValue)
        writer.member("permissions", key.mayWrite ? ["read", "write"] : ["read"])
        writer.memberIfPresent("archiveAfterSeconds", key.archiveRule.map { Int($0.seconds) })
        writer.memberIfPresent("expiresAt", milliseconds: key.expiresAt?.milliseconds)
        writer.member("networks", key.networks.map(\.text))
        writer.member("enabled", key.isEnabled)
        writer.member("createdAt", milliseconds: key.createdAt.milliseconds)
        writer.memberIfPresent("lastUsedAt", milliseconds: lastUsedAt?.milliseconds)
        writer.endObject()
    }
}
