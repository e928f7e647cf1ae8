internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases
internal import WebCore

struct SignInPage: PageModel {
    let frame: PageFrame
    /// Until there is a member, nobody can sign in; the page says how the first one comes about.
    let hasMembers: Bool
    let email: String
    /// A path of ours, or nothing.
    let next: String
    let problems: Problems
}

struct CodePage: PageModel {
    let frame: PageFrame
    let next: String
    let problems: Problems
}

/// Signing in: e-mail and password, then the code of the second factor where there is one.
struct SignInPages: Sendable {
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    func addRoutes(to group: RouterGroup<PageContext>) {
        group.get("sign-in", use: form)
            .post("sign-in", use: signIn)
            .get("sign-in/code", use: codeForm)
            .post("sign-in/code", use: complete)
    }

    @Sendable func form(_ request: Request, _ context: PageContext) throws -> Response {
        let next = Self.next(of: request)
        guard context.grant == nil else { return .seeOther(next.isEmpty ? "/services" : next) }
        return try page(context, email: "", next: next, Problems(), status: .ok)
    }

    @Sendable func signIn(_ request: Request, _ context: PageContext) async throws -> Response {
        let form = try context.submitted()
        let next = LocalPath(form.text("next"))?.text ?? ""
        let signIn: SignIn
        do throws(Failure) {
            signIn = try await registry.signIn(
                email: form.sensitive("email"), password: form.secret("password"), from: context.visit?.address,
                browser: BrowserName.of(userAgent: request.headers[.userAgent]))
        } catch {
            guard error.belongsInForm else { throw error }
            return try page(
                context, email: form.text("email"), next: next, Problems(error),
                status: HTTPResponse.Status(code: error.httpStatus), retryAfter: error.retryAfter)
        }
        switch signIn {
        case .complete(let token): return Response.seeOther(next.isEmpty ? "/services" : next).signedIn(token)
        case .needsCode(let token):
            let query = LocalPath(next).map { "?next=\($0.asQueryValue)" } ?? ""
            var response = Response.seeOther("/sign-in/code\(query)")
            token.text.withExposed { response.addCookie(SessionCookie.field(SessionCookie.name, $0)) }
            return response
        }
    }

    @Sendable func codeForm(_ request: Request, _ context: PageContext) throws -> Response {
        guard context.grant == nil, context.cookie != nil else { return .seeOther("/sign-in") }
        return try codePage(context, next: Self.next(of: request), Problems(), status: .ok)
    }

    @Sendable func complete(_ request: Request, _ context: PageContext) async throws -> Response {
        let form = try context.submitted()
        guard let cookie = context.cookie else { return .seeOther("/sign-in", notice: .sessionEnded) }
        let next = LocalPath(form.text("next"))?.text ?? ""
        do throws(Failure) {
            let token = try await registry.completeSignIn(
                cookie, code: form.secret("code"), from: context.visit?.address)
            return Response.seeOther(next.isEmpty ? "/services" : next).signedIn(token)
        } catch {
            // The five minutes are over, or the sign-in was completed elsewhere.
            if error.isNotFound || error == .unauthorized { return .seeOther("/sign-in", notice: .sessionEnded) }
            guard error.belongsInForm else { throw error }
            var problems = Problems()
            let isWrong = error.field != nil
            problems.add(
                isWrong ? "code" : "general",
                isWrong ? "This code is not right, or was used already." : error.message)
            return try codePage(
                context, next: next, problems, status: HTTPResponse.Status(code: error.httpStatus),
                retryAfter: error.retryAfter)
        }
    }

    private func page(
        _ context: PageContext, email: String, next: String, _ problems: Problems, status: HTTPResponse.Status,
        retryAfter: Int? = nil
    ) throws -> Response {
        let model = SignInPage(
            frame: try PageFrame(title: "Sign in", context: context), hasMembers: try registry.hasMembers(),
            email: email, next: next, problems: problems)
        return try pages.html("sign-in", model, status: status).retrying(after: retryAfter)
    }

    private func codePage(
        _ context: PageContext, next: String, _ problems: Problems, status: HTTPResponse.Status,
        retryAfter: Int? = nil
    ) throws -> Response {
        let frame = try PageFrame(title: "Second factor", context: context)
        return try pages.html("sign-in-code", CodePage(frame: frame, next: next, problems: problems), status: status)
            .retrying(after: retryAfter)
    }

    private static func next(of request: Request) -> String {
        let text = request.uri.queryParameters["next"].flatMap { PercentEncoding.decode($0) } ?? ""
        return LocalPath(text)?.text ?? ""
    }
}

extension PageContext {
    /// The form of a POST; `FormGuard` has read it.
    func submitted() throws(Failure) -> Form {
        guard let form else { throw .badRequest("A form is needed here.") }
        return form
    }
}

extension Response {
    func retrying(after seconds: Int?) -> Response {
        guard let seconds else { return self }
        var response = self
        response.headers[.retryAfter] = String(seconds)
        return response
    }
}
