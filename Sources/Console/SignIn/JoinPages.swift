internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// What stands behind a link: joining, a new password, or one more role.
struct JoinPage: PageModel {
    let frame: PageFrame
    /// Whether a name, an e-mail and a password are asked for.
    let isJoin: Bool
    let isReset: Bool
    /// Whether a member who is signed in only has to say yes.
    let isRole: Bool
    /// The way to the sign-in, for a role whose member isn't signed in.
    let signInPath: String
    let role: String
    let name: String
    let email: String
    /// Whether the link is for this e-mail and no other.
    let isEmailFixed: Bool
    let path: String
    let problems: Problems
}

struct JoinPages: Sendable {
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    func addRoutes(to group: RouterGroup<PageContext>) {
        group.get("join/:token", use: form).post("join/:token", use: take)
    }

    @Sendable func form(_ request: Request, _ context: PageContext) throws -> Response {
        try page(context, purpose(context), Form.empty, Problems(), status: .ok)
    }

    @Sendable func take(_ request: Request, _ context: PageContext) async throws -> Response {
        let form = try context.submitted()
        let purpose = try purpose(context)
        do throws(Failure) {
            return try await take(purpose, form, BrowserName.of(userAgent: request.headers[.userAgent]), context)
        } catch {
            guard error.belongsInForm else { throw error }
            return try page(context, purpose, form, Problems(error), status: .unprocessableContent)
                .retrying(after: error.retryAfter)
        }
    }

    private func take(
        _ purpose: LinkPurpose, _ form: Form, _ browser: String, _ context: PageContext
    ) async throws(Failure) -> Response {
        let link = context.parameter("token")
        let token: SessionToken
        switch purpose {
        case .join(_, _, let email):
            token = try await registry.join(
                link: link, name: form.sensitive("name"), email: email ?? form.sensitive("email"),
                password: form.secret("newPassword"), browser: browser)
        case .reset:
            token = try await registry.resetPassword(link: link, password: form.secret("newPassword"), browser: browser)
        case .addRole:
            guard let grant = context.grant else { return .seeOther(Self.signInPath(for: link)) }
            try await registry.acceptRole(link: link, by: Caller(.member(grant)))
            return .seeOther("/services", notice: .roleAdded)
        }
        // Who was signed in here before is not any more.
        if let grant = context.grant { try await registry.signOut(by: Caller(.member(grant))) }
        return Response.seeOther("/services").signedIn(token)
    }

    private func purpose(_ context: PageContext) throws(Failure) -> LinkPurpose {
        guard let purpose = try registry.purpose(ofLink: context.parameter("token")) else {
            throw .notFound("This link was used, withdrawn or has expired. Ask for a new one.")
        }
        return purpose
    }

    private static func signInPath(for link: String) -> String {
        "/sign-in" + (LocalPath("/join/\(link)").map { "?next=\($0.asQueryValue)" } ?? "")
    }

    private func page(
        _ context: PageContext, _ purpose: LinkPurpose, _ form: Form, _ problems: Problems,
        status: HTTPResponse.Status
    ) throws -> Response {
        let link = context.parameter("token")
        var (title, role, email, isJoin, isReset) = ("", "", "", false, false)
        switch purpose {
        case .join(let granted, let service, let fixed):
            (title, role, isJoin) = ("Set up your account", RoleName.text(granted, in: service), true)
            email = fixed?.withExposed { $0 } ?? ""
        case .addRole(let granted, let service, let fixed):
            (title, role) = ("Take up a role", RoleName.text(granted, in: service))
            email = fixed.withExposed { $0 }
        case .reset(let fixed):
            (title, isReset) = ("Set a new password", true)
            email = fixed.withExposed { $0 }
        }
        let model = JoinPage(
            frame: try PageFrame(title: title, context: context), isJoin: isJoin, isReset: isReset,
            isRole: !isJoin && !isReset && context.grant != nil, signInPath: Self.signInPath(for: link), role: role,
            name: form.text("name"), email: email.isEmpty ? form.text("email") : email, isEmailFixed: !email.isEmpty,
            path: "/join/\(link)", problems: problems)
        return try pages.html("join", model, status: status)
    }
}
