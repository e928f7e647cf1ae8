internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// What members change about themselves. Everything but the name asks for the password in the same form.
struct AccountPages: Sendable {
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    func addRoutes(to group: RouterGroup<MemberContext>) {
        group.get("account") { request, context in try page(context, nil) }
            .get("account/name") { _, context in
                try page(context, AccountDialog(.name, newName: context.grant.member.name.withExposed { $0 }))
            }
            .post("account/name", use: changeName)
            .get("account/password") { _, context in try page(context, AccountDialog(.password)) }
            .post("account/password", use: changePassword)
            .get("account/second-factor", use: secondFactor)
            .post("account/second-factor", use: setUpSecondFactor)
            .get("account/second-factor/remove") { _, context in
                try factorPage(context, AccountDialog(.removeFactor))
            }
            .post("account/second-factor/remove", use: removeSecondFactor)
            .get("account/recovery-codes") { _, context in try factorPage(context, AccountDialog(.renewCodes)) }
            .post("account/recovery-codes", use: renewRecoveryCodes)
            .post("account/sessions/end", use: signOutEverywhere)
            .post("sign-out", use: signOut)
    }

    @Sendable func changeName(_ request: Request, _ context: MemberContext) async throws -> Response {
        let form = try await Form.read(request, context)
        do throws(Failure) {
            try await registry.changeOwnName(form.sensitive("name"), by: context.caller)
        } catch {
            return try problem(
                error, AccountDialog(.name, newName: form.text("name"), problems: Problems(error)), context)
        }
        return .seeOther("/account", notice: .nameChanged)
    }

    @Sendable func changePassword(_ request: Request, _ context: MemberContext) async throws -> Response {
        let form = try await Form.read(request, context)
        do throws(Failure) {
            try await registry.changeOwnPassword(form.secret("newPassword"), by: confirmed(form, context))
        } catch {
            return try problem(error, AccountDialog(.password, problems: Problems(error)), context)
        }
        return .seeOther("/account", notice: .passwordChanged)
    }

    @Sendable func secondFactor(_ request: Request, _ context: MemberContext) throws -> Response {
        guard !context.grant.member.hasSecondFactor else { return .seeOther("/account") }
        return try page(context, secondFactorDialog(context))
    }

    /// Two forms in turn: the password, for which a secret is made; then the first code of it.
    @Sendable func setUpSecondFactor(_ request: Request, _ context: MemberContext) async throws -> Response {
        let form = try await Form.read(request, context)
        let isFirstCode = form.raw("step") == "code"
        do throws(Failure) {
            guard isFirstCode else {
                _ = try await registry.offerSecondFactor(by: confirmed(form, context))
                return .seeOther("/account/second-factor")
            }
            let codes = try await registry.confirmSecondFactor(code: form.secret("code"), by: context.caller)
            return try codesPage(codes, context)
        } catch {
            return try problem(error, secondFactorDialog(context, problems: Problems(error)), context)
        }
    }

    @Sendable func removeSecondFactor(_ request: Request, _ context: MemberContext) async throws -> Response {
        let form = try await Form.read(request, context)
        do throws(Failure) {
            try await registry.removeSecondFactor(by: confirmed(form, context))
        } catch {
            return try problem(error, AccountDialog(.removeFactor, problems: Problems(error)), context)
        }
        return .seeOther("/account", notice: .secondFactorRemoved)
    }

    @Sendable func renewRecoveryCodes(_ request: Request, _ context: MemberContext) async throws -> Response {
        let form = try await Form.read(request, context)
        do throws(Failure) {
            let caller = try await confirmed(form, context)
            guard form.useOnce(in: pages.usedForms) else { return .seeOther("/account", notice: .formUsed) }
            return try codesPage(await registry.renewRecoveryCodes(by: caller), context)
        } catch {
            return try problem(error, AccountDialog(.renewCodes, problems: Problems(error)), context)
        }
    }

    @Sendable func signOut(_ request: Request, _ context: MemberContext) async throws -> Response {
        try await registry.signOut(by: context.caller)
        return Self.goodbye(.signedOut)
    }

    @Sendable func signOutEverywhere(_ request: Request, _ context: MemberContext) async throws -> Response {
        try await registry.signOutEverywhere(by: context.caller)
        return Self.goodbye(.signedOutEverywhere)
    }

    private func confirmed(_ form: Form, _ context: MemberContext) async throws(Failure) -> Caller {
        try await registry.confirm(context.caller, password: form.secret("password"), from: context.address)
    }

    private func secondFactorDialog(
        _ context: MemberContext, problems: Problems = Problems()
    ) throws(Failure) -> AccountDialog {
        guard let offer = try registry.pendingSecondFactor(by: context.caller) else {
            return AccountDialog(.offer, problems: problems)
        }
        return AccountDialog(.firstCode, offer: AccountDialog.Offer(offer), problems: problems)
    }

    /// A dialog about a second factor that is there; without one there is nothing to do.
    private func factorPage(_ context: MemberContext, _ dialog: AccountDialog) throws -> Response {
        guard context.grant.member.hasSecondFactor else { return .seeOther("/account") }
        return try page(context, dialog)
    }

    /// The ten codes, shown once.
    private func codesPage(_ codes: [Sensitive<String>], _ context: MemberContext) throws(Failure) -> Response {
        let dialog = AccountDialog(.newCodes, codes: codes.map { $0.withExposed { $0 } })
        do {
            return try page(context, dialog, hasSecondFactor: true)
        } catch {
            throw error as? Failure ?? .internal("\(type(of: error))")
        }
    }

    private func problem(_ failure: Failure, _ dialog: AccountDialog, _ context: MemberContext) throws -> Response {
        guard failure.belongsInForm else { throw failure }
        return try page(context, dialog, status: HTTPResponse.Status(code: failure.httpStatus == 429 ? 429 : 422))
            .retrying(after: failure.retryAfter)
    }

    private func page(
        _ context: MemberContext, _ dialog: AccountDialog?, hasSecondFactor: Bool? = nil,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let member = context.grant.member
        let hasSecondFactor = hasSecondFactor ?? member.hasSecondFactor
        let codesLeft = hasSecondFactor ? try registry.recoveryCodesLeft(by: context.caller) : 0
        let wrongCodes = try registry.wrongCodes(by: context.caller)
        let now = context.visit.now
        let model = AccountPage(
            frame: PageFrame(title: dialog?.title ?? "Your account", context: context),
            name: member.name.withExposed { $0 }, email: member.email.withExposed { $0 },
            hasSecondFactor: hasSecondFactor, recoveryCodesLeft: codesLeft, isShortOfCodes: codesLeft < 4,
            wrongCodes: wrongCodes < Registry.wrongCodeLimit ? nil : Figures.text(wrongCodes),
            sessions: try registry.sessions(by: context.caller).map {
                AccountPage.Session(
                    browser: $0.browser, started: TimeCell($0.startedAt, now: now),
                    lastSeen: TimeCell($0.lastSeenAt, now: now), isThisOne: $0.isThisOne)
            }, dialog: dialog)
        return try pages.html("account", model, status: status)
    }

    /// Back to the sign-in, with nothing of the session left in the browser.
    private static func goodbye(_ notice: Notice) -> Response {
        var response = Response.seeOther("/sign-in", notice: notice)
        response.addCookie(SessionCookie.removal(SessionCookie.name))
        if let name = HTTPField.Name("Clear-Site-Data") { response.headers[name] = "\"cache\"" }
        return response
    }
}
