internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import UseCases
internal import WebCore
internal import Wire

/// What the page's script calls. Whoever has a draft's token may do everything with that draft and nothing else; there are
/// no cookies, so that no other site can do any of it with a candidate's browser.
struct DraftEndpoints: Sendable {
    /// Bytes of a document: every attribute's longest text, each byte escaped.
    private static let largestDocument = 2 << 20
    /// Of one that anybody may send, and that holds no attribute but an e-mail address.
    private static let largestSmallDocument = 64 << 10
    /// What a picture takes in memory while it comes in: its beginning, and a segment in the open and sealed.
    private static let pictureRoom = 2 << 20
    private static let limits = JSONLimits(maximumDepth: 4, maximumBytes: largestDocument, maximumValues: 1000)
    private static let draftHeader = HTTPField.Name("X-Lethe-Draft")
    private static let siteHeader = HTTPField.Name("Sec-Fetch-Site")
    let registry: Registry
    let budget: BodyBudget
    let uploads = UploadsUnderWay()

    @Sendable func begin(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visit = try visit(request, context)
        let address = ClientAddress.of(request, on: context.channel, isBehindProxy: budget.isBehindProxy)
        let document = try await document(of: request, context) { try DraftBeginningDocument($0) }
        let beginning = DraftBeginning(
            refID: try document.refID.map { try RefID($0) }, email: document.email.map { Sensitive($0) },
            resubmit: document.resubmit.map { Sensitive($0) }, consent: document.consent.flatMap { ConsentDigest($0) })
        let begun = try await registry.beginDraft(beginning, in: visit.serviceID, from: address, by: visit.caller)
        return .json(
            begun.token.withExposed {
                DraftAnswers.begun(draft: $0, expiresAt: begun.expiresAt.milliseconds)
            })
    }

    /// What is to be agreed to now, for a page whose text is no longer that.
    @Sendable func consent(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let service = try registry.submissionService(clientID: context.parameter("clientId"))
        return .json(
            DraftAnswers.consent(
                text: service.settings.submission.consentText, digest: service.consentDigest.text))
    }

    @Sendable func putConsent(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visit = try visit(request, context)
        let document = try await document(of: request, context) { try DraftConsentDocument($0) }
        return Self.answer(
            try await registry.renewConsent(
                to: document.consent.flatMap { ConsentDigest($0) }, of: visit.token, in: visit.serviceID,
                by: visit.caller))
    }

    @Sendable func show(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visit = try visit(request, context)
        return Self.answer(try registry.draft(visit.token, in: visit.serviceID, by: visit.caller))
    }

    @Sendable func putTexts(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visit = try visit(request, context)
        _ = try registry.draftID(visit.token, in: visit.serviceID, by: visit.caller)
        let document = try await document(of: request, upTo: Self.largestDocument, context) {
            try DraftTextsDocument($0)
        }
        let texts = document.texts.map { DraftText(slug: Slug(stored: $0.slug), value: Sensitive($0.value)) }
        return Self.answer(
            try await registry.putDraftTexts(texts, of: visit.token, in: visit.serviceID, by: visit.caller))
    }

    @Sendable func putPicture(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visit = try visit(request, context)
        let slug = try Slug(context.parameter("slug"))
        // Without a length, a picture that was cut short would look whole.
        guard let byteCount = request.headers[.contentLength].flatMap({ Int($0) }) else {
            throw Failure.badRequest(field: "Content-Length", "A picture comes with its length.")
        }
        let mediaType = request.headers[.contentType] ?? ""
        let draftID = try registry.draftID(visit.token, in: visit.serviceID, by: visit.caller)
        let body = PacedBody(request.body, .picture, by: registry.parts.clocks)
        return try await closingIfSlow(context) {
            try await uploads.carryOut(draftID) { [registry, budget] in
                try await budget.withRoom(for: Self.pictureRoom) {
                    let picture = try await registry.putDraftPicture(
                        slug, mediaType: mediaType, byteCount: byteCount, body, of: visit.token, in: visit.serviceID,
                        by: visit.caller)
                    return .json(
                        DraftAnswers.picture(slug.text, byteCount: picture.byteCount, version: picture.version))
                }
            }
        }
    }

