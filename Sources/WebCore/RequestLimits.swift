internal import Domain
internal import HTTPTypes
package import Hummingbird
package import UseCases

/// Holds the size of header and URI, and how often one address may come.
package struct RequestLimits<Context: ConnectedContext>: RouterMiddleware {
    private let settings: EdgeSettings
    private let clocks: Clocks
    private let buckets = TokenBuckets<IPAddress>()

    package init(_ settings: EdgeSettings, clocks: Clocks) {
        self.settings = settings
        self.clocks = clocks
    }

    package func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try checkSize(of: request)
        if settings.addressRequestsPerSecond > 0,
            let address = ClientAddress.of(request, on: context.channel, isBehindProxy: settings.isBehindProxy),
            let seconds = buckets.take(
                address, rate: settings.addressRequestsPerSecond, burst: settings.addressBurst,
                at: clocks.uptime().milliseconds)
        {
            throw Failure.rateLimited(retryAfter: seconds)
        }
        return try await next(request, context)
    }

    private func checkSize(of request: Request) throws(Failure) {
        guard request.uri.string.utf8.count <= EdgeSettings.largestURI else {
            throw .badRequest("A URI has at most 8 KiB.")
        }
        guard request.headers.count <= EdgeSettings.mostHeaders else {
            throw .badRequest("A request has at most 100 header fields.")
        }
        var bytes = 0
        // Each field costs its colon, space and line break besides.
        for field in request.headers { bytes += field.name.rawName.utf8.count + field.value.utf8.count + 4 }
        guard bytes <= EdgeSettings.largestHeaderSection else {
            throw .badRequest("A header section has at most 32 KiB.")
        }
    }
}
