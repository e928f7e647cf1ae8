import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

/// The rules by which people decide.
struct DecisionTests {
    private static let slugs = ["given_name", "family_name", "email", "dob", "passport", "selfie"]

    @Test func aMemberApprovesWhenEverythingIsAccepted() async throws {
        let desk = try await Desk()
        try await desk.change(.startReview, by: desk.rita)
        for slug in Self.slugs {
            let early = await failure { try await desk.change(.approve, by: desk.abe) }
            #expect(early?.httpStatus == 409 && early?.field == slug)
            try await desk.decide(slug, by: desk.rita)
        }
        try await desk.decide("dob", .rejected, by: desk.rita)
        #expect(await failure { try await desk.change(.approve, by: desk.abe) }?.field == "dob")
        try await desk.decide("dob", by: desk.rita)
        #expect(try await desk.change(.approve, by: desk.abe).status == .approved)
        let seen = try await desk.look(by: desk.remy)
        #expect(seen.attributes.allSatisfy { $0.decision == .accepted && $0.decidedBy == .member(desk.rita.memberID) })
    }

    @Test func theOperatorAcceptsWhatIsUndecided() async throws {
        let desk = try await Desk()
        try await desk.change(.startReview, by: desk.rita)
        try await desk.decide("dob", .rejected, by: desk.rita)
        #expect(await failure { try await desk.world.change(.approve, "ada", of: desk.service) }?.field == "dob")
        try await desk.decide("dob", by: desk.rita)
        try await desk.world.change(.approve, "ada", of: desk.service)
        let decided = try desk.world.database.read { try $0.all(AttributeReviews(of: desk.recordID)) }
        #expect(decided.map(\.slug.text).sorted() == Self.slugs.sorted())
        #expect(decided.filter { $0.decidedBy == .localOperator }.count == 5)
    }

    @Test func aRejectionSaysWhy() async throws {
        let desk = try await Desk()
        try await desk.change(.startReview, by: desk.rita)
        let mute = await failure { try await desk.change(.reject, by: desk.abe) }
        #expect(mute?.httpStatus == 422 && mute?.field == "reason")
        try await desk.change(.reject, by: desk.abe, reason: "Too dark")
        try await desk.world.submit(Person("ada", hasPictures: true), to: desk.service)
        try await desk.change(.startReview, by: desk.rita)
        try await desk.decide("selfie", .rejected, by: desk.rita, reason: "Too dark")
        #expect(try await desk.change(.reject, by: desk.abe).status == .rejected)
        let seen = try await desk.look(by: desk.remy)
        #expect(seen.attributes.last?.reason?.withExposed { $0 } == "Too dark")
        #expect(try await desk.look(by: desk.rob).attributes.allSatisfy { $0.reason == nil })
    }

    @Test func aDecisionCanBeTakenBack() async throws {
        let desk = try await Desk()
        func undecide(_ slug: String) async throws {
            try await desk.registry.undecideAttribute(
                Slug(stored: slug), of: desk.recordID, expecting: desk.revision, in: desk.id, by: desk.remy.caller)
        }
        #expect(await failure { try await undecide("dob") }?.field == "status")
        try await desk.change(.startReview, by: desk.rita)
        try await undecide("dob")
        try await desk.decide("dob", by: desk.rita)
        try await undecide("dob")
        #expect(try await desk.look(by: desk.rita).attributes.allSatisfy { $0.decision == nil })
        let lines = try desk.history().filter { $0.kind == .attributeReviewed }.map(\.detail)
        #expect(lines == ["dob accepted", "dob reopened"], "nothing is written where nothing happened")
    }

