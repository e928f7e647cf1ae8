internal import Domain
internal import Hummingbird
internal import JOSE
internal import UseCases
internal import WebCore
internal import Wire

/// The service's public key, to which callers encrypt the key they want their answer under (contract 1.12). It is no
/// secret, and who asks needs no API key.
struct EncryptionKeyEndpoint: Sendable {
    let registry: Registry

    @Sendable func show(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let clientID = context.parameters.get("clientId").flatMap { PercentEncoding.decode($0) } ?? ""
        guard let service = registry.service(clientID: clientID) else {
            throw Failure.notFound("There is no such service.")
        }
        let key = try await registry.encryptionKey(of: service.serviceID)
        return .json(EncryptionKeyDocument(keyID: key.keyID, pem: key.pem, jwk: key.publicKey.json).answer())
    }
}
