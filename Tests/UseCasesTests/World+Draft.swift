import Domain
import TestSupport
import UseCases

/// A candidate's browser, as far as the use cases can tell.
struct Applicant: Sendable {
    let world: World
    let service: Service
    let token: Sensitive<String>

    private var caller: Caller { Caller(.candidate(service.serviceID)) }

    @discardableResult
    func type(_ texts: [String: String]) async throws -> DraftContent {
        let texts = texts.sorted { $0.key < $1.key }
        return try await world.registry.putDraftTexts(
            texts.map { DraftText(slug: Slug(stored: $0.key), value: Sensitive($0.value)) }, of: token,
            in: service.serviceID, by: caller)
    }

    /// Uploads in pieces, as a network would bring them.
    @discardableResult
    func upload(
        _ slug: String, _ bytes: [UInt8], mediaType: String = "image/png", announced: Int? = nil, piece: Int = 10_000
    ) async throws -> Int {
        let pieces = AsyncStream<[UInt8]> { stream in
            for start in stride(from: 0, to: bytes.count, by: piece) {
                stream.yield(Array(bytes[start..<min(start + piece, bytes.count)]))
            }
            stream.finish()
        }
        return try await world.registry.putDraftPicture(
            Slug(stored: slug), mediaType: mediaType, byteCount: announced ?? bytes.count, pieces, of: token,
            in: service.serviceID, by: caller
        ).byteCount
    }

    func content() throws(Failure) -> DraftContent {
        try world.registry.draft(token, in: service.serviceID, by: caller)
    }

    func text(_ slug: String) throws -> String? {
        try content().texts.first { $0.slug.text == slug }?.value.withExposed { $0 }
    }

    func remove(_ slug: String) async throws {
        try await world.registry.deleteDraftPicture(
            Slug(stored: slug), of: token, in: service.serviceID, by: caller)
    }

    @discardableResult
    func agree(to digest: ConsentDigest?) async throws -> DraftContent {
        try await world.registry.renewConsent(to: digest, of: token, in: service.serviceID, by: caller)
    }

    func cancel() async throws {
        try await world.registry.cancelDraft(token, in: service.serviceID, by: caller)
    }

    func send() async throws -> SentDraft {
        try await world.registry.submitDraft(token, in: service.serviceID, by: caller)
    }

    /// The same in another process.
    func on(_ world: World) -> Applicant { Applicant(world: world, service: service, token: token) }
}

extension World {
    /// A service whose page asks for a name, an e-mail and a passport, and takes a selfie.
    func makePage(_ clientID: String = "acme_00001", isOn: Bool = true) async throws -> Service {
        var settings = ServiceSettings()
        settings.requiredAttributes = ["given_name", "email", "passport"].map { Slug(stored: $0) }
        settings.submission.isOn = isOn
        settings.submission.consentText = "I agree."
        settings.submission.optionalAttributes = [Slug(stored: "selfie"), Slug(stored: "dob")]
        return try await makeService(clientID, settings: settings)
    }

    func apply(
        to service: Service, refID: String? = nil, email: String? = nil, resubmit: Sensitive<String>? = nil,
        from address: String? = nil, hasConsent: Bool = true, consent: ConsentDigest? = nil
    ) async throws -> Applicant {
        let shown = consent ?? registry.service(clientID: service.clientID.text)?.consentDigest
        let beginning = DraftBeginning(
            refID: try refID.map { try RefID($0) }, email: email.map { Sensitive($0) }, resubmit: resubmit,
            consent: hasConsent ? shown : nil)
        let begun = try await registry.beginDraft(
            beginning, in: service.serviceID, from: address.flatMap { IPAddress($0) },
            by: Caller(.candidate(service.serviceID)))
        return Applicant(world: self, service: service, token: begun.token)
    }

    /// One who has filled in everything that is required.
    func filledIn(_ refID: String?, at service: Service, marker: String = "Ada") async throws -> Applicant {
        let applicant = try await apply(to: service, refID: refID)
        try await applicant.type(["given_name": marker, "email": "ada@people.example"])
        try await applicant.upload("passport", SamplePicture.png(behind: Array(marker.utf8)))
        return applicant
    }

    /// The last part of a link for a candidate.
    func link(_ recordID: RecordID, in service: Service) async throws -> Sensitive<String> {
        try await registry.resubmissionLink(for: recordID, in: service.serviceID, by: .localOperator).token
    }

    func expectTidy() async throws -> Bool {
        let found = try await registry.discrepancies(by: .localOperator)
        return found.isClean && found.pendingErasures == 0
    }
}
