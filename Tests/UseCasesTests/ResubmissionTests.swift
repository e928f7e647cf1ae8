import Domain
import TestSupport
import Testing
import UseCases

/// Links by which candidates submit again.
struct ResubmissionTests {
    private func rejected(
        _ world: World, _ slugs: [String], refID: String? = "ada"
    ) async throws -> (service: Service, sent: SentDraft) {
        let service = try await world.makePage()
        let sent = try await world.filledIn(refID, at: service).send()
        try await change(world, .startReview, sent, service)
        for slug in slugs {
            try await world.registry.reviewAttribute(
                Slug(stored: slug), of: .recordID(sent.recordID), as: .rejected,
                reason: Sensitive("Too dark: \(slug)"), in: service.serviceID, by: .localOperator)
        }
        try await change(world, .reject, sent, service, reason: "Nearly there")
        return (service, sent)
    }

    private func change(
        _ world: World, _ change: StatusChange, _ sent: SentDraft, _ service: Service, reason: String? = nil
    ) async throws {
        _ = try await world.registry.changeStatus(
            change, of: .recordID(sent.recordID), in: service.serviceID, reason: reason.map { Sensitive($0) },
            by: .localOperator)
    }

    /// What somebody has begun to submit again is gone with the candidate, before the deletion's or the archive's answer.
    @Test(arguments: [true, false])
    func theDraftGoesWithTheCandidate(isDeleted: Bool) async throws {
        let world = try await World()
        let (service, sent) = try await rejected(world, ["passport", "email"], refID: "ada")
        let again = try await world.apply(to: service, resubmit: world.link(sent.recordID, in: service))
        try await again.type(["email": "marker-of-a-draft@people.example"])
        try await again.upload("passport", SamplePicture.png(behind: [7]))
        #expect(try again.content().texts.count == 1)
        if isDeleted {
            try await world.registry.delete(.recordID(sent.recordID), in: service.serviceID, by: .localOperator)
        } else {
            _ = try await world.registry.archiveNow(
                .recordID(sent.recordID), in: service.serviceID, by: .localOperator)
        }
        #expect(await failure { _ = try again.content() }?.isNotFound == true)
        #expect(await failure { try await again.type(["email": "x@people.example"]) }?.isNotFound == true)
        #expect(try await world.expectTidy())
    }

    /// Also for one without a refId: the link says who it is.
    @Test(arguments: ["ada", nil])
    func onlyWhatWasRejectedIsAskedForAndAllOfIt(refID: String?) async throws {
        let world = try await World()
        let (service, sent) = try await rejected(world, ["passport", "email"], refID: refID)
        let link = try await world.link(sent.recordID, in: service)
        let page = try world.registry.submissionPage(of: "acme_00001", resubmit: link)
        #expect(page.attributes.map(\.slug.text) == ["email", "passport"])
        #expect(page.attributes.allSatisfy { $0.isRequired })
        guard case .resubmit(let reasons, let feedback) = page.purpose else { throw NoLink() }
        #expect(reasons.map { $0.reason?.withExposed { $0 } } == ["Too dark: email", "Too dark: passport"])
        #expect(feedback?.withExposed { $0 } == "Nearly there")

        let again = try await world.apply(to: service, refID: "somebody else's", resubmit: link)
        #expect(try await again.type(["given_name": "Eve"]).texts.isEmpty, "what isn't asked for is left out")
        try await again.type(["email": "new@people.example"])
        #expect(await failure { _ = try await again.send() }?.field == "passport")
        let picture = SamplePicture.png(behind: [9, 9])
        try await again.upload("passport", picture)
        let second = try await again.send()
        #expect(second.recordID == sent.recordID && second.reference == sent.reference && second.status == .waiting)
        #expect(try await again.send() == second)
        let key = try await world.makeKey(.pictures, of: service)
        let seen = try await world.registry.extract(
            .recordID(sent.recordID), in: service.serviceID, by: world.caller(key, of: service))
        #expect(seen.candidate.submitCount == 2 && seen.candidate.refID?.text == refID)
        #expect(seen.text("given_name") == "Ada", "what was not asked for stays")
        #expect(seen.text("email") == "new@people.example", "another e-mail is still the same person")
        #expect(try await seen.picture("passport") == picture)
        seen.ticket.cut(bytes: 0)
        #expect(try await world.expectTidy())
    }

    @Test func aRequestForAReviewAsksForEverything() async throws {
        let world = try await World()
        let (service, sent) = try await rejected(world, ["passport"])
        let earlier = try await world.link(sent.recordID, in: service)
        try await change(world, .requestReview, sent, service, reason: "Once more")
        let page = try world.registry.submissionPage(of: "acme_00001", resubmit: earlier)
        #expect(page.attributes.map(\.slug.text) == ["given_name", "email", "dob", "passport", "selfie"])
        guard case .resubmit(let reasons, let feedback) = page.purpose else { throw NoLink() }
        #expect(reasons.isEmpty && feedback?.withExposed { $0 } == "Once more")
    }

    /// Two drafts by one link: whoever sends first has used it, also while the other is being sent.
    @Test(arguments: 1...4)
    func aLinkIsUsedOnce(read: Int) async throws {
        let world = try await World()
        let (service, sent) = try await rejected(world, ["email"])
        let link = try await world.link(sent.recordID, in: service)
        let (one, two) = (
            try await world.apply(to: service, resubmit: link), try await world.apply(to: service, resubmit: link)
        )
        for (applicant, name) in [(one, "one"), (two, "two")] {
            try await applicant.type(["email": "\(name)@people.example"])
        }
        let refused = await failure {
            try await world.interrupting(
                afterRead: read, with: { _ = try await one.send() }, { _ = try await two.send() })
        }
        #expect(refused == Registry.resubmissionIsOver)
        let key = try await world.makeKey(.text, of: service)
        let seen = try await world.extract("ada", with: key, of: service)
        #expect(seen.candidate.submitCount == 2 && seen.text("email") == "one@people.example")
        seen.ticket.cut(bytes: 0)
    }

