internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases
internal import WebCore

/// Pictures of an identity that is open.
extension CandidatePages {
    /// The bytes, for the pages of this console only, and for no cache. Each piece is read anew, so that a picture whose
    /// candidate is archived meanwhile breaks off.
    @Sendable func picture(_ request: Request, _ context: ServiceContext) async throws -> Response {
        guard let slug = try? Slug(context.parameter("slug")) else {
            throw Failure.notFound("There is no such picture.")
        }
        let picture = try await registry.identityPicture(
            slug, of: recordID(context), in: context.service.serviceID, by: context.caller)
        var headers: HTTPFields = [
            .contentType: picture.mediaType.rawValue, .cacheControl: "no-store",
            .xContentTypeOptions: "nosniff",
        ]
        headers[.contentSecurityPolicy] = "default-src 'none'; sandbox; frame-ancestors 'none'"
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(contentLength: picture.byteCount) { writer in
                let source = try await picture.open()
                try await source.pieces(of: 0..<picture.segmentCount) { piece, _ in try await writer.write(piece) }
                try await writer.finish(nil)
            })
    }

    /// The page with one picture as large as the window.
    @Sendable func fullPicture(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let desk = try await desk(context)
        let asked = context.parameter("slug")
        let isShown =
            desk.review.identity == .open
            && desk.review.attributes.contains { $0.slug.text == asked && $0.version != nil }
        guard isShown else { return .seeOther(desk.path) }
        return try page(desk, context, over: CandidatePage.Over(pictureSlug: asked))
    }
}
