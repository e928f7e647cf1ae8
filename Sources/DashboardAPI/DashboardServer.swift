package import Hummingbird
package import UseCases
package import WebCore

/// The Dashboard API (contract, part 1) and what of Lethe's own API (part 2) there is: every route on one screen.
package enum DashboardServer {
    /// - Parameters:
    ///   - deliveries: the same that the server was built with.
    ///   - isReady: what else must hold for `/readyz`, such as free disk space.
    package static func router(
        registry: Registry, settings: EdgeSettings, deliveries: Deliveries,
        isReady: @escaping @Sendable () throws -> Void = {}
    ) -> Router<EdgeContext> {
        let router = Router(context: EdgeContext.self)
        router.add(middleware: CORSPolicy(registry))
        router.add(middleware: FailureResponses())
        router.add(middleware: RequestLimits(settings, clocks: registry.parts.clocks))

        let health = HealthEndpoints(registry: registry, isReady: isReady)
        router.get("healthz", use: health.process)
        router.get("readyz", use: health.readiness)

        let authentication = Authentication(registry, settings)
        let list = ListEndpoint(registry: registry)
        let candidate = CandidateEndpoint(registry: registry, deliveries: deliveries)
        let submission = ImportEndpoint(registry: registry, budget: BodyBudget(settings))
        let whoAmI = WhoAmIEndpoint()

        // The literal "beta" stands before the client id, so it has a group of its own, and comes first.
        router.group("kyc/1.0/connect/beta/:clientId").add(middleware: authentication).group(context: KeyContext.self)
            .post("refId/:refId", use: submission.submit)
        router.group("kyc/1.0/connect/:clientId").add(middleware: authentication).group(context: KeyContext.self)
            .get("applicants", use: list.all)
            .get("applicants/:status", use: list.byStatus)
            .get("refId/:refId", use: candidate.byRefID)
            .get("recordId/:recordId", use: candidate.byRecordID)
        router.group("api/v1/services/:clientId").add(middleware: authentication).group(context: KeyContext.self)
            .get("whoami", use: whoAmI.describe)
        return router
    }
}
