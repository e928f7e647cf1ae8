internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import UseCases
internal import WebCore
internal import Wire

/// Puts on every answer what browsers are told about it. The page may stand in a frame of the origins that its service
/// names, and may use the camera.
struct SubmissionHeaders: RouterMiddleware {
    typealias Context = EdgeContext
    let registry: Registry
    let publicURL: @Sendable () -> String

    private static let contentSecurityPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob:", "media-src blob:",
        "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ].joined(separator: "; ")

    private static let fixed: [(name: String, value: String)] = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        (
            "Permissions-Policy",
            "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=(), "
                + "clipboard-write=(self)"
        ),
    ]

    func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in Self.fixed { response.headers.put(name, value) }
        let parts = request.uri.path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        let isWidget = parts == ["verify", "widget.js"]
        response.headers.put("Cross-Origin-Resource-Policy", isWidget ? "cross-origin" : "same-origin")
        response.headers.put(
            "Content-Security-Policy", "\(Self.contentSecurityPolicy); frame-ancestors \(ancestors(of: parts))")
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if publicURL().hasPrefix("https://") { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        return response
    }

    private func ancestors(of parts: [String]) -> String {
        let service = parts.count > 1 ? registry.service(clientID: parts[1]) : nil
        guard let settings = service?.settings.submission, settings.isOn, !settings.frameOrigins.isEmpty else {
            return "'none'"
        }
        return settings.frameOrigins.joined(separator: " ")
    }
}

extension HTTPFields {
    fileprivate mutating func put(_ name: String, _ value: String) {
        if let name = HTTPField.Name(name) { self[name] = value }
    }
}

/// The one place where a failure becomes an answer: a page where a page was asked for, JSON (contract 1.9) elsewhere.
struct SubmissionFailures: RouterMiddleware {
    typealias Context = EdgeContext
    let registry: Registry
    let page: SubmissionPages

    func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let refusal as NotThisWay {
            return Self.refusal(refusal)
        } catch {
            let failure = Failure(atTheEdge: error)
            if failure.isOurs { context.logger.error("\(failure.word): \(failure.detail ?? "no detail")") }
            let plain = Response(failure, requestID: failure.isOurs ? context.id : nil)
            guard Self.wantsPage(request) else { return plain }
            let clientID = context.parameter("clientId")
            var response = try page.problem(
                failure, serviceName: (try? registry.submissionService(clientID: clientID))?.name)
            response.headers[.retryAfter] = plain.headers[.retryAfter]
            return response
        }
    }

    private static func wantsPage(_ request: Request) -> Bool {
        let parts = request.uri.path.utf8.split(separator: UInt8(ascii: "/"))
        return [.get, .head].contains(request.method) && parts.count <= 2
    }

    private static func refusal(_ refusal: NotThisWay) -> Response {
        let document = ErrorDocument(
            code: 405, error: "method_not_allowed", message: "This can't be done at this address.")
        var response = Response.json(document.answer(), status: .methodNotAllowed)
        response.headers[.allow] = refusal.allowed
        return response
    }
}
