package import Hummingbird
package import UseCases
package import WebCore

/// The Dashboard API (contract, part 1) and Lethe's own (part 2): every route on one screen.
package enum DashboardServer {
    /// - Parameters:
    ///   - deliveries: the same that the server was built with.
    ///   - chaos: what is to fail on purpose.
    ///   - isReady: what else must hold for `/readyz`, such as free disk space.
    package static func router(
        registry: Registry, settings: EdgeSettings, deliveries: Deliveries, chaos: Chaos? = nil,
        isReady: @escaping @Sendable () throws -> Void = {}
    ) -> Router<EdgeContext> {
        let router = Router(context: EdgeContext.self)
        if settings.isMeasured { router.add(middleware: MetricsMiddleware()) }
        router.add(middleware: CORSPolicy(registry))
        router.add(middleware: FailureResponses())
        router.add(middleware: RequestLimits(settings, clocks: registry.parts.clocks))
        if let chaos { router.add(middleware: chaos) }

        let health = HealthEndpoints(registry: registry, isReady: isReady)
        router.get("healthz", use: health.process)
        router.get("readyz", use: health.readiness)

        let authentication = Authentication(registry, settings)
        let forms = AnswerForms(registry: registry)
        let answers = CandidateAnswers(deliveries: deliveries, budget: AnswerBudget(settings))
        let list = ListEndpoint(registry: registry, forms: forms)
        let candidate = CandidateEndpoint(registry: registry, forms: forms, answers: answers)
        let submission = ImportEndpoint(registry: registry, forms: forms, budget: BodyBudget(settings))
        let whoAmI = WhoAmIEndpoint(forms: forms)
        let handover = HandoverEndpoints(registry: registry, forms: forms, answers: answers)
        let picture = PictureEndpoint(registry: registry, deliveries: deliveries)
        let changes = ChangesEndpoint(registry: registry, forms: forms)
        let encryptionKey = EncryptionKeyEndpoint(registry: registry)

        // The literal "beta" stands before the client id, so it has a group of its own, and comes first.
        router.group("kyc/1.0/connect/beta/:clientId").add(middleware: authentication).group(context: KeyContext.self)
            .post("refId/:refId", use: submission.submit)
        router.get("kyc/1.0/connect/:clientId/encryption-key", use: encryptionKey.show)
        router.group("kyc/1.0/connect/:clientId").add(middleware: authentication).group(context: KeyContext.self)
            .get("applicants", use: list.all)
            .get("applicants/:status", use: list.byStatus)
            .get("refId/:refId", use: candidate.byRefID)
            .get("recordId/:recordId", use: candidate.byRecordID)
        router.group("api/v1/services/:clientId").add(middleware: authentication).group(context: KeyContext.self)
            .get("whoami", use: whoAmI.describe)
            .get("handover", use: handover.ready)
            .get("handover/:recordId", use: handover.takeOver)
            .post("handover/:recordId/ack", use: handover.acknowledge)
            .get("candidates/:recordId/pictures/:slug", use: picture.show)
            .get("changes", use: changes.page)
        return router
    }
}
