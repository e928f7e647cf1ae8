internal import Domain
internal import HTTPTypes
package import Hummingbird
internal import NIOCore
package import UseCases
package import WebCore

/// The page on which candidates submit themselves, one for each service that has it: every route on one screen.
package enum SubmissionServer {
    /// - Parameters:
    ///   - publicURL: what candidates' browsers see, such as `https://kyc.example.com`.
    ///   - isTestData: whether the data is made up: the page says so then.
    /// - Throws: when a template is broken; the program doesn't start then.
    package static func router(
        registry: Registry, settings: EdgeSettings, publicURL: @escaping @Sendable () -> String,
        isTestData: Bool = false
    ) throws -> Router<EdgeContext> {
        let files = EmbeddedPages.files.filter { $0.key.hasPrefix("verify") || $0.key == "mark.svg" }
        let pages = try Pages(files: files, usedForms: UsedForms(random: { registry.makeCookieSecret() }))
        let assets = Assets(files: files, at: "/verify/assets")
        let page = SubmissionPages(registry: registry, pages: pages, assets: assets, isTestData: isTestData)
        let drafts = DraftEndpoints(registry: registry, budget: BodyBudget(settings))
        let widget = EmbeddedPages.files["widget.js"] ?? ""

        let router = Router(context: EdgeContext.self)
        if settings.isMeasured { router.add(middleware: MetricsMiddleware()) }
        router.add(middleware: SubmissionHeaders(registry: registry, publicURL: publicURL))
        router.add(middleware: SubmissionFailures(registry: registry, page: page))
        router.add(middleware: RequestLimits(settings, clocks: registry.parts.clocks))
        let places: [Place] = [
            Place("verify/widget.js", [.get: { _, _ in try Self.answer(widget: widget) }]),
            Place(
                "verify/assets/:name",
                [.get: { try assets.answer($1.parameter("name"), accepting: $0.headers[.acceptEncoding]) }]),
            Place("verify/:clientId", [.get: page.show]),
            Place("verify/:clientId/consent", [.get: drafts.consent]),
            Place("verify/:clientId/drafts", [.post: drafts.begin]),
            Place("verify/:clientId/draft", [.get: drafts.show, .delete: drafts.cancel]),
            Place("verify/:clientId/draft/consent", [.put: drafts.putConsent]),
            Place("verify/:clientId/draft/texts", [.put: drafts.putTexts]),
            Place(
                "verify/:clientId/draft/pictures/:slug", [.put: drafts.putPicture, .delete: drafts.deletePicture]),
            Place("verify/:clientId/draft/submit", [.post: drafts.submit]),
        ]
        for place in places { place.add(to: router) }
        return router
    }

    /// One address and what can be done there. Everything else there is 405.
    private struct Place {
        typealias Handler = @Sendable (Request, EdgeContext) async throws -> Response

        private static let methods: [HTTPRequest.Method] = [
            .get, .head, .post, .put, .delete, .patch, .options, .trace, .connect,
        ]
        let path: RouterPath
        let handlers: [HTTPRequest.Method: Handler]

        init(_ path: RouterPath, _ handlers: [HTTPRequest.Method: Handler]) {
            self.path = path
            self.handlers = handlers
        }

        func add(to router: Router<EdgeContext>) {
            let allowed = Self.methods.filter { handlers[$0 == .head ? .get : $0] != nil }
            let words = allowed.map(\.rawValue).joined(separator: ", ")
            for method in Self.methods {
                let handler = handlers[method == .head ? .get : method]
                router.on(path, method: method) { request, context in
                    guard let handler else { throw NotThisWay(allowed: words) }
                    let response = try await handler(request, context)
                    return method == .head ? response.createHeadResponse() : response
                }
            }
        }
    }

    /// The script that merchants' pages name. It keeps its name, so it is kept for some minutes only.
    private static func answer(widget: String) throws(Failure) -> Response {
        guard !widget.isEmpty else { throw .notFound("There is nothing at this address.") }
        return Response(
            status: .ok,
            headers: [.contentType: "text/javascript; charset=utf-8", .cacheControl: "public, max-age=300"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: widget)))
    }
}

/// 405, and what can be done instead.
struct NotThisWay: Error {
    let allowed: String
}
