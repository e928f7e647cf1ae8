internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases
internal import WebCore

/// Lets in what is meant for us: the right authority, and no form from another site.
struct Arrival: RouterMiddleware {
    typealias Context = PageContext
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    func handle(
        _ request: Request, context: PageContext, next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        guard let origin = origin(of: request, context) else { throw Misdirected() }
        if request.method == .post { try checkOrigin(of: request, is: origin) }
        var context = context
        context.visit = Visit(
            registry: registry, pages: pages, origin: origin, path: request.uri.path,
            notice: request.uri.queryParameters["notice"].flatMap { Notice(rawValue: String($0)) },
            address: ClientAddress.of(request, on: context.channel, isBehindProxy: settings.isBehindProxy))
        return try await next(request, context)
    }

    /// The origin that the browser sees; `nil` when the request names an authority that isn't ours, as after a DNS
    /// rebinding.
    private func origin(of request: Request, _ context: PageContext) -> String? {
        guard let authority = request.head.authority?.lowercased() else { return nil }
        let own = Origin(url: settings.publicURL())
        if let own, own == Origin(url: "\(own.scheme)://\(authority)") { return own.text }
        // The same machine may always come by one of its own names, on the port we listen on.
        guard let port = context.channel.localAddress?.port else { return nil }
        let scheme = own?.scheme ?? "http"
        for name in ["localhost", "127.0.0.1", "[::1]"]
        where authority == "\(name):\(port)" || (authority == name && port == (scheme == "https" ? 443 : 80)) {
            // Behind a proxy that speaks TLS our own port speaks plain HTTP.
            return "\(settings.isBehindProxy ? "http" : scheme)://\(authority)"
        }
        return nil
    }

    /// A browser says where a form comes from. Under our own `no-referrer` it says `null` instead of the origin, and
    /// then `Sec-Fetch-Site`, which no page can set, must vouch for it (Fetch standard, "append a request Origin header").
    private func checkOrigin(of request: Request, is own: String) throws(Failure) {
        let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] }
        let origin = request.headers[.origin]
        let isOwn = origin == own || (origin == "null" && site == "same-origin")
        guard isOwn, site == nil || site == "same-origin" else { throw Self.foreignForm }
    }

    static let foreignForm = Failure.forbidden("This form did not come from a page of this console. Nothing was done.")
}

/// Scheme and authority of a URL (RFC 6454).
struct Origin: Equatable, Sendable {
    let scheme: String
    let authority: String

    var text: String { "\(scheme)://\(authority)" }

    init?(url: String) {
        guard let mark = url.firstRange(of: "://") else { return nil }
        scheme = url[..<mark.lowerBound].lowercased()
        let rest = url[mark.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }.lowercased()
        let standardPort = scheme == "https" ? ":443" : ":80"
        authority = rest.hasSuffix(standardPort) ? String(rest.dropLast(standardPort.count)) : rest
        guard !authority.isEmpty else { return nil }
    }
}

/// 421: the request is for an authority that isn't ours.
struct Misdirected: Error {}

/// Reading and sending forms is all there is.
struct KnownMethods: RouterMiddleware {
    typealias Context = PageContext

    func handle(
        _ request: Request, context: PageContext, next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        guard [.get, .head, .post].contains(request.method) else { throw MethodNotAllowed() }
        return try await next(request, context)
    }
}

/// 405.
struct MethodNotAllowed: Error {}
