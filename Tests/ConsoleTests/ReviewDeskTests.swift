import Console
import Domain
import TestSupport
import Testing
import UseCases

/// The pure parts of the reviewer's desk.
@Suite struct ReviewDeskTests {
    // ---- words

    @Test(arguments: [
        ("given_name", "Given name"), ("dob", "Date of birth"), ("passport_dob", "Passport date of birth"),
        ("national_id", "National ID"), ("national_id_number", "National ID number"),
        ("crypto_address_eth", "Crypto address ETH"), ("x", "X"), ("a__b_", "A b"),
    ])
    func slugs(_ slug: String, _ words: String) throws {
        #expect(try AttributeWords.text(Slug(slug)) == words)
    }

    @Test func compoundValuesAreTakenApart() {
        let phone = ReadableValue(
            #"{"countryCode":"SWE","countryCode2":"se","phoneNumber":"+4670","number":"70"}"#)
        #expect(phone.parts.map { "\($0.label): \($0.text)" } == ["Country: SWE", "Number: +4670"])
        let address = ReadableValue(#"{"address":"A 1","extraInfo":"","postalCode":"111 00"}"#)
        #expect(address.parts.map { "\($0.label): \($0.text)" } == ["Street: A 1", "Postal code: 111 00"])
    }

    /// Shown as it is: no JSON, not only texts in it, a name twice, nothing in it.
    @Test(arguments: ["", "Ada", "{", "{}", #"{"a":1}"#, #"{"a":{"b":"c"}}"#, #"["a"]"#, #"{"a":"b","a":"c"}"#])
    func whateverIsNotCompound(_ raw: String) {
        let value = ReadableValue(raw)
        #expect(value.raw == raw && !value.isCompound && value.parts.isEmpty)
    }

    @Test(arguments: [
        ("03/14/1990", "14 March 1990"), ("12/31/2033", "31 December 2033"), ("13/01/1990", nil), ("00/01/1990", nil),
        ("3/14/1990", nil), ("03/14/1990 ", nil), ("٠٣/١٤/١٩٩٠", nil), ("03-14-1990", nil), ("", nil),
    ])
    func dates(_ raw: String, _ words: String?) {
        #expect(ReadableValue(raw).date == words)
    }

    @Test func certificatesAreIndentedAndStayWhatTheyAre() {
        #expect(ReadableCertificate.text(#"{ "b":1.50,"a" : [ ] }"#) == "{\n  \"b\": 1.50,\n  \"a\": []\n}")
        #expect(ReadableCertificate.text("no JSON") == "no JSON")
        #expect(ReadableCertificate.text(#""\u00e9""#) == #""\u00e9""#)
    }

    // ---- what comes next

    private static let now = Instant(milliseconds: 1_800_000_000_000)

    private static func candidate(_ status: CandidateStatus, isArchived: Bool = false) -> Candidate {
        Candidate(
            recordID: RecordID(stored: "65a0c0de0000000000000001"), supportID: SupportID(stored: "b1"),
            serviceID: ServiceID(stored: "s1"), refID: nil, status: status, submitCount: 1,
            dates: CandidateDates(submitted: now), archivedAt: isArchived ? now : nil)
    }

    private static func step(
        _ status: CandidateStatus, _ reviewer: ReviewStep.Reviewer, _ decisions: [AttributeDecision?] = [],
        _ role: Role = .approver, isArchived: Bool = false, hasReviewedAlone: Bool = false
    ) -> ReviewStep {
        ReviewStep(
            candidate(status, isArchived: isArchived), reviewer, ReviewStep.Decisions(decisions), rights: role.rights,
            hasReviewedAlone: hasReviewedAlone)
    }

    @Test func aReviewGoesFromAssignmentToApproval() {
        #expect(Self.step(.waiting, .nobody).move == .assign)
        #expect(Self.step(.waiting, .oneself).move == .start)
        #expect(Self.step(.waiting, .somebodyElse).move == nil)
        for role in [Role.approver, .readOnly] {
            #expect(Self.step(.waiting, .somebodyElse, [], role).sentence.hasPrefix("Somebody else is the reviewer"))
        }
        #expect(Self.step(.waiting, .nobody, [], .readOnly).sentence == "It waits for a reviewer.")
        #expect(Self.step(.inreview, .oneself, [nil, .accepted, nil]).obstacle == "2 attributes are undecided.")
        #expect(Self.step(.inreview, .oneself, [nil, .accepted]).obstacle == "1 attribute is undecided.")
        #expect(
            Self.step(.inreview, .oneself, [.rejected, nil]).obstacle?.hasPrefix("1 attribute is rejected") == true)
        let last = Self.step(.inreview, .oneself, [.accepted, .accepted])
        #expect(last.move == .approve && last.obstacle == nil)
        #expect(Self.step(.approved, .oneself).move == nil)
    }

    @Test func fourEyesStopWhoHasReviewed() {
        let alone = Self.step(.inreview, .oneself, [.accepted], hasReviewedAlone: true)
        #expect(alone.move == .approve && alone.obstacle?.contains("somebody else") == true)
        // From the start on; what is undecided is said first: it is what can be done now.
        let begun = Self.step(.inreview, .oneself, [nil], hasReviewedAlone: true)
        #expect(
            begun.obstacle == "1 attribute is undecided. You review it, so somebody else has to approve.")
        #expect(
            Self.step(.waiting, .oneself, hasReviewedAlone: true).sentence.hasSuffix("Somebody else has to approve."))
        #expect(!Self.step(.waiting, .oneself).sentence.contains("Somebody else"))
    }

    @Test(arguments: CandidateStatus.allCases)
    func whoMayNotIsOfferedNothing(_ status: CandidateStatus) {
        #expect(Self.step(status, .nobody, [.accepted], .readOnly).move == nil)
        #expect(Self.step(status, .nobody, [.accepted], .owner, isArchived: true).move == nil)
        #expect(Self.step(status, .oneself, [.accepted], .reviewer).move != .approve)
    }

    // ---- acts, and what changed meanwhile

    private static func review(
        _ status: CandidateStatus = .inreview, hold: LegalHold? = nil, history: [ReviewedEvent] = [],
        isArchived: Bool = false
    ) -> CandidateReview {
        CandidateReview(
            candidate: candidate(status, isArchived: isArchived), changedAt: now, revision: 1, reviewer: nil,
            hold: hold, identity: isArchived ? .gone : .covered, attributes: [], certificates: [], fields: [],
            notes: [], history: history, extractionCount: 0)
    }

    private static func acts(_ review: CandidateReview, _ role: Role, by me: MemberID? = nil) -> Set<CandidateAct> {
        Set(
            CandidateAct.allCases.filter {
                $0.isPossible(for: review, by: me, with: role.rights, takesSubmissions: true)
            })
    }

    @Test func rolesAndStatesDecideWhatIsOffered() {
        #expect(Self.acts(Self.review(), .readOnly).isEmpty)
        #expect(Self.acts(Self.review(), .reviewer) == [.identity, .requestReview])
        #expect(Self.acts(Self.review(), .approver) == [.identity, .requestReview, .feedback])
        #expect(Self.acts(Self.review(.rejected), .reviewer) == [.identity, .requestReview, .link])
        #expect(Self.acts(Self.review(.incomplete), .reviewer) == [.identity, .requestReview, .submit])
        #expect(Self.acts(Self.review(.incomplete), .readOnly).isEmpty)
        #expect(!Self.acts(Self.review(.incomplete, isArchived: true), .owner).contains(.submit))
        #expect(Self.acts(Self.review(.blocked), .manager) == [.identity, .unblock, .placeHold, .archive, .delete])
        #expect(Self.acts(Self.review(.approved, isArchived: true), .manager) == [.requestReview, .block, .delete])
    }

    @Test func aHoldStandsAgainstTheEndAndTakesTwo() {
        let (me, other) = (MemberID(stored: "m1"), MemberID(stored: "m2"))
        let placed = LegalHold(placedAt: Self.now, placedBy: .member(me), liftAskedBy: nil, liftAskedAt: nil)
        let asked = LegalHold(
            placedAt: Self.now, placedBy: .member(me), liftAskedBy: .member(me), liftAskedAt: Self.now)
        #expect(Self.acts(Self.review(.rejected, hold: placed), .owner).isDisjoint(with: [.link]))
        let ends: Set<CandidateAct> = [.placeHold, .askToLift, .withdrawLift, .lift, .archive, .delete]
        #expect(Self.acts(Self.review(hold: placed), .manager, by: me).intersection(ends) == [.askToLift])
        #expect(Self.acts(Self.review(hold: asked), .manager, by: me).intersection(ends) == [.withdrawLift])
        #expect(Self.acts(Self.review(hold: asked), .manager, by: other).intersection(ends) == [.withdrawLift, .lift])
    }

    @Test func whatHappenedSinceAPageWasMade() {
        let kinds: [HistoryEvent.Kind] = [
            .submitted, .statusChanged, .identityViewed, .attributeReviewed, .noteWritten,
        ]
        let history = kinds.enumerated().map { index, kind in
            ReviewedEvent(
                event: HistoryEvent(
                    eventID: HistoryEventID(stored: "e\(index)"), serviceID: ServiceID(stored: "s1"), recordID: nil,
                    at: Self.now, actor: .lethe, kind: kind), reason: nil)
        }
        let review = Self.review(history: history)
        #expect(review.events(after: "e1").map(\.event.kind) == [.noteWritten, .attributeReviewed])
        #expect(review.events(after: "e4").isEmpty)
        // An event that is gone: what came after its time.
        #expect(review.events(after: "e35").map(\.event.kind) == [.noteWritten])
        #expect(review.events(after: "").count == 4)
    }
}
