internal import Console
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import WebCore

/// One address for programs and people: what begins with `/verify` is the submission page's; some other first parts of a
/// path are the API's, and so is every request that shows a key, which no browser does by itself: a program with a wrong
/// address gets the API's 404. All else is the console's, or the API's where there is no console.
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
    let console: RouterResponder<PageContext>?
    let submission: RouterResponder<EdgeContext>

    func respond(to request: Request, context: Context) async throws -> Response {
        if Self.begins(request.uri.path, with: ["verify"]) {
            return try await submission.respond(to: request, context: EdgeContext(source: context.source))
        }
        let isForAPI = Self.begins(request.uri.path, with: ["kyc", "api", "healthz", "readyz"])
        guard let console, !isForAPI, !request.headers.contains(.authorization) else {
            return try await api.respond(to: request, context: EdgeContext(source: context.source))
        }
        return try await console.respond(to: request, context: PageContext(source: context.source))
    }

    /// Empty parts don't count, as in the router.
    private static func begins(_ path: String, with names: [StaticString]) -> Bool {
        let first = path.utf8.drop { $0 == UInt8(ascii: "/") }.prefix { $0 != UInt8(ascii: "/") }
        return names.contains { name in name.withUTF8Buffer { first.elementsEqual($0) } }
    }
}
