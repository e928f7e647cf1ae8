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

    /// What has ended, or may have, vouches for nothing.
    @Test(arguments: [
        (#""validUntil": "2001-01-01T00:00:00Z""#, false), (#""expirationDate": "2001-01-01T00:00:00Z""#, false),
        (#""validUntil": "9999-01-01T00:00:00Z", "expirationDate": "2001-01-01T00:00:00Z""#, false),
        (#""validUntil": "next year""#, false), (#""expirationDate": "9999-01-01""#, false),
        (#""validUntil": 32503680000000"#, false), (#""validUntil": "9999-01-01T00:00:00+01:00""#, false),
        (#""revoked": true"#, false), (#""revoked": "yes""#, false),
        (#""revoked": {"at": "2020-01-01T00:00:00Z"}"#, false),
        (#""validUntil": "9999-01-01T00:00:00Z", "expirationDate": "9999-01-01T00:00:00.5Z""#, true),
        (#""validUntil": null, "revoked": false"#, true), (#""revoked": null"#, true),
    ])
    func anEndOrARevocationIsHeeded(_ members: String, isApproved: Bool) async throws {
        let certificate = String(Self.all.dropLast()) + ", " + members + "}"
        #expect(try await status([("kyc", certificate)]) == (isApproved ? .approved : .waiting))
    }

    /// To the millisecond.
    @Test func aCertificateEndsAtItsTime() async throws {
        for (seconds, expected) in [(Int64(59), CandidateStatus.approved), (60, .waiting)] {
            let world = try await World()
            var settings = ServiceSettings()
            settings.review.approvingCertificates = ["kyc"]
            let service = try await world.makeService(settings: settings)
            // A minute after the clock's beginning.
            let end = "2027-01-15T08:01:00.000Z"
            world.clock.advance(seconds: seconds)
            var ada = Person("ada", hasPictures: true)
            ada.certificates = [("kyc", String(Self.all.dropLast()) + #", "validUntil": "\#(end)"}"#)]
            try await world.submit(ada, to: service)
            #expect(try world.candidate("ada", of: service).status == expected)
        }
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

    /// What stays of before needs a certificate as well, and one for another value is none.
    @Test func whatStaysMustBeVouchedFor() async throws {
        let desk = try await Desk(Person("ada")) { $0.review.approvingCertificates = ["kyc"] }
        func submit(_ json: String) async throws -> CandidateStatus {
            let submission = Submission(
                refID: try RefID("ada"),
                texts: [("dob", "02/28/1991"), ("email", "ada@people.example")].map {
                    Submission.Text(slug: Slug(stored: $0.0), value: Sensitive($0.1))
                },
                certificates: [Certificate(name: "kyc", json: Sensitive(json))])
            _ = try await desk.registry.submit(submission, in: desk.id, by: .localOperator)
            return try desk.record().candidate.status
        }
        #expect(try await submit(#"{"attributes": ["dob", "email"]}"#) == .waiting)
        let others = #""dob": 1, "email": 1, "given_name": "Given Marker-ada""#
        #expect(try await submit(#"{"claims": {\#(others), "family_name": "Family of Eve"}}"#) == .waiting)
        #expect(try await submit(#"{"claims": {\#(others), "family_name": "Family Marker-ada"}}"#) == .approved)
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