    @Test func aLinkEnds() async throws {
        let world = try await World()
        let (service, sent) = try await rejected(world, ["email"])
        let link = try await world.link(sent.recordID, in: service)
        func isGood() async throws -> Bool {
            let refused = await failure { _ = try world.registry.submissionPage(of: "acme_00001", resubmit: link) }
            let draft = await failure { _ = try await world.apply(to: service, resubmit: link) }
            #expect((refused == nil) == (draft == nil))
            #expect(refused == nil || refused == Registry.resubmissionIsOver)
            return refused == nil
        }
        #expect(try await isGood())
        try await change(world, .block, sent, service)
        #expect(try await !isGood(), "nothing is asked for while blocked")
        try await change(world, .unblock, sent, service, reason: "A slip of ours")
        #expect(try await isGood())
        let unblocked = try world.registry.submissionPage(of: "acme_00001", resubmit: link)
        guard case .resubmit(_, let feedback) = unblocked.purpose else { throw NoLink() }
        #expect(feedback?.withExposed { $0 } == "Nearly there", "what was said of the block is the team's")

        let first = try await world.apply(to: service, resubmit: link)
        let late = try await world.apply(to: service, resubmit: link)
        try await first.type(["email": "a@people.example"])
        try await late.type(["email": "b@people.example"])
        _ = try await first.send()
        #expect(try await !isGood(), "the next submission ends it")
        #expect(await failure { _ = try await late.send() } == Registry.resubmissionIsOver)
        #expect(await failure { try await late.type(["email": "c"]) } == Registry.resubmissionIsOver)
        #expect(try world.candidate("ada", of: service).submitCount == 2)

        try await change(world, .startReview, sent, service)
        try await change(world, .reject, sent, service)
        #expect(try await !isGood(), "rejected again, the old link stays dead")
        let newer = try await world.link(sent.recordID, in: service)
        try await world.archive("ada", of: service)
        let archived = await failure {
            _ = try world.registry.submissionPage(of: "acme_00001", resubmit: newer)
        }
        #expect(archived == Registry.resubmissionIsOver)
    }

    /// Under a legal hold nothing is submitted again, and nothing that a candidate is told says why.
    @Test func aHoldStopsALinkWithoutAWordOfIt() async throws {
        let world = try await World()
        let (service, sent) = try await rejected(world, ["email"])
        let (registry, id) = (world.registry, service.serviceID)
        let link = try await world.link(sent.recordID, in: service)
        let begun = try await world.apply(to: service, resubmit: link)
        try await begun.type(["email": "new@people.example"])
        try await registry.placeHold(of: sent.recordID, in: id, by: .localOperator)
        let told = [
            await failure { _ = try await begun.send() },
            await failure { _ = try registry.submissionPage(of: "acme_00001", resubmit: link) },
            await failure { _ = try await world.apply(to: service, resubmit: link) },
        ]
        for failure in told {
            #expect(failure?.httpStatus == 409 && failure?.field == "draft")
            #expect(failure?.message == "Nothing can be changed at the moment. Please try again another day.")
        }
        #expect(try world.candidate("ada", of: service).submitCount == 1)
        #expect(await failure { _ = try await world.link(sent.recordID, in: service) }?.field == "hold")
        try await registry.askToLiftHold(of: sent.recordID, in: id, by: .localOperator)
        let olive = try await world.makeOwner()
        try await registry.liftHold(of: sent.recordID, in: id, by: olive.caller)
        _ = try await begun.send()
        #expect(try world.candidate("ada", of: service).submitCount == 2)
    }

    @Test func aLinkEndsAfterThirtyDays() async throws {
        let world = try await World()
        let (service, sent) = try await rejected(world, ["email"])
        let link = try await world.link(sent.recordID, in: service)
        world.clock.advance(seconds: 30 * 86_400 - 1)
        _ = try world.registry.submissionPage(of: "acme_00001", resubmit: link)
        world.clock.advance(seconds: 1)
        let over = await failure { _ = try world.registry.submissionPage(of: "acme_00001", resubmit: link) }
        #expect(over == Registry.resubmissionIsOver)
    }

    @Test func aLinkIsOfOneService() async throws {
        let world = try await World()
        let (service, sent) = try await rejected(world, ["email"])
        _ = try await world.makePage("other_00001")
        let link = try await world.link(sent.recordID, in: service)
        let elsewhere = await failure { _ = try world.registry.submissionPage(of: "other_00001", resubmit: link) }
        #expect(elsewhere == Registry.resubmissionIsOver)
    }

    @Test func whoGetsALink() async throws {
        let world = try await World()
        let (service, sent) = try await rejected(world, ["email"])
        _ = try await world.link(sent.recordID, in: service)
        let last = try #require(try world.overview("ada", of: service).history.last)
        #expect(last.kind == .resubmissionLinkMade && last.actor == .localOperator && last.detail == "")
        let waiting = try await world.filledIn("bob", at: service).send()
        let refused = await failure { _ = try await world.link(waiting.recordID, in: service) }
        #expect(refused?.httpStatus == 409 && refused?.field == "status")
        try await world.turnPage(on: false, service)
        #expect(await failure { _ = try await world.link(sent.recordID, in: service) }?.httpStatus == 409)
    }

    private struct NoLink: Error {}
}
