internal import Domain
internal import HTTPTypes
package import Hummingbird
package import UseCases

/// Finds out who calls, and how often that key may. Guards every route below it.
package struct Authentication: RouterMiddleware {
    package typealias Context = EdgeContext
    private let registry: Registry
    private let settings: EdgeSettings
    private let buckets = TokenBuckets<KeyID>()

    package init(_ registry: Registry, _ settings: EdgeSettings) {
        self.registry = registry
        self.settings = settings
    }

    package func handle(
        _ request: Request, context: EdgeContext, next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        let clientID = context.parameters.get("clientId").flatMap { PercentEncoding.decode($0) } ?? ""
        let (caller, service) = try registry.authenticate(
            authorization: request.headers[.authorization], clientID: clientID,
            address: ClientAddress.of(request, on: context.channel, isBehindProxy: settings.isBehindProxy))
        if let keyID = caller.grant?.key.keyID,
            let seconds = buckets.take(
                keyID, rate: service.settings.requestsPerSecond, burst: service.settings.burst,
                at: registry.parts.clocks.uptime().milliseconds)
        {
            throw Failure.rateLimited(retryAfter: seconds)
        }
        var context = context
        context.authenticated = EdgeContext.Authenticated(caller: caller, serviceID: service.serviceID)
        return try await next(request, context)
    }
}
