internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import UseCases
internal import WebCore

/// The page itself, and the one that says why there is none.
struct SubmissionPages: Sendable {
    let registry: Registry
    let pages: Pages
    let assets: Assets
    let isTestData: Bool

    @Sendable func show(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let link = request.uri.queryParameters["resubmit"].map { Sensitive(String($0)) }
        let page = try registry.submissionPage(of: context.parameter("clientId"), resubmit: link)
        let model = SubmissionPageModel(page, assets: assets, isTestData: isTestData)
        return try Self.html(pages.render("verify-page", model))
    }

    func problem(_ failure: Failure, serviceName: String?) throws(Failure) -> Response {
        let model = SubmissionProblem(
            title: Self.title(of: failure), words: failure.message, serviceName: serviceName,
            stylesheet: assets.path(of: "verify.css"), mark: assets.mark)
        return try Self.html(
            pages.render("verify-problem", model), status: HTTPResponse.Status(code: failure.httpStatus))
    }

    private static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private static func title(of failure: Failure) -> String {
        if failure == Registry.resubmissionIsOver { return "This link has ended" }
        return switch failure.httpStatus {
        case 404: "There is nothing here"
        case 409, 429, 503: "Not possible now"
        case 500: "Something went wrong here"
        default: "This can't be shown"
        }
    }
}

/// Why there is no page.
struct SubmissionProblem: Sendable {
    let title: String
    let words: String
    let serviceName: String?
    let stylesheet: String
    let mark: String
}

/// What the page is made of; words for attributes and what they are typed into are the script's.
struct SubmissionPageModel: Sendable {
    struct Attribute: Sendable {
        let slug: String
        let isPicture: Bool
        let isRequired: Bool
        /// Why it is asked for again.
        let reason: String?
    }

    let serviceName: String
    /// Such as `/verify/acme_00001`.
    let path: String
    let consentText: String
    /// Names that very text.
    let consentDigest: String
    let isResubmission: Bool
    /// What the reviewer said of the submission as a whole.
    let feedback: String?
    let attributes: [Attribute]
    /// The service's own words for what has arrived.
    let waitingText: String?
    /// The service's own words for why the candidate is asked again.
    let againText: String?
    /// Whose pages may show this one in a frame, with spaces between.
    let frameOrigins: String
    let isTestData: Bool
    let stylesheet: String
    /// Scripts, in the order in which they need each other.
    let serverScript: String
    let fieldsScript: String
    let picturesScript: String
    let pictureStepScript: String
    let reviewScript: String
    let script: String
    let mark: String

    init(_ page: SubmissionPage, assets: Assets, isTestData: Bool) {
        let settings = page.service.settings.submission
        var reasons: [Slug: String] = [:]
        switch page.purpose {
        case .submit:
            isResubmission = false
            feedback = nil
        case .resubmit(let rejections, let words):
            isResubmission = true
            feedback = words?.withExposed { $0 }
            for rejection in rejections { reasons[rejection.slug] = rejection.reason?.withExposed { $0 } }
        }
        serviceName = page.service.name
        path = "/verify/\(page.service.clientID.text)"
        consentText = settings.consentText
        consentDigest = page.service.consentDigest.text
        attributes = page.attributes.map { attribute in
            Attribute(
                slug: attribute.slug.text, isPicture: attribute.kind == .picture, isRequired: attribute.isRequired,
                reason: reasons[attribute.slug])
        }
        waitingText = settings.statusTexts[.waiting]
        againText = page.status.flatMap { settings.statusTexts[$0] }
        frameOrigins = settings.frameOrigins.joined(separator: " ")
        self.isTestData = isTestData
        stylesheet = assets.path(of: "verify.css")
        script = assets.path(of: "verify.js")
        serverScript = assets.path(of: "verify-server.js")
        fieldsScript = assets.path(of: "verify-fields.js")
        picturesScript = assets.path(of: "verify-pictures.js")
        pictureStepScript = assets.path(of: "verify-picture-step.js")
        reviewScript = assets.path(of: "verify-review.js")
        mark = assets.mark
    }
}
