internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// The two cookies: of a session, and of a signed-out person's forms.
enum SessionCookie {
    static let name = "__Host-lethe"
    static let formName = "__Host-lethe-form"

    /// Kept until the browser closes; how long it is good for is the server's business.
    static func field(_ name: String, _ value: String) -> String {
        "\(name)=\(value); Path=/; Secure; HttpOnly; SameSite=Strict"
    }

    static func removal(_ name: String) -> String { "\(name)=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0" }

    /// A secret of ours: 43 characters of base64url. Anything else is as good as none.
    static func read(_ name: String, from request: Request) -> String? {
        for field in request.headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let text = pair.drop { $0 == " " }
                guard text.hasPrefix(name + "=") else { continue }
                let value = text.dropFirst(name.count + 1)
                return value.utf8.count == 43 && value.utf8.allSatisfy(isBase64URL) ? String(value) : nil
            }
        }
        return nil
    }

    private static func isBase64URL(_ character: UInt8) -> Bool {
        switch character {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
    }
}

extension Response {
    mutating func addCookie(_ field: String) {
        headers.append(HTTPField(name: .setCookie, value: field))
    }

    /// Hands a session over, and drops the cookie of the forms before it.
    func signedIn(_ token: SessionToken) -> Response {
        var response = self
        token.text.withExposed { response.addCookie(SessionCookie.field(SessionCookie.name, $0)) }
        response.addCookie(SessionCookie.removal(SessionCookie.formName))
        return response
    }
}

/// Finds out who is signed in, and gives everybody what forms are bound to.
struct Sessions: RouterMiddleware {
    typealias Context = PageContext
    let registry: Registry

    func handle(
        _ request: Request, context: PageContext, next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        guard var visit = context.visit else { throw Failure.internal("a session before its visit") }
        var context = context
        context.cookie = SessionCookie.read(SessionCookie.name, from: request)
        if let cookie = context.cookie { context.grant = try registry.session(cookie) }
        var newCookie: String?
        if context.grant == nil {
            context.formCookie = SessionCookie.read(SessionCookie.formName, from: request)
            if context.formCookie == nil, request.method != .post {
                newCookie = registry.makeCookieSecret()
                context.formCookie = newCookie
            }
        }
        if let bond = context.formBond { visit.formToken = registry.formToken(for: bond) }
        context.visit = visit
        var response = try await next(request, context)
        // A redirect shows no form.
        if let newCookie, response.status.kind != .redirection {
            response.addCookie(SessionCookie.field(SessionCookie.formName, newCookie))
        }
        return response
    }
}

extension PageContext {
    /// The cookie that this browser's forms are bound to.
    var formBond: String? { grant == nil ? formCookie : cookie }
}

/// Reads the form of every POST and refuses one that no page of ours has made for this browser.
struct FormGuard: RouterMiddleware {
    typealias Context = PageContext
    let registry: Registry

    func handle(
        _ request: Request, context: PageContext, next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        guard request.method == .post else { return try await next(request, context) }
        let limit = context.grant == nil ? Form.largestBody : Form.largestBodyOfMember
        let form = try await Form.parse(request, limit: limit)
        guard let bond = context.formBond, registry.isFormToken(form.raw(Form.tokenField), for: bond) else {
            throw StaleForm()
        }
        var context = context
        context.form = form
        return try await next(request, context)
    }
}

/// A form of an earlier session, or a forged one: they can't be told apart.
struct StaleForm: Error {}
