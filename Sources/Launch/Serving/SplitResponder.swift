internal import Console
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import WebCore

/// One address for programs and people: some first parts of a path are the API's, and so is every request that shows a
/// key, which no browser does by itself: a program with a wrong address gets the API's 404. All else is the console's.
struct SplitResponder: HTTPResponder {
    /// A request before it is known whose it is.
    struct Context: InitializableFromSource {
        let channel: any Channel
        let logger: Logger

        init(source: ApplicationRequestContextSource) {
            channel = source.channel
            logger = source.logger
        }

        var source: ApplicationRequestContextSource {
            ApplicationRequestContextSource(channel: channel, logger: logger)
        }
    }

    let api: RouterResponder<EdgeContext>
    let console: RouterResponder<PageContext>

    func respond(to request: Request, context: Context) async throws -> Response {
        if Self.isForAPI(request.uri.path) || request.headers.contains(.authorization) {
            return try await api.respond(to: request, context: EdgeContext(source: context.source))
        }
        return try await console.respond(to: request, context: PageContext(source: context.source))
    }

    /// Empty parts don't count, as in the router.
    private static func isForAPI(_ path: String) -> Bool {
        let first = path.utf8.drop { $0 == UInt8(ascii: "/") }.prefix { $0 != UInt8(ascii: "/") }
        return ["kyc", "api", "healthz", "readyz"].contains { (name: StaticString) in
            name.withUTF8Buffer { first.elementsEqual($0) }
        }
    }
}
