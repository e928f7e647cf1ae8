internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore
internal import Wire

/// Links by which candidates submit again, as the command makes them.
struct AdminResubmission: Sendable {
    let registry: Registry
    /// Where browsers reach submission pages; `nil` while they aren't served.
    let pages: @Sendable () -> String?

    /// The only answer that holds the link.
    @Sendable func make(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        let service = try registry.service(context)
        let link = try await registry.resubmissionLink(
            for: asked.selector(), in: service.serviceID, by: .localOperator)
        var writer = JSONWriter()
        writer.beginObject()
        link.token.withExposed { writer.member("path", "/verify/\(service.clientID.text)?resubmit=\($0)") }
        writer.memberIfPresent("pages", pages())
        writer.member("expiresAt", milliseconds: link.expiresAt.milliseconds)
        writer.endObject()
        return .json(writer.bytes)
    }
}
