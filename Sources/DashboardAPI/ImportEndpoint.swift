internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore
internal import Wire

/// Takes an identity in (contract 1.10, beta).
struct ImportEndpoint: Sendable {
    let registry: Registry
    let forms: AnswerForms
    let budget: BodyBudget

    @Sendable func submit(_ request: Request, _ context: KeyContext) async throws -> Response {
        guard let text = context.parameter("refId") else {
            throw Failure.badRequest(field: "refId", "A refId is percent-encoded UTF-8.")
        }
        let refID = try RefID(text)
        let form = try await forms.formWithoutAttributes(for: request, context)
        let recordID = try await budget.withBody(of: request) { bytes in
            let document = try BetaImportDocument(JSONDocument(parsing: bytes))
            let submission = try Submission(document, refID: refID)
            return try await registry.submit(
                submission, in: context.serviceID, by: context.caller,
                fieldOf: BetaImportDocument.field(of:)
            ).recordID
        }
        return try forms.answer(BetaImportDocument.answer(recordID: recordID.text), form)
    }
}

extension Submission {
    fileprivate init(_ document: BetaImportDocument, refID: RefID) throws(Failure) {
        let texts = document.texts.map { Text(slug: Slug(stored: $0.slug), value: Sensitive($0.value)) }
        var pictures: [Picture] = []
        for picture in document.pictures {
            let slug = try Slug(picture.slug)
            let field = BetaImportDocument.field(of: slug)
            let read = try Picture(slug: slug, bytes: picture.bytes, field: field + ".value_base64")
            guard read.header.mediaType.rawValue == picture.mediaType else {
                throw .unsupportedMedia(field: field + ".mime_type", "The picture is of another type than it says.")
            }
            pictures.append(read)
        }
        let certificates = document.certificates.map { Certificate(name: $0.slug, json: Sensitive($0.json)) }
        self.init(refID: refID, texts: texts, pictures: pictures, certificates: certificates)
    }
}

extension BetaImportDocument {
    /// How this document names an attribute.
    @Sendable fileprivate static func field(of slug: Slug) -> String {
        switch slug.text {
        case "passport", "national_id", "driving_license": "identity_documents"
        case let text where text.hasPrefix("crypto_address_"): "crypto_address"
        default: slug.text
        }
    }
}
