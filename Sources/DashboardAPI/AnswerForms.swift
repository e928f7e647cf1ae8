internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import JOSE
internal import NIOCore
internal import UseCases
internal import WebCore

/// How answers leave: in the open or sealed, as the key demands or the caller asks by `X-Encryption-Key`.
struct AnswerForms: Sendable {
    let registry: Registry

    /// For an answer with attributes. Asked for before anything is read or done.
    func form(for request: Request, _ context: KeyContext) async throws(Failure) -> AnswerForm {
        try await registry.answerForm(
            encryptionKey: request.encryptionKey, in: context.serviceID, by: context.caller)
    }

    /// For an answer without attributes: sealed only where the caller asks for it.
    func formWithoutAttributes(for request: Request, _ context: KeyContext) async throws(Failure) -> AnswerForm {
        try await registry.chosenForm(
            encryptionKey: request.encryptionKey, in: context.serviceID, by: context.caller) ?? .plain
    }

    /// An answer whose end nobody watches.
    func answer(_ bytes: [UInt8], _ form: AnswerForm) throws(Failure) -> Response {
        guard let sealer = form.sealer else { return .json(bytes) }
        return .jose(ByteBuffer(bytes: try sealer.seal(bytes).bytes))
    }
}

extension Response {
    /// A JWE in its compact form (RFC 7516, section 3.1).
    static func jose(_ text: ByteBuffer) -> Response {
        Response(status: .ok, headers: joseHeaders, body: ResponseBody(byteBuffer: text))
    }

    static let joseHeaders: HTTPFields = {
        var headers = jsonHeaders
        headers[.contentType] = "application/jose"
        return headers
    }()
}

extension Request {
    /// What the caller says about how the answer is to be encrypted.
    var encryptionKey: String? {
        HTTPField.Name(WrappedContentKey.fieldName).flatMap { headers[$0] }
    }
}
