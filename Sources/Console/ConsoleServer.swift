internal import Domain
package import Hummingbird
package import UseCases
internal import WebCore

/// The operator's console: every route on one screen.
package enum ConsoleServer {
    /// - Throws: when a template is broken; the program doesn't start then.
    package static func router(registry: Registry, settings: ConsoleSettings) throws -> Router<PageContext> {
        let pages = try Pages(
            files: EmbeddedPages.files, usedForms: UsedForms(random: { registry.makeCookieSecret() }),
            isTestData: settings.isTestData)
        let router = Router(context: PageContext.self, options: .autoGenerateHeadEndpoints)
        var limits = EdgeSettings()
        limits.isBehindProxy = settings.isBehindProxy
        if settings.isMeasured { router.add(middleware: MetricsMiddleware()) }
        router.add(middleware: SecurityHeaders(settings: settings))
        router.add(middleware: FailurePages(registry: registry, pages: pages))
        router.add(middleware: RequestLimits(limits, clocks: registry.parts.clocks))
        router.add(middleware: KnownMethods())
        router.get("assets/:name") { request, context in
            try pages.assets.answer(context.parameter("name"), accepting: request.headers[.acceptEncoding])
        }

        let visitors = router.group()
            .add(middleware: Arrival(registry: registry, pages: pages, settings: settings))
            .add(middleware: Sessions(registry: registry))
            .add(middleware: FailurePages(registry: registry, pages: pages))
            .add(middleware: FormGuard(registry: registry))
        SignInPages(registry: registry, pages: pages, settings: settings).addRoutes(to: visitors)
        JoinPages(registry: registry, pages: pages, settings: settings).addRoutes(to: visitors)

        let members = visitors.group(context: MemberContext.self)
        members.get("/") { _, _ in Response.seeOther("/services") }
        AccountPages(registry: registry, pages: pages, settings: settings).addRoutes(to: members)
        ServicePages(registry: registry, pages: pages, settings: settings).addRoutes(to: members)

        let service = members.group("services/:clientId", context: ServiceContext.self)
        service.get("/", use: firstTab)
        CandidateListPages(registry: registry, pages: pages, settings: settings).addRoutes(to: service)
        CandidatePages(registry: registry, pages: pages, settings: settings).addRoutes(to: service)
        KeyPages(registry: registry, pages: pages, settings: settings).addRoutes(to: service)
        WebhookPages(registry: registry, pages: pages, settings: settings).addRoutes(to: service)
        TeamPages(registry: registry, pages: pages, settings: settings).addRoutes(to: service)
        SettingsPages(registry: registry, pages: pages, settings: settings).addRoutes(to: service)
        IntakeSettingsPages(registry: registry, pages: pages, settings: settings).addRoutes(to: service)
        ActivityPages(registry: registry, pages: pages, settings: settings).addRoutes(to: service)
        UsagePages(registry: registry, pages: pages, settings: settings).addRoutes(to: service)
        visitors.get("**", use: nowhere)
        visitors.post("**", use: nowhere)
        return router
    }

    @Sendable private static func firstTab(_ request: Request, _ context: ServiceContext) throws -> Response {
        guard let tab = ServiceTab.seen(with: context.rights).first else {
            throw Failure.forbidden("Your role in this service has no page yet. Ask an owner or a manager of it.")
        }
        return .seeOther("\(context.servicePath)/\(tab.rawValue)")
    }

    /// What no route takes still goes through the session, so that its page shows who is signed in.
    @Sendable private static func nowhere(_ request: Request, _ context: PageContext) throws -> Response {
        throw Failure.notFound("There is nothing at this address.")
    }
}
