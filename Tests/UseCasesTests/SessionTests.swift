import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases
import Vault

struct SessionTests {
    @Test func aSessionEndsWhenItIsIdle() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        for _ in 0..<4 {
            world.clock.advance(milliseconds: 1_799_999)
            #expect(try world.registry.session(olive.token) != nil)
        }
        world.clock.advance(seconds: 1800)
        #expect(try world.registry.session(olive.token) == nil)
        #expect(try world.registry.sessions(by: olive.caller).isEmpty)
    }

    @Test func aSessionEndsAfterTwelveHoursHoweverBusy() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        for _ in 0..<(12 * 60 - 1) {
            world.clock.advance(seconds: 60)
            #expect(try world.registry.session(olive.token) != nil)
        }
        world.clock.advance(milliseconds: 59_999)
        #expect(try world.registry.session(olive.token) != nil)
        world.clock.advance(milliseconds: 1)
        #expect(try world.registry.session(olive.token) == nil)
    }

    @Test func theStoreHearsOfAUseOnceAMinute() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        let start = world.clock.now
        func stored() throws -> (Instant?, Instant?) {
            try world.database.read { transaction in
                (
                    try transaction.all(SessionsOfMember(olive.memberID)).first?.lastSeenAt,
                    try transaction.first(MemberByID(olive.memberID))?.lastSeenAt
                )
            }
        }
        for second in 1...150 {
            world.clock.advance(seconds: 1)
            _ = try world.registry.session(olive.token)
            await world.registry.flushRecords()
            let minute = Int64(second / 60 * 60)
            #expect(try stored() == (start.adding(seconds: minute), start.adding(seconds: minute)))
        }
        #expect(try world.registry.sessions(by: olive.caller).map(\.lastSeenAt) == [start.adding(seconds: 150)])
        let next = try await world.restarted()
        world.clock.advance(seconds: 1769)
        #expect(try next.registry.session(olive.token) != nil)
    }

    @Test func nothingThatALookerHasOpensASession() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        let digest = try #require(
            try world.database.read { try $0.all(SessionsOfMember(olive.memberID)) }.first?.digest)
        var mistyped = Array(olive.token)
        mistyped.swapAt(0, 1)
        let link = try await world.registry.memberLink(
            email: nil, role: .owner, reach: .everyService, by: .localOperator
        ).token.withExposed { $0 }
        for token in [
            "", "x", String(mistyped) == olive.token ? "y" : String(mistyped), olive.token + " ", olive.token + "=",
            String(decoding: digest, as: UTF8.self), Hexadecimal.text(digest), link, world.registry.makeCookieSecret(),
            world.registry.formToken(for: olive.token),
        ] {
            #expect(try world.registry.session(token) == nil)
            #expect(try world.registry.purpose(ofLink: token) == nil || token == link)
        }
        #expect(olive.token.count == 43 && digest.count == 32)
        #expect(try Residue.occurrences(of: [Array(olive.token.utf8)], in: world.directory) == [])
    }

    /// No token from before a step is worth anything after it.
    @Test func tokensChangeAtEveryStep() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        let app = try await world.setUpSecondFactor(olive)
        world.clock.advance(seconds: 60)
        guard case .needsCode(let waiting) = try await world.signIn("olive@example.com") else {
            Issue.record("a code is asked for")
            return
        }
        let first = waiting.text.withExposed { $0 }
        #expect(try world.registry.session(first) == nil, "half a sign-in is none")
        let token = try await world.registry.completeSignIn(first, code: app.code(world), from: nil)
        let second = token.text.withExposed { $0 }
        #expect(Set([olive.token, first, second]).count == 3)
        #expect(try world.registry.session(first) == nil)
        #expect(try world.registry.session(second) != nil)
        let again = await failure {
            _ = try await world.registry.completeSignIn(second, code: app.code(world), from: nil)
        }
        #expect(again?.isNotFound == true, "a finished sign-in asks for no code")
    }

    @Test func signingOutHereAndEverywhere() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        var others: [SignedIn] = []
        for _ in 0..<3 {
            world.clock.advance(seconds: 1)
            guard case .complete(let token) = try await world.signIn("olive@example.com") else { continue }
            others.append(try world.signedIn(token, "olive@example.com"))
        }
        let list = try world.registry.sessions(by: others[0].caller)
        #expect(list.count == 4 && list.filter(\.isThisOne).map(\.sessionID) == [others[0].caller.member?.sessionID])
        #expect(list.allSatisfy { $0.browser == "Chromium on Linux" })
        try await world.registry.signOut(by: others[0].caller)
        #expect(try world.registry.session(others[0].token) == nil && world.registry.session(others[1].token) != nil)
        try await world.registry.signOutEverywhere(by: others[1].caller)
        for one in others + [olive] { #expect(try world.registry.session(one.token) == nil) }
    }

    @Test func aNewPasswordEndsEveryOtherSession() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        guard case .complete(let token) = try await world.signIn("olive@example.com") else { return }
        let other = try world.signedIn(token, "olive@example.com")
        let new = Sensitive("entirely another thing")
        #expect(
            await failure { try await world.registry.changeOwnPassword(new, by: olive.caller) } == .passwordNeeded)
        try await world.registry.changeOwnPassword(new, by: world.confirmed(olive))
        #expect(try world.registry.session(olive.token) != nil && world.registry.session(other.token) == nil)
        #expect(await failure { _ = try await world.signIn("olive@example.com") } == .wrongCredentials)
        _ = try await world.signIn("olive@example.com", new)
    }

    /// Who was let in before a reset, and is still at the work of a new password, doesn't undo it.
    @Test func aNewPasswordOfAnEndedSessionIsNone() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        let late = try await world.confirmed(olive)
        let reset = try await world.registry.memberLink(
            email: Sensitive("olive@example.com"), role: .owner, reach: .everyService, by: .localOperator)
        let mine = Sensitive("mine again, at last")
        let link = reset.token.withExposed { $0 }
        _ = try await world.registry.resetPassword(link: link, password: mine, browser: "")
        let theirs = Sensitive("somebody else's choice")
        #expect(await failure { try await world.registry.changeOwnPassword(theirs, by: late) } == .unauthorized)
        _ = try await world.signIn("olive@example.com", mine)
    }

    @Test func aNewPasswordEndsAnOfferOfASecondFactor() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        _ = try await world.registry.offerSecondFactor(by: world.confirmed(olive))
        #expect(try world.registry.pendingSecondFactor(by: olive.caller) != nil)
        try await world.registry.changeOwnPassword(Sensitive("entirely another thing"), by: world.confirmed(olive))
        #expect(try world.registry.pendingSecondFactor(by: olive.caller) == nil)
    }

    @Test func unfitPasswordsAreRefused() async throws {
        let world = try await World()
        let olive = try await world.makeOwner("abcdef@example.com")
        let caller = try await world.confirmed(olive)
        for bad in [
            "", "elevenchars", String(repeating: "ab3 x", count: 26), "1qaz2wsx3edc4rfv", "Qwerty123456",
            "aaaaaaaaaaaaaaaa", "ABCDEF@example.com", "abcdefABCDEF", "International",
        ] {
            let failed = await failure { try await world.registry.changeOwnPassword(Sensitive(bad), by: caller) }
            #expect(failed?.httpStatus == 422 && failed?.field == "newPassword", "\(bad)")
        }
        for good in ["twelve chars", String(repeating: "päßword1", count: 16), "  spaces count  "] {
            try await world.registry.changeOwnPassword(Sensitive(good), by: caller)
            _ = try await world.signIn("abcdef@example.com", Sensitive(good))
        }
    }

    @Test func formTokensAreBoundToTheCookie() async throws {
        let world = try await World()
        let (one, other) = (world.registry.makeCookieSecret(), world.registry.makeCookieSecret())
        let token = world.registry.formToken(for: one)
        #expect(one != other && one.count == 43 && token.count == 43 && token != one)
        #expect(world.registry.isFormToken(token, for: one))
        #expect(!world.registry.isFormToken(token, for: other) && !world.registry.isFormToken("", for: one))
        #expect(!world.registry.isFormToken(one, for: one))
        let next = try await World(seed: 2)
        #expect(next.registry.isFormToken(token, for: one), "the same root key, the same forms after a restart")
    }

    @Test func whatIsOverIsSweptAway() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        _ = try await world.registry.memberLink(
            email: nil, role: .owner, reach: .everyService, by: .localOperator)
        #expect(try await world.registry.sweepSessions() == 0)
        world.clock.advance(seconds: 1799)
        #expect(try world.registry.session(olive.token) != nil)
        await world.registry.flushRecords()
        world.clock.advance(seconds: 1799)
        #expect(try await world.registry.sweepSessions() == 0)
        #expect(try world.registry.session(olive.token) != nil)
        await world.registry.flushRecords()
        world.clock.advance(seconds: 3600)
        #expect(try await world.registry.sweepSessions() == 2, "a session and a link")
        #expect(try await world.registry.sweepSessions() == 0)
    }
}