    @Sendable func deletePicture(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visit = try visit(request, context)
        let slug = try Slug(context.parameter("slug"))
        try await registry.deleteDraftPicture(slug, of: visit.token, in: visit.serviceID, by: visit.caller)
        return .json(DraftAnswers.deleted())
    }

    @Sendable func cancel(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visit = try visit(request, context)
        try await registry.cancelDraft(visit.token, in: visit.serviceID, by: visit.caller)
        return .json(DraftAnswers.deleted())
    }

    @Sendable func submit(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let visit = try visit(request, context)
        _ = try registry.draftWeight(visit.token, in: visit.serviceID, by: visit.caller)
        let shown = try await shown(by: request, context)
        let weight = try registry.draftWeight(visit.token, in: visit.serviceID, by: visit.caller)
        let sent = try await budget.withRoom(for: weight) {
            try await registry.submitDraft(visit.token, shown: shown, in: visit.serviceID, by: visit.caller)
        }
        return .json(
            DraftAnswers.sent(
                recordID: sent.recordID.text, reference: sent.reference.text, status: sent.status.rawValue))
    }

    // ---- what they share

    private struct Visit {
        let serviceID: ServiceID
        let caller: Caller
        let token: Sensitive<String>
    }

    private func visit(_ request: Request, _ context: EdgeContext) throws(Failure) -> Visit {
        // A browser says where a request comes from, and no page can say it otherwise (Fetch Metadata).
        if let site = Self.siteHeader.flatMap({ request.headers[$0] }), site != "same-origin" {
            throw .forbidden("This did not come from the submission page. Nothing was done.")
        }
        let service = try registry.submissionService(clientID: context.parameter("clientId"))
        return Visit(
            serviceID: service.serviceID, caller: Caller(.candidate(service.serviceID)),
            token: Sensitive(Self.draftHeader.flatMap { request.headers[$0] } ?? ""))
    }

    /// What the sender says that the candidate was shown. Who sends no document says nothing of it.
    private func shown(by request: Request, _ context: EdgeContext) async throws -> DraftShown {
        guard request.headers[.contentType] != nil, request.headers[.contentLength] != "0" else { return DraftShown() }
        let document = try await document(of: request, upTo: Self.largestDocument, context) {
            try DraftShownDocument($0)
        }
        let pictures = document.pictures?.map { (Slug(stored: $0.slug), $0.version) }
        return DraftShown(
            texts: document.texts?.map { DraftText(slug: Slug(stored: $0.slug), value: Sensitive($0.value)) },
            pictures: pictures.map { Dictionary($0, uniquingKeysWith: { first, _ in first }) })
    }

    /// What is refused is read to its end, so that the sender sees the answer; not for long where it came too slowly.
    private func closingIfSlow<Result: Sendable>(
        _ context: EdgeContext, _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let failure as Failure where failure == ArrivalPace.tooSlow {
            context.channel.eventLoop.scheduleTask(in: .seconds(5)) { [channel = context.channel] in
                channel.close(promise: nil)
            }
            throw failure
        }
    }

    private func document<Document: Sendable>(
        of request: Request, upTo limit: Int = Self.largestSmallDocument, _ context: EdgeContext,
        _ read: (JSONDocument) throws -> Document
    ) async throws -> Document {
        let mediaType = (request.headers[.contentType] ?? "").utf8.prefix { $0 != UInt8(ascii: ";") }
        guard String(Substring(mediaType)).lowercased() == "application/json" else {
            throw Failure.unsupportedMedia(field: "Content-Type", "This takes JSON.")
        }
        return try await closingIfSlow(context) {
            try await budget.withDocument(
                of: request, upTo: limit, by: registry.parts.clocks
            ) { bytes in try read(JSONDocument(parsing: bytes, limits: Self.limits)) }
        }
    }

    private static func answer(_ content: DraftContent) -> Response {
        var document = DraftContentDocument(
            consent: content.consent?.text, expiresAt: content.expiresAt.milliseconds)
        for text in content.texts { text.value.withExposed { document.addText(text.slug.text, $0) } }
        for picture in content.pictures {
            document.addPicture(picture.slug.text, byteCount: picture.byteCount, version: picture.version)
        }
        for one in content.asked { document.addAsked(one.slug.text, isRequired: one.isRequired) }
        return .json(document.answer())
    }
}
