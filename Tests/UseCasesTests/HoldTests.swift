import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases
import Vault

/// Under a legal hold nothing goes, and two people end it.
struct HoldTests {
    private func place(_ desk: Desk, by caller: Caller = .localOperator) async throws {
        try await desk.registry.placeHold(of: desk.recordID, in: desk.id, by: caller)
    }

    private func ask(_ desk: Desk, by caller: Caller) async throws {
        try await desk.registry.askToLiftHold(of: desk.recordID, in: desk.id, by: caller)
    }

    private func lift(_ desk: Desk, by caller: Caller) async throws {
        try await desk.registry.liftHold(of: desk.recordID, in: desk.id, by: caller)
    }

    @Test func nothingArchivesOrDeletesWhoIsHeld() async throws {
        let desk = try await Desk { settings in
            settings.undecidedDays = 1
            settings.decidedDays = 1
        }
        try await place(desk, by: desk.olive.caller)
        let key = try await desk.world.makeKey(.pictures, of: desk.service, archiveAfter: 60)
        try await desk.world.takeOver("ada", with: key, of: desk.service)
        #expect(try desk.record().armed != nil, "the clock starts")
        desk.world.clock.advance(seconds: 30 * 86_400)
        #expect(try await desk.registry.archiveDue(limit: 9) == 0)
        #expect(try await desk.registry.archiveRetained(limit: 9) == 0)
        desk.world.clock.advance(seconds: 30 * 86_400)
        #expect(try await desk.registry.archiveRetained(limit: 9) == 0)
        #expect(await failure { try await desk.archive() }?.field == "hold")
        let deleted = await failure {
            try await desk.registry.delete(.recordID(desk.recordID), in: desk.id, by: .localOperator)
        }
        #expect(deleted?.httpStatus == 409 && deleted?.field == "hold")
        try await desk.world.takeOver("ada", with: key, of: desk.service)
        desk.world.clock.advance(seconds: 3600)
        #expect(try await desk.registry.archiveDue(limit: 9) == 0)
        try await ask(desk, by: .localOperator)
        #expect(try await desk.registry.archiveDue(limit: 9) == 0)
        guard case .complete(let token) = try await desk.world.signIn("olive@example.com") else { return }
        try await lift(desk, by: desk.world.signedIn(token, "olive@example.com").caller)
        #expect(try await desk.registry.archiveDue(limit: 9) == 1, "what was due is due")
        #expect(try desk.record().candidate.isArchived)
    }

    /// Who is held takes no place among those who are due.
    @Test func theOthersAreArchivedAllTheSame() async throws {
        let held = try await Desk { $0.undecidedDays = 1 }
        let other = try await held.next(Person("bob"))
        let key = try await held.world.makeKey(.text, of: held.service, archiveAfter: 60)
        for name in ["ada", "bob"] {
            try await held.world.takeOver(name, with: key, of: held.service)
            held.world.clock.advance(seconds: 1)
        }
        try await place(held)
        held.world.clock.advance(seconds: 60)
        #expect(try await held.registry.archiveDue(limit: 1) == 1)
        #expect(try other.record().candidate.isArchived && !held.record().candidate.isArchived)
        let third = try await held.next(Person("eve"))
        // Long enough for the clock of retention to believe it.
        #expect(try await held.registry.archiveRetained(limit: 1) == 0)
        held.world.clock.advance(seconds: 2 * 86_400)
        #expect(try await held.registry.archiveRetained(limit: 1) == 1)
        #expect(try third.record().candidate.isArchived && !held.record().candidate.isArchived)
    }

