internal import Domain
internal import HTTPTypes
package import Hummingbird
package import UseCases

/// Lets pages of the origins that a service names call its API from a browser (Fetch standard, CORS protocol). Off
/// unless a service names some.
package struct CORSPolicy: RouterMiddleware {
    package typealias Context = EdgeContext
    private let registry: Registry

    package init(_ registry: Registry) {
        self.registry = registry
    }

    package func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        guard let origin = request.headers[.origin] else { return try await next(request, context) }
        let isAllowed = service(of: request)?.settings.corsOrigins.contains(origin) ?? false
        var response: Response
        if isAllowed, request.method == .options, request.headers[.accessControlRequestMethod] != nil {
            response = Response(status: .noContent)
            response.headers[.accessControlAllowMethods] = "GET, POST"
            response.headers[.accessControlAllowHeaders] =
                "Authorization, Content-Type, Cache-Control, X-Encryption-Key, Range, If-Range, If-None-Match"
            response.headers[.accessControlMaxAge] = "600"
        } else {
            response = try await next(request, context)
        }
        response.headers[.vary] = "Origin"
        if isAllowed {
            response.headers[.accessControlAllowOrigin] = origin
            response.headers[.accessControlExposeHeaders] = "Retry-After, ETag, Content-Range, Accept-Ranges"
        }
        return response
    }

    /// The service that the path names, before anybody is authenticated: a preflight carries no key.
    private func service(of request: Request) -> Service? {
        let parts = request.uri.path.split(separator: "/")
        let index: Int
        switch parts.prefix(3) {
        case ["kyc", "1.0", "connect"]: index = parts.count > 3 && parts[3] == "beta" ? 4 : 3
        case ["api", "v1", "services"]: index = 3
        default: return nil
        }
        return parts.count > index ? registry.service(clientID: String(parts[index])) : nil
    }
}
