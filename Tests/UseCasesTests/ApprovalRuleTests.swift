import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

/// Who is approved without anybody looking.
struct ApprovalRuleTests {
    private static let all = #"{"attributes": ["given_name", "family_name", "email", "dob", "passport", "selfie"]}"#

    private func status(
        _ certificates: [(String, String)], names: [String] = ["kyc"], by caller: Caller = .localOperator,
        _ set: (inout Submission) -> Void = { _ in }
    ) async throws -> CandidateStatus {
        let world = try await World()
        var settings = ServiceSettings()
        settings.review.approvingCertificates = names
        let service = try await world.makeService(settings: settings)
        var ada = Person("ada", hasPictures: true)
        ada.certificates = certificates
        var submission = try ada.submission()
        set(&submission)
        var caller = caller
        if case .candidate = caller.identity { caller = Caller(.candidate(service.serviceID)) }
        _ = try await world.registry.submit(submission, in: service.serviceID, by: caller)
        return try world.candidate("ada", of: service).status
    }

    @Test func everyAttributeMustCarryACertificateOfAChosenName() async throws {
        let texts = #"{"claims": {"given_name": true, "family_name": "Family Marker-ada", "email": {}, "dob": 1}}"#
        let pictures = #"{"credentialSubject": {"id": "did:x", "passport": "sha256:00", "selfie": ["x"]}}"#
        let approving: [[(String, String)]] = [
            [("kyc", Self.all)], [("kyc", texts), ("kyb", pictures)],
            [
                (
                    "kyc",
                    #"{"attributes": ["email", "selfie"], "claims": {"dob": "01/31/1990", "passport": 1}, "#
                        + #""credentialSubject": {"given_name": 1, "family_name": 1}}"#
                )
            ],
        ]
        for certificates in approving {
            #expect(try await status(certificates, names: ["kyc", "kyb"]) == .approved, "\(certificates)")
        }
        let waiting: [[(String, String)]] = [
            [], [("kyb", Self.all)], [("kyc", texts)], [("kyc", texts), ("screening", pictures)],
            [("kyc", #"{"type": "kyc", "result": "clear"}"#)], [("kyc", "clear")], [("kyc", #"["dob"]"#)],
            [("kyc", #"{"attributes": "given_name family_name email dob passport selfie"}"#)],
            [("kyc", Self.all.replacing("dob", with: "DOB"))],
            // Another value, or none.
            [("kyc", texts.replacing("Family", with: "family")), ("kyc2", pictures)],
            [("kyc", texts.replacing("true", with: "false")), ("kyc2", pictures)],
            [("kyc", texts.replacing("true", with: "null")), ("kyc2", pictures)],
        ]
        for certificates in waiting {
            #expect(try await status(certificates, names: ["kyc", "kyc2"]) == .waiting, "\(certificates)")
        }
        #expect(try await status([("kyc", Self.all)], names: []) == .waiting)
    }

    @Test func aCandidateCertifiesNothing() async throws {
        let page = Caller(.candidate(ServiceID(stored: "")))
        #expect(try await status([("kyc", Self.all)], by: page) == .waiting)
    }

    @Test func anImportedStatusIsTakenAsItIs() async throws {
        for past in [CandidateStatus.waiting, .rejected, .inreview] {
            #expect(try await status([("kyc", Self.all)]) { $0.past.status = past } == past)
        }
    }

    @Test func theApprovalIsWholeAndInOrder() async throws {
        var ada = Person("ada", hasPictures: true)
        ada.certificates = [("kyc", Self.all)]
        let desk = try await Desk(ada) { settings in
            settings.review.approvingCertificates = ["kyc"]
            settings.review.needsFourEyes = true
        }
        let candidate = try desk.record().candidate
        let now = desk.world.clock.now
        #expect(candidate.status == .approved && candidate.dates.waiting != nil)
        #expect(candidate.dates.inReview == now && candidate.dates.approved == now)
        let lines = try desk.history()
        #expect(lines.map(\.kind) == [.submitted, .statusChanged, .statusChanged])
        #expect(lines.map(\.actor) == [.localOperator, .lethe, .lethe])
        #expect(lines.map(\.detail) == ["1", "waiting inreview", "inreview approved"])
        let changes = try desk.world.database.read { try $0.all(ChangesAfter(0, of: desk.id, limit: 9)) }
        #expect(changes.map(\.change.status) == [.waiting, .inreview, .approved])
        let decided = try desk.world.database.read { try $0.all(AttributeReviews(of: desk.recordID)) }
        #expect(decided.count == 6 && decided.allSatisfy { $0.decision == .accepted && $0.decidedBy == .lethe })
        let overview = try #require(try desk.registry.services(by: .localOperator).first)
        #expect(overview.tallies == [.approved: 1])
    }

    /// An earlier certificate knows nothing of what is given now.
    @Test func onlyWhatComesWithASubmissionVouchesForIt() async throws {
        var ada = Person("ada", hasPictures: true)
        ada.certificates = [("kyc", Self.all)]
        let desk = try await Desk(ada) { $0.review.approvingCertificates = ["kyc"] }
        try await desk.world.submit(Person("ada", marker: "other"), to: desk.service)
        #expect(try desk.record().candidate.status == .waiting)
        ada.hasPictures = false
        try await desk.world.submit(ada, to: desk.service)
        #expect(try desk.record().candidate.status == .approved, "it names the pictures that stayed, too")
    }

    @Test func aRejectedAttributeThatStaysStandsAgainstIt() async throws {
        let desk = try await Desk { $0.review.approvingCertificates = ["kyc"] }
        try await desk.change(.startReview, by: desk.rita)
        try await desk.decide("selfie", .rejected, by: desk.rita)
        var again = Person("ada")
        again.certificates = [("kyc", Self.all)]
        try await desk.world.submit(again, to: desk.service)
        #expect(try desk.record().candidate.status == .waiting)
        again.hasPictures = true
        try await desk.world.submit(again, to: desk.service)
        #expect(try desk.record().candidate.status == .approved)
    }
}