    @Test func whoStartsAReviewBecomesTheReviewer() async throws {
        let desk = try await Desk()
        try await desk.change(.startReview, by: desk.rita)
        #expect(try desk.record().reviewer == desk.rita.memberID)
        #expect(try desk.history().suffix(2).map(\.kind) == [.statusChanged, .reviewerAssigned])
        try await desk.world.submit(Person("ada"), to: desk.service)
        #expect(try desk.record().reviewer == desk.rita.memberID, "a resubmission stays with the reviewer")
        try await desk.change(.startReview, by: desk.remy)
        #expect(try desk.record().reviewer == desk.rita.memberID)
        let other = try await desk.world.submit(Person("bob"), to: desk.service).recordID
        try await desk.world.change(.startReview, "bob", of: desk.service)
        #expect(
            try desk.world.record("bob", in: desk.service)?.reviewer == nil, "\(other): the operator reviews nothing")
    }

    @Test func reviewersAreMembersWhoMayReview() async throws {
        let desk = try await Desk()
        let names = try desk.registry.possibleReviewers(in: desk.id, by: desk.rita.caller)
        #expect(
            Set(names.map(\.memberID)) == Set([desk.olive, desk.rita, desk.remy, desk.abe, desk.alma].map(\.memberID)))
        #expect(names.map { $0.name.withExposed { $0 } } == names.map { $0.name.withExposed { $0 } }.sorted())
        let seenByReader = try desk.registry.possibleReviewers(in: desk.id, by: desk.rob.caller)
        #expect(seenByReader.map(\.memberID) == names.map(\.memberID), "whoever sees the list filters by them")
        let stranger = try await desk.world.makeMember(
            .owner, of: desk.world.makeService("other_00001"), "stranger@example.com")
        #expect(immediateFailure { _ = try desk.registry.possibleReviewers(in: desk.id, by: stranger.caller) } != nil)
        let unfit = await failure { try await desk.assign(desk.rob, by: desk.rita) }
        #expect(unfit?.httpStatus == 422 && unfit?.field == "reviewer")
        try await desk.assign(desk.remy, by: desk.rita)
        try await desk.assign(desk.remy, by: desk.rita)
        try await desk.assign(desk.rita, by: desk.rita)
        try await desk.assign(nil, by: desk.remy)
        #expect(await failure { try await desk.assign(desk.rita, by: desk.rob) }?.httpStatus == 403)
        let lines = try desk.history().filter { $0.kind == .reviewerAssigned }.map(\.detail)
        #expect(lines == [desk.remy.memberID.text, desk.rita.memberID.text, ""])
        try await desk.archive()
        #expect(await failure { try await desk.assign(desk.rita, by: desk.rita) }?.field == "isArchived")
        _ = try await desk.registry.changeService(desk.id, by: .localOperator) {
            $0.settings.requiresSecondFactor = true
        }
        #expect(try desk.registry.possibleReviewers(in: desk.id, by: .localOperator).isEmpty)
        _ = try await desk.world.setUpSecondFactor(desk.remy)
        let left = try desk.registry.possibleReviewers(in: desk.id, by: .localOperator)
        #expect(left.map(\.memberID) == [desk.remy.memberID])
    }

    @Test func nobodyDecidesAboutWhatTheyHaveNotSeen() async throws {
        let desk = try await Desk()
        try await desk.change(.startReview, by: desk.rita)
        func decide(by member: SignedIn, _ decision: AttributeDecision = .accepted) async -> String? {
            let failed = await failure {
                try await desk.registry.reviewAttribute(
                    Slug(stored: "dob"), of: .recordID(desk.recordID), as: decision, in: desk.id, by: member.caller)
            }
            if failed?.field == "identity" { #expect(failed?.httpStatus == 409) }
            return failed.map { $0.field ?? "\($0.httpStatus)" }
        }
        #expect(await decide(by: desk.rita) == "identity", "to be the reviewer is not to have looked")
        #expect(await decide(by: desk.remy, .rejected) == "identity")
        _ = try await desk.look(by: desk.rita)
        #expect(await decide(by: desk.rita) == nil)
        try await desk.see(by: desk.remy)
        desk.world.clock.advance(seconds: 901)
        #expect(try await desk.look(by: desk.remy).identity == .covered)
        #expect(await decide(by: desk.remy, .rejected) == nil, "seen is seen")
        #expect(await decide(by: desk.rob) == "403")
        try await desk.change(.reject, by: desk.abe)
        try await desk.world.submit(Person("ada", marker: "new", hasPictures: true), to: desk.service)
        try await desk.change(.startReview, by: desk.rita)
        #expect(await decide(by: desk.rita) == "identity", "another submission is another identity")
        try await desk.world.review("dob", of: "ada", as: .accepted, in: desk.service)
    }

    /// Every act that a page offers says what it was based on.
    @Test func whoIsTooLateOverwritesNothing() async throws {
        let desk = try await Desk { $0.review.fields = [FieldDefinition(name: "Risk", options: ["low", "high"])] }
        try await desk.change(.startReview, by: desk.rita)
        try await desk.see(by: desk.rita)
        let (registry, id, recordID) = (desk.registry, desk.id, desk.recordID)
        let acts: [@Sendable (Int64) async throws -> Void] = [
            { try await desk.decide("dob", by: desk.rita, expecting: $0) },
            {
                try await registry.undecideAttribute(
                    Slug(stored: "dob"), of: recordID, expecting: $0, in: id, by: desk.rita.caller)
            },
            {
                try await registry.setFields(
                    [("Risk", "low")], of: recordID, expecting: $0, in: id, by: desk.rita.caller)
            },
            {
                try await registry.assignReviewer(
                    desk.remy.memberID, of: recordID, expecting: $0, in: id, by: desk.rita.caller)
            },
            { try await desk.change(.reject, by: desk.abe, reason: "x", expecting: $0) },
        ]
        for act in acts {
            let seen = try desk.revision
            let before = try desk.history().count
            for wrong in [seen - 1, seen + 1] {
                let late = await failure { try await act(wrong) }
                #expect(late?.httpStatus == 409 && late?.field == "revision")
                #expect(late?.message == "Somebody else changed this candidate meanwhile.")
            }
            #expect(try desk.revision == seen && desk.history().count == before)
            try await act(seen)
            #expect(try desk.revision > seen, "what it did is seen by the others")
        }
        for hold in 0..<4 {
            let seen = try desk.revision
            let caller = hold == 3 ? desk.olive.caller : Caller.localOperator
            switch hold {
            case 0: try await registry.placeHold(of: recordID, in: id, by: caller)
            case 1, 3: try await registry.askToLiftHold(of: recordID, in: id, by: caller)
            default: try await registry.withdrawLift(of: recordID, in: id, by: caller)
            }
            #expect(try desk.revision > seen)
        }
    }

    @Test func fourEyes() async throws {
        let desk = try await Desk { $0.review.needsFourEyes = true }
        try await desk.change(.startReview, by: desk.abe)
        try await desk.acceptAll(by: desk.rita)
        let reviewer = await failure { try await desk.change(.approve, by: desk.abe) }
        #expect(reviewer?.httpStatus == 409 && reviewer?.field == "reviewer")
        try await desk.assign(desk.rita, by: desk.rita)
        try await desk.decide("dob", by: desk.abe)
        #expect(await failure { try await desk.change(.approve, by: desk.abe) }?.field == "reviewer", "decided one")
        try await desk.decide("dob", by: desk.rita)
        #expect(try await desk.change(.approve, by: desk.abe).status == .approved)
    }

    @Test func theOperatorIsOnePersonOfTheFour() async throws {
        let desk = try await Desk { $0.review.needsFourEyes = true }
        try await desk.world.change(.startReview, "ada", of: desk.service)
        let alone = await failure { try await desk.world.change(.approve, "ada", of: desk.service) }
        #expect(alone?.httpStatus == 409 && alone?.field == "given_name", "to accept along would be to review")
        try await desk.acceptAll(by: desk.rita)
        try await desk.world.review("dob", of: "ada", as: .accepted, in: desk.service)
        #expect(await failure { try await desk.world.change(.approve, "ada", of: desk.service) }?.field == "reviewer")
        try await desk.decide("dob", by: desk.rita)
        try await desk.world.change(.approve, "ada", of: desk.service)
    }

    @Test func nothingIsLeftToApproveOfAnArchivedCandidate() async throws {
        let desk = try await Desk()
        try await desk.change(.startReview, by: desk.rita)
        try await desk.acceptAll(by: desk.rita)
        try await desk.archive()
        #expect(await failure { try await desk.change(.approve, by: desk.abe) }?.field == "isArchived")
        #expect(await failure { try await desk.decide("dob", by: desk.rita) }?.field == "status")
    }
}
