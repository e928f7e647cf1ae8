internal import Domain
internal import Hummingbird
internal import UseCases

/// `candidates-consent.mustache`: a wording that candidates agreed to, for whoever has to prove it.
struct ConsentPage: PageModel {
    let frame: PageFrame
    let wording: String
    let digest: String
    let firstUsed: TimeCell
    /// Whether it is what the submission page shows today.
    let isCurrent: Bool
    let listHref: String

    init(_ consent: ConsentWording, isCurrent: Bool, frame: PageFrame, _ context: ServiceContext) {
        self.frame = frame
        wording = consent.wording
        digest = consent.digest.text
        firstUsed = TimeCell(consent.firstUsedAt, now: context.visit.now)
        self.isCurrent = isCurrent
        listHref = "\(context.servicePath)/candidates"
    }
}

extension CandidatePages {
    @Sendable func consent(_ request: Request, _ context: ServiceContext) async throws -> Response {
        guard let digest = ConsentDigest(context.parameter("digest")) else {
            throw Failure.notFound("There is nothing at this address.")
        }
        let consent = try registry.consentWording(digest, in: context.service.serviceID, by: context.caller)
        var frame = PageFrame(title: "Consent text \(digest.short)", tab: .candidates, context: context)
        frame.part = PageFrame.Part("review", pages.assets)
        let isCurrent = digest == context.service.consentDigest
        return try pages.html(
            "candidates-consent", ConsentPage(consent, isCurrent: isCurrent, frame: frame, context))
    }
}
