internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore
internal import Wire

/// What a key is (contract 2.1).
struct WhoAmIEndpoint: Sendable {
    let forms: AnswerForms

    @Sendable func describe(_ request: Request, _ context: KeyContext) async throws -> Response {
        guard let key = context.caller.grant?.key else { throw Failure.unauthorized }
        let document = WhoAmIDocument(
            id: key.keyID.text, description: key.description, scope: key.scope.rawValue,
            permissions: key.mayWrite ? ["read", "write"] : ["read"], expiresAt: key.expiresAt?.milliseconds,
            archiveAfterSeconds: key.archiveRule.map { Int($0.seconds) },
            archiveAfter: key.archiveRule?.trigger.rawValue,
            refusesPlain: key.refusesPlain, receiverThumbprint: key.receiver?.thumbprint,
            handoverStatus: key.handoverStatus.rawValue, networks: key.networks.map(\.text),
            enabled: key.isEnabled)
        return try forms.answer(
            document.answer(), await forms.formWithoutAttributes(for: request, context))
    }
}
