import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases
import Vault

/// Who sees what an identity holds, and what is written down of it.
struct IdentityTests {
    private func values(_ review: CandidateReview) -> [String: String] {
        Dictionary(
            review.attributes.compactMap { attribute in
                attribute.value.map { (attribute.slug.text, $0.withExposed { $0 }) }
            }, uniquingKeysWith: { first, _ in first })
    }

    @Test func theReviewerSeesValuesAtOnceAndOthersDoNot() async throws {
        var ada = Person("ada", hasPictures: true)
        ada.certificates = [("screening", "{}")]
        ada.customFields = [("RiskLevel", "Low")]
        let desk = try await Desk(ada)
        try await desk.assign(desk.rita, by: desk.rita)
        let seen = try await desk.look(by: desk.rita)
        #expect(seen.identity == .open && seen.reviewer == desk.rita.memberID)
        #expect(values(seen)["given_name"] == "Given Marker-ada" && values(seen).count == 4)
        #expect(
            seen.attributes.map(\.slug.text) == ["given_name", "family_name", "email", "dob", "passport", "selfie"])
        #expect(seen.attributes.last?.version != nil && seen.attributes.last?.byteCount != nil)
        #expect(seen.certificates.map(\.name) == ["screening"] && seen.fields.map(\.name) == ["RiskLevel"])
        #expect(try await desk.picture(by: desk.rita).all() == ada.picture("passport"))
        #expect(try desk.looks() == ["texts", "passport"])
        for (member, identity) in [(desk.remy, CandidateReview.Identity.covered), (desk.rob, .hidden)] {
            let other = try await desk.look(by: member)
            #expect(other.identity == identity && values(other).isEmpty)
            #expect(other.certificates.isEmpty && other.fields.isEmpty && other.attributes.count == 6)
            #expect(await failure { _ = try await desk.picture(by: member) }?.httpStatus == 403)
        }
        let local = try await desk.registry.candidateReview(.recordID(desk.recordID), in: desk.id, by: .localOperator)
        #expect(local.identity == .hidden && values(local).isEmpty)
        #expect(await failure { try await desk.open(by: desk.rob) }?.httpStatus == 403)
        let machine = await failure {
            try await desk.registry.openIdentity(
                of: desk.recordID, reason: Sensitive("x"), in: desk.id, by: .localOperator)
        }
        #expect(machine?.httpStatus == 403)
        #expect(try desk.looks() == ["texts", "passport"], "nobody else has seen anything")
        let key = try await desk.world.caller(desk.world.makeKey(.pictures, of: desk.service), of: desk.service)
        let program = await failure {
            _ = try await desk.registry.candidateReview(.recordID(desk.recordID), in: desk.id, by: key)
        }
        #expect(program?.httpStatus == 403)
    }

    /// Everybody who reviews can make themselves the reviewer: after the decision that opens nothing.
    @Test func afterTheDecisionTheReviewerSaysWhyToo() async throws {
        let desk = try await Desk()
        try await desk.assign(desk.rita, by: desk.rita)
        try await desk.change(.startReview, by: desk.rita)
        #expect(try await desk.look(by: desk.rita).identity == .open)
        try await desk.acceptAll(by: desk.rita)
        try await desk.change(.approve, by: desk.abe)
        let looks = try desk.looks()
        for reviewer in [desk.rita, desk.remy] {
            try await desk.assign(reviewer, by: reviewer)
            let covered = try await desk.look(by: reviewer)
            #expect(covered.identity == .covered && values(covered).isEmpty)
            #expect(await failure { _ = try await desk.picture(by: reviewer) }?.httpStatus == 403)
        }
        #expect(try desk.looks() == looks)
        try await desk.open(by: desk.remy, reason: "The bank asks")
        #expect(try await desk.look(by: desk.remy).identity == .open)
        for (change, isOpen) in [(StatusChange.block, false), (.unblock, false), (.requestReview, true)] {
            _ = try await desk.registry.changeStatus(
                change, of: .recordID(desk.recordID), in: desk.id, by: .localOperator)
            try await desk.assign(desk.rita, by: desk.rita)
            #expect(try await desk.look(by: desk.rita).identity == (isOpen ? .open : .covered))
        }
    }

    @Test func aReasonOpensOneCandidateForOneSessionForAQuarterOfAnHour() async throws {
        let desk = try await Desk()
        for reason in [nil, "", " \n", String(repeating: "x", count: 1001)] {
            let refused = await failure { try await desk.open(by: desk.remy, reason: reason) }
            #expect(refused?.httpStatus == 422 && refused?.field == "reason")
        }
        try await desk.open(by: desk.remy, reason: "Marker-why")
        #expect(try await desk.look(by: desk.remy).identity == .open)
        #expect(try await desk.look(by: desk.rita).identity == .covered, "opened for one member")
        guard case .complete(let token) = try await desk.world.signIn("remy@example.com") else { return }
        let elsewhere = try desk.world.signedIn(token, "remy@example.com")
        #expect(try await desk.look(by: elsewhere).identity == .covered, "opened for one session")
        let other = try await desk.world.submit(Person("bob"), to: desk.service).recordID
        let bob = try await desk.registry.candidateReview(.recordID(other), in: desk.id, by: desk.remy.caller)
        #expect(bob.identity == .covered, "opened for one candidate")
        _ = try await desk.picture(by: desk.remy)
        _ = try await desk.picture("selfie", by: desk.remy)
        _ = try await desk.picture("selfie", by: desk.remy)
        #expect(try desk.looks() == ["texts", "passport", "selfie"], "each once")
        let line = try #require(try await desk.look(by: desk.rita).history.first { $0.event.kind == .identityViewed })
        #expect(line.reason?.withExposed { $0 } == "Marker-why")
        #expect(try await desk.look(by: desk.rob).history.allSatisfy { $0.reason == nil })
        desk.world.clock.advance(seconds: 899)
        #expect(try await desk.look(by: desk.remy).identity == .open)
        desk.world.clock.advance(seconds: 1)
        #expect(try await desk.look(by: desk.remy).identity == .covered)
        #expect(await failure { _ = try await desk.picture(by: desk.remy) }?.httpStatus == 403)
    }

    @Test func aLookIsWrittenDownOnceInAQuarterOfAnHour() async throws {
        let desk = try await Desk()
        try await desk.assign(desk.rita, by: desk.rita)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try? await desk.look(by: desk.rita) } }
        }
        desk.world.clock.advance(seconds: 899)
        _ = try await desk.look(by: desk.rita)
        #expect(try desk.looks() == ["texts"])
        desk.world.clock.advance(seconds: 1)
        _ = try await desk.look(by: desk.rita)
        #expect(try desk.looks() == ["texts", "texts"])
        try await desk.world.submit(Person("ada", marker: "new"), to: desk.service)
        _ = try await desk.look(by: desk.rita)
        #expect(try desk.looks().count == 3, "what was submitted since is another thing to see")
        #expect(
            try desk.history().filter { $0.kind == .identityViewed }.allSatisfy {
                $0.actor == .member(desk.rita.memberID) && $0.at <= desk.world.clock.now
            })
    }

    @Test func aDoorIsClosedByAnArchiveAndByAnotherSubmission() async throws {
        let desk = try await Desk()
        try await desk.open(by: desk.remy)
        try await desk.world.submit(Person("ada", hasPictures: true), to: desk.service)
        #expect(try await desk.look(by: desk.remy).identity == .covered)
        try await desk.open(by: desk.remy)
        try await desk.assign(desk.rita, by: desk.rita)
        try await desk.archive()
        for member in [desk.remy, desk.rita, desk.rob] {
            let review = try await desk.look(by: member)
            #expect(review.identity == .gone && review.attributes.isEmpty && review.candidate.isArchived)
            #expect(await failure { _ = try await desk.picture(by: member) } != nil)
        }
        #expect(await failure { try await desk.open(by: desk.remy) }?.field == "isArchived")
        try await desk.world.submit(Person("ada", hasPictures: true), to: desk.service)
        #expect(try await desk.look(by: desk.remy).identity == .covered)
    }

    @Test func whatOutlivesTheArchiveIsShownToReviewersOnly() async throws {
        var ada = Person("ada")
        ada.certificates = [("screening", "{}")]
        let desk = try await Desk(ada)
        try await desk.archive()
        #expect(try await desk.look(by: desk.rita).certificates.count == 1)
        #expect(try await desk.look(by: desk.rob).certificates.isEmpty)
    }

    /// The row says that she lives, and her key is gone: an older copy of the database.
    @Test func whoseKeyIsGoneIsShownArchived() async throws {
        let desk = try await Desk()
        try await desk.assign(desk.rita, by: desk.rita)
        let reader = try await desk.picture(by: desk.rita)
        try await desk.world.keyStore.destroy([SlotNumber(value: try #require(try desk.record().keySlot))])
        #expect(await failure { _ = try await desk.picture("selfie", by: desk.rita) }?.isNotFound == true)
        #expect(try await desk.look(by: desk.rita).identity == .gone)
        _ = reader
    }

    /// An archive, a deletion or another submission comes between the look at the row and its opening.
    @Test func whatWasReadTooEarlyIsNotShown() async throws {
        for kind in ["archive", "delete", "resubmit"] {
            let desk = try await Desk()
            try await desk.assign(desk.rita, by: desk.rita)
            let meanwhile: @Sendable () async throws -> Void = {
                switch kind {
                case "archive": try await desk.archive()
                case "delete":
                    try await desk.registry.delete(.recordID(desk.recordID), in: desk.id, by: .localOperator)
                default: try await desk.world.submit(Person("ada", marker: "new"), to: desk.service)
                }
            }
            let seen = try await desk.world.interrupting(
                with: meanwhile,
                { () async -> (CandidateReview?, Failure?) in
                    do {
                        return (try await desk.look(by: desk.rita), nil)
                    } catch {
                        return (nil, error as? Failure)
                    }
                })
            switch kind {
            case "archive": #expect(seen.0?.identity == .gone && seen.0?.attributes.isEmpty == true)
            case "delete": #expect(seen.1?.isNotFound == true)
            default: #expect(seen.0.map { values($0)["given_name"] } == "Given new")
            }
        }
    }

    @Test func aDownloadEndsWithTheRight() async throws {
        var ada = Person("ada", hasPictures: true)
        ada.pictureBytes = 300_000
        let changes: [(String, @Sendable (Desk) async throws -> Void)] = [
            (
                "role",
                { desk in
                    try await desk.registry.changeRole(
                        of: desk.rita.memberID, to: .readOnly, reach: .service(desk.id),
                        by: desk.world.confirmed(desk.olive))
                }
            ),
            (
                "team",
                { desk in
                    try await desk.registry.removeFromTeam(
                        desk.rita.memberID, reach: .service(desk.id), by: desk.world.confirmed(desk.olive))
                }
            ),
            ("session", { desk in try await desk.registry.signOut(by: desk.rita.caller) }),
            ("archive", { desk in try await desk.archive() }),
            (
                "delete",
                { desk in
                    try await desk.registry.delete(.recordID(desk.recordID), in: desk.id, by: .localOperator)
                }
            ),
            ("resubmission", { desk in try await desk.world.submit(Person("ada", marker: "n"), to: desk.service) }),
        ]
        for (name, change) in changes {
            let desk = try await Desk(ada)
            try await desk.assign(desk.rita, by: desk.rita)
            let reader = try await desk.picture(by: desk.rita)
            let source = try await reader.open()
            let first = try await source.read(0..<1, into: { 0 }, { $0 += $1.count })
            #expect(first > 0)
            try await change(desk)
            let cut = await failure { _ = try await source.read(1..<2, into: { 0 }, { $0 += $1.count }) }
            #expect(cut?.isUnavailable == true, "\(name)")
        }
    }
}