    @Test func twoPeopleLiftIt() async throws {
        let desk = try await Desk()
        let mark = try await desk.world.makeMember(.manager, of: desk.service, "mark@example.com")
        for act in [ask, lift] {
            #expect(await failure { try await act(desk, mark.caller) }?.field == "hold", "there is none")
        }
        try await place(desk, by: mark.caller)
        #expect(await failure { try await place(desk) }?.httpStatus == 409)
        #expect(await failure { try await lift(desk, by: desk.olive.caller) }?.httpStatus == 409, "nobody has asked")
        try await ask(desk, by: mark.caller)
        #expect(await failure { try await ask(desk, by: desk.olive.caller) }?.httpStatus == 409)
        #expect(await failure { try await lift(desk, by: mark.caller) }?.httpStatus == 409, "the same person")
        let hold = try #require(try await desk.look(by: desk.rob).hold)
        #expect(hold.placedBy == .member(mark.memberID) && hold.liftAskedBy == .member(mark.memberID))
        try await desk.registry.withdrawLift(of: desk.recordID, in: desk.id, by: desk.olive.caller)
        let again = await failure {
            try await desk.registry.withdrawLift(of: desk.recordID, in: desk.id, by: desk.olive.caller)
        }
        #expect(again?.httpStatus == 409)
        try await ask(desk, by: .localOperator)
        #expect(await failure { try await lift(desk, by: .localOperator) }?.httpStatus == 409)
        for member in [desk.rita, desk.abe, desk.rob] {
            #expect(await failure { try await lift(desk, by: member.caller) }?.httpStatus == 403)
            #expect(await failure { try await place(desk, by: member.caller) }?.httpStatus == 403)
        }
        try await lift(desk, by: mark.caller)
        #expect(try await desk.look(by: desk.rob).hold == nil && desk.record().heldAt == nil)
        let kinds = try desk.history().map(\.kind).filter { $0 != .submitted }
        #expect(kinds == [.holdPlaced, .holdLiftAsked, .holdLiftWithdrawn, .holdLiftAsked, .holdLifted])
        try await desk.archive()
    }

    /// What is held stays what it was, whoever submits.
    @Test(arguments: [SubmissionForm.submission, .export])
    func noSubmissionReplacesWhatIsHeld(_ form: SubmissionForm) async throws {
        let desk = try await Desk()
        try await place(desk)
        let before = try desk.record()
        let refused = await failure {
            try await desk.world.submit(Person("ada", marker: "new", hasPictures: true), to: desk.service, form: form)
        }
        #expect(refused?.httpStatus == 409 && refused?.field == "hold")
        #expect(try desk.record() == before)
        #expect(try await desk.picture(by: desk.opened(desk.rita)).all() == Person("ada").picture("passport"))
        #expect(try await desk.world.expectTidy(), "what was brought is wiped")
        // An export of what stands there already changes nothing, and a stranger learns nothing of a hold.
        let same = try await desk.world.submit(Person("ada", hasPictures: true), to: desk.service, form: .export)
        #expect(same.outcome == .unchanged)
        let other = await failure {
            try await desk.world.submit(Person("ada", email: "eve@people.example"), to: desk.service)
        }
        #expect(other?.field == "refId")
        try await ask(desk, by: .localOperator)
        try await lift(desk, by: desk.olive.caller)
        try await desk.world.submit(Person("ada", marker: "new", hasPictures: true), to: desk.service, form: form)
        #expect(try desk.record().candidate.submitCount == 2)
    }

    /// One of two is who may: not who was removed since, or may archive no more.
    @Test(arguments: [true, false])
    func whoMayNoLongerLiftIsNoneOfTwo(isRemoved: Bool) async throws {
        let desk = try await Desk()
        let mark = try await desk.world.makeMember(.manager, of: desk.service, "mark@example.com")
        let confirmed = try await desk.world.confirmed(desk.olive)
        try await place(desk)
        try await ask(desk, by: mark.caller)
        #expect(try await desk.look(by: desk.rob).hold?.liftAskedBy == .member(mark.memberID))
        if isRemoved {
            try await desk.registry.removeFromTeam(mark.memberID, reach: .service(desk.id), by: confirmed)
        } else {
            try await desk.registry.changeRole(
                of: mark.memberID, to: .approver, reach: .service(desk.id), by: confirmed)
        }
        let refused = await failure { try await lift(desk, by: desk.olive.caller) }
        #expect(refused?.field == "hold" && refused?.message.contains("may no longer") == true)
        #expect(try desk.record().heldAt != nil)
        let hold = try #require(try await desk.look(by: desk.rob).hold)
        #expect(hold.liftAskedBy == nil && hold.liftAskedAt == nil, "it counts for nothing")
        try await ask(desk, by: .localOperator)
        try await lift(desk, by: desk.olive.caller)
        #expect(try desk.record().heldAt == nil)
    }

    /// What the key store has lost no hold keeps.
    @Test func aLostKeyIsLostUnderAHoldToo() async throws {
        let desk = try await Desk()
        try await place(desk)
        try await desk.world.keyStore.destroy([SlotNumber(value: try #require(try desk.record().keySlot))])
        #expect(try await desk.look(by: desk.rita).identity == .gone)
        #expect(try desk.record().heldAt != nil && desk.record().candidate.isArchived)
        let deleted = await failure {
            try await desk.registry.delete(.recordID(desk.recordID), in: desk.id, by: .localOperator)
        }
        #expect(deleted?.field == "hold")
    }
}
