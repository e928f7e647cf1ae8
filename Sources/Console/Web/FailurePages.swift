internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import UseCases
internal import WebCore

/// A calm page that says what went wrong.
struct ProblemPage: PageModel {
    struct WayOut: Sendable {
        let path: String
        let words: String
    }

    let frame: PageFrame
    let words: String
    /// Only where the fault is ours.
    let requestId: String?
    let wayOut: WayOut
}

/// The one place where a failure becomes a page. It stands twice: within the session, where a page can show who is
/// signed in, and around everything, for what fails before.
struct FailurePages: RouterMiddleware {
    typealias Context = PageContext
    let registry: Registry
    let pages: Pages

    func handle(
        _ request: Request, context: PageContext, next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return try answer(error, to: request, context)
        }
    }

    private func answer(_ error: any Error, to request: Request, _ context: PageContext) throws -> Response {
        switch error {
        case is SignInNeeded: return Self.signIn(for: request, hadCookie: context.cookie != nil)
        // The session ended while the request was under way.
        case let failure as Failure where failure == .unauthorized:
            return Self.signIn(for: request, hadCookie: context.cookie != nil)
        case is StaleForm:
            return try page(
                403, "This form is too old",
                "Your session ended or began anew since the page was opened. Nothing was done. Open the page again.",
                context)
        case is Misdirected:
            return try page(
                421, "Not at this address", "This console is reached under another address. Ask whoever runs it.",
                context)
        case is MethodNotAllowed:
            var response = try page(
                405, "Not possible here", "This address can be read, or a form sent to it.", context)
            response.headers[.allow] = "GET, HEAD, POST"
            return response
        default: return try answer(Failure(atTheEdge: error), context)
        }
    }

    private func answer(_ failure: Failure, _ context: PageContext) throws -> Response {
        if failure.isOurs { context.logger.error("\(failure.word): \(failure.detail ?? "no detail")") }
        var response = try page(
            failure.httpStatus, Self.title(of: failure), failure.message, context,
            requestId: failure.isOurs ? context.id : nil)
        if let seconds = failure.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    private func page(
        _ code: Int, _ title: String, _ words: String, _ context: PageContext, requestId: String? = nil
    ) throws -> Response {
        let visit =
            context.visit
            ?? Visit(registry: registry, pages: pages, origin: "", path: "", notice: nil, address: nil)
        let frame = PageFrame(title, visit, grant: context.grant, service: nil)
        let wayOut =
            frame.person == nil
            ? ProblemPage.WayOut(path: "/sign-in", words: "Go to the sign-in")
            : ProblemPage.WayOut(path: "/services", words: "Go to the services")
        return try pages.html(
            "problem", ProblemPage(frame: frame, words: words, requestId: requestId, wayOut: wayOut),
            status: HTTPResponse.Status(code: code))
    }

    private static func title(of failure: Failure) -> String {
        switch failure.httpStatus {
        case 403: "Not allowed"
        case 404: "Not found"
        case 409: "Not possible now"
        case 429: "Too many requests"
        case 500: "Something went wrong here"
        case 503: "Not possible now"
        default: "This request can't be taken"
        }
    }

    /// To the sign-in, and from there back to the page that was wanted.
    private static func signIn(for request: Request, hadCookie: Bool) -> Response {
        let wanted = request.method == .post ? "" : request.uri.string
        let next = LocalPath(wanted).map { "?next=\($0.asQueryValue)" } ?? ""
        return .seeOther("/sign-in\(next)", notice: hadCookie ? .sessionEnded : nil)
    }
}
