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
            write(overview, into: &writer)
        }
        writer.endArray()
        writer.endObject()
        return .json(writer.bytes)
    }

    /// Besides `rotate` the only answer that ever holds a secret.
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
        key.refusesPlain = try asked.flag("refusesPlain") ?? false
        key.handoverStatus = try asked.status("handoverStatus") ?? key.handoverStatus
        key.isForTests = try asked.flag("test") ?? false
        let made = try await registry.createKey(key, in: registry.service(context).serviceID, by: .localOperator)
        return try answer(made.key.keyID, secret: made.secret)
    }

    @Sendable func show(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        try answer(keyID(context))
    }

    @Sendable func change(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        let key = try await registry.changeKey(keyID(context), by: .localOperator) { (key) throws(Failure) in
            if let description = try asked.text("description") { key.description = description }
            if let scope = try asked.scope("scope") { key.scope = scope }
            if let mayWrite = try asked.flag("write") { key.mayWrite = mayWrite }
            if let isEnabled = try asked.flag("enabled") { key.isEnabled = isEnabled }
            // A member that is null takes the rule or the date away.
            if asked.has("archiveAfterSeconds") {
                key.archiveRule = try asked.archiveRule("archiveAfterSeconds", trigger: key.archiveRule?.trigger)
            }
            if let trigger = try asked.archiveTrigger() {
                guard let rule = key.archiveRule else {
                    throw .invalid(field: "archiveAfter", "This key archives nothing. Give it a delay.")
                }
                key.archiveRule = try ArchiveRule(seconds: rule.seconds, trigger: trigger)
            }
            if let refusesPlain = try asked.flag("refusesPlain") { key.refusesPlain = refusesPlain }
            if let status = try asked.status("handoverStatus") { key.handoverStatus = status }
            if asked.has("expiresAt") { key.expiresAt = try asked.instant("expiresAt") }
            if let networks = try asked.networks("networks") { key.networks = networks }
        }
        return try answer(key.keyID)
    }

    @Sendable func rotate(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let seconds = try await request.adminRequest().number("overlapSeconds") ?? 0
        let made = try await registry.rotateKey(keyID(context), overlap: seconds, by: .localOperator)
        return try answer(made.key.keyID, secret: made.secret)
    }

    @Sendable func endOldSecret(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        try answer(await registry.endOldSecret(of: keyID(context), by: .localOperator).keyID)
    }

    /// Takes a receiver's public key for trial; nothing changes yet.
    @Sendable func offerReceiver(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let text = try await request.adminRequest().requiredText("receiverKey")
        let offer = try await registry.offerReceiver(text, for: keyID(context), by: .localOperator)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("thumbprint", offer.thumbprint)
        writer.member("challenge", offer.challenge)
        writer.member("endsAt", milliseconds: offer.endsAt.milliseconds)
        writer.endObject()
        return .json(writer.bytes)
    }

    @Sendable func answerChallenge(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let text = try await request.adminRequest().requiredText("answer")
        return try answer(await registry.answerChallenge(text, for: keyID(context), by: .localOperator).keyID)
    }

    @Sendable func removeReceiver(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        try answer(await registry.removeReceiver(of: keyID(context), by: .localOperator).keyID)
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

    private func answer(_ keyID: KeyID, secret: Sensitive<String>? = nil) throws(Failure) -> Response {
        var writer = JSONWriter()
        try write(registry.keyOverview(keyID, by: .localOperator), secret: secret, into: &writer)
        return .json(writer.bytes)
    }

    private func write(_ overview: KeyOverview, secret: Sensitive<String>? = nil, into writer: inout JSONWriter) {
        let key = overview.key
        writer.beginObject()
        writer.member("id", key.keyID.text)
        secret?.withExposed { writer.member("key", $0) }
        writer.memberIfPresent("service", registry.service(key.serviceID)?.clientID.text)
        writer.member("description", key.description)
        writer.member("scope", key.scope.rawValue)
        writer.member("permissions", key.mayWrite ? ["read", "write"] : ["read"])
        writer.memberIfPresent("archiveAfterSeconds", key.archiveRule.map { Int($0.seconds) })
        writer.memberIfPresent("archiveAfter", key.archiveRule?.trigger.rawValue)
        writer.member("refusesPlain", key.refusesPlain)
        writer.memberIfPresent("receiverThumbprint", key.receiver?.thumbprint)
        writer.member("handoverStatus", key.handoverStatus.rawValue)
        writer.memberIfPresent("expiresAt", milliseconds: key.expiresAt?.milliseconds)
        writer.member("networks", key.networks.map(\.text))
        writer.member("enabled", key.isEnabled)
        writer.memberIfPresent("oldSecretEndsAt", milliseconds: key.oldSecretEndsAt?.milliseconds)
        writer.member("createdAt", milliseconds: key.createdAt.milliseconds)
        writer.member("createdBy", overview.createdBy.text)
        writer.memberIfPresent("lastUsedAt", milliseconds: overview.lastUsedAt?.milliseconds)
        writer.member("extractionsIn30Days", overview.extractionsByDay.reduce(0, +))
        writer.endObject()
    }
}
