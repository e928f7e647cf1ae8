import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases
import Vault

struct SecondFactorTests {
    @Test func itCountsOnceTheAppHasShownACode() async throws {
        let world = try await World()
        let olive = try await world.makeOwner("olive+x@example.com")
        #expect(await failure { _ = try await world.registry.offerSecondFactor(by: olive.caller) } == .passwordNeeded)
        #expect(try world.registry.pendingSecondFactor(by: olive.caller) == nil)
        let offer = try await world.registry.offerSecondFactor(by: world.confirmed(olive))
        let text = offer.secret.withExposed { $0 }
        #expect(text.count == 32)
        #expect(
            offer.uri.withExposed { $0 }
                == "otpauth://totp/Lethe:olive%2Bx%40example.com?secret=\(text)&issuer=Lethe")
        #expect(try world.registry.pendingSecondFactor(by: olive.caller)?.secret.withExposed { $0 } == text)
        guard case .complete = try await world.signIn("olive+x@example.com") else {
            Issue.record("an offer asks nobody for a code")
            return
        }
        let secret = OneTimeSecret(bytes: base32(text))
        let step = OneTimeSecret.step(at: world.clock.now)
        for bad in ["", "000000", "abcdef", secret.code(step: step + 2), secret.code(step: step - 2), text] {
            let failed = await failure {
                _ = try await world.registry.confirmSecondFactor(code: Sensitive(bad), by: olive.caller)
            }
            #expect(failed?.httpStatus == 422 && failed?.field == "code")
        }
        let spaced = Sensitive("\(secret.code(step: step).prefix(3)) \(secret.code(step: step).suffix(3)) ")
        let codes = try await world.registry.confirmSecondFactor(code: spaced, by: olive.caller)
        #expect(codes.count == 10 && Set(codes.map { $0.withExposed { $0 } }).count == 10)
        #expect(try world.registry.recoveryCodesLeft(by: olive.caller) == 10)
        #expect(try world.registry.pendingSecondFactor(by: olive.caller) == nil)
        #expect(try world.registry.session(olive.token)?.member.hasSecondFactor == true)
        let over = await failure {
            _ = try await world.registry.confirmSecondFactor(code: spaced, by: olive.caller)
        }
        #expect(over?.isNotFound == true)
    }

    @Test func aCodeCountsOnceAndInItsTime() async throws {
        let world = try await World()
        let app = try await world.setUpSecondFactor(world.makeOwner())
        func complete(_ code: Sensitive<String>) async throws -> Failure? {
            let token = try await world.waiting("olive@example.com")
            return await failure { _ = try await world.registry.completeSignIn(token, code: code, from: nil) }
        }
        #expect(try await complete(app.code(world))?.field == "code", "used to set it up")
        #expect(try await complete(app.code(world, steps: -1))?.field == "code", "older than the last one used")
        #expect(try await complete(app.code(world, steps: 1)) == nil, "the app's clock is ahead")
        #expect(try await complete(app.code(world, steps: 1))?.field == "code", "used")
        world.clock.advance(seconds: 90)
        #expect(try await complete(app.code(world, steps: -1)) == nil, "the app's clock is behind")
        world.clock.advance(seconds: 90)
        for steps in [-2, 2] as [Int64] { #expect(try await complete(app.code(world, steps: steps))?.field == "code") }
        world.clock.advance(seconds: 60)
        #expect(try await complete(app.code(world)) == nil)
    }

    @Test func fiveWrongCodesEndASignIn() async throws {
        let world = try await World()
        let app = try await world.setUpSecondFactor(world.makeOwner())
        world.clock.advance(seconds: 60)
        let token = try await world.waiting("olive@example.com")
        for number in 1...5 {
            let failed = await failure {
                _ = try await world.registry.completeSignIn(token, code: Sensitive("000000"), from: nil)
            }
            #expect(number < 5 ? failed?.field == "code" : failed?.isNotFound == true, "\(number)")
        }
        world.clock.advance(seconds: 60)
        let over = await failure {
            _ = try await world.registry.completeSignIn(token, code: app.code(world), from: nil)
        }
        #expect(over?.isNotFound == true)
    }

    /// A right password must not buy five more codes.
    @Test func wrongCodesSlowTheAccountDownAcrossSignIns() async throws {
        let world = try await World()
        let app = try await world.setUpSecondFactor(world.makeOwner())
        world.clock.advance(seconds: 60)
        var guesses = 0
        for _ in 0..<100 {
            do throws(Failure) {
                guard case .needsCode(let token) = try await world.signIn("olive@example.com") else { continue }
                _ = try await world.registry.completeSignIn(
                    token.text.withExposed { $0 }, code: Sensitive("x"), from: nil)
            } catch {
                if error.httpStatus != 429 { guesses += 1 }
            }
        }
        #expect(guesses == 5)
        world.clock.advance(seconds: 60)
        let token = try await world.waiting("olive@example.com")
        _ = try await world.registry.completeSignIn(token, code: app.code(world), from: nil)
        #expect(await failure { _ = try await world.signIn("olive@example.com", Sensitive("no")) } == .wrongCredentials)
    }

    /// Whoever knows the password gets ever fewer codes heard, and learns nothing of those that aren't.
    @Test func wrongCodesMakeTheNextOneWaitEverLonger() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        let app = try await world.setUpSecondFactor(olive)
        world.clock.advance(seconds: 90)
        func guess(_ code: Sensitive<String>) async throws -> Failure? {
            let token = try await world.waiting("olive@example.com")
            return await failure { _ = try await world.registry.completeSignIn(token, code: code, from: nil) }
        }
        for _ in 1...5 { #expect(try await guess(Sensitive("x"))?.field == "code") }
        for (round, wait) in ([60, 120, 240, 480] as [Int64]).enumerated() {
            world.clock.advance(seconds: wait / 2)
            // A right one and a wrong one in turn.
            let early = try await guess(round % 2 == 0 ? app.code(world) : Sensitive("x"))
            #expect(early?.httpStatus == 429 && early?.retryAfter == Int(wait / 2) && early?.field == nil)
            #expect(early?.message.hasPrefix("Too many wrong codes.") == true)
            #expect(try world.registry.wrongCodes(by: olive.caller) == 5 + round, "what isn't heard doesn't count")
            world.clock.advance(seconds: wait / 2)
            #expect(try await guess(Sensitive("x"))?.field == "code")
            // Who is inside stays there, and can give the password again.
            #expect(try world.registry.session(olive.token) != nil)
            _ = try await world.confirmed(olive)
        }
        world.clock.advance(seconds: 960)
        #expect(try await guess(app.code(world)) == nil)
        #expect(try world.registry.wrongCodes(by: olive.caller) == 9, "a right code elsewhere forgives nothing")
    }

    @Test func aRestartForgivesNoWrongCodeAndARecoveryCodeNeedNotWait() async throws {
        let world = try await World()
        let app = try await world.setUpSecondFactor(world.makeOwner())
        world.clock.advance(seconds: 90)
        let token = try await world.waiting("olive@example.com")
        for _ in 1...5 {
            _ = await failure {
                _ = try await world.registry.completeSignIn(token, code: Sensitive("x"), from: nil)
            }
        }
        let next = try await world.restarted()
        let over = await failure {
            _ = try await next.registry.completeSignIn(token, code: app.code(next), from: nil)
        }
        #expect(over?.isNotFound == true, "the sign-in of the five is over")
        next.clock.advance(seconds: 59)
        let early = await failure {
            _ = try await next.registry.completeSignIn(
                next.waiting("olive@example.com"), code: app.code(next), from: nil)
        }
        #expect(early?.retryAfter == 1)
        _ = try await next.registry.completeSignIn(
            next.waiting("olive@example.com"), code: app.recoveryCodes[3], from: nil)
    }

    @Test func whatForgivesWrongCodes() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        let app = try await world.setUpSecondFactor(olive)
        func miss(_ times: Int) async throws -> String {
            let token = try await world.waiting("olive@example.com")
            for _ in 0..<times {
                let failed = await failure {
                    _ = try await world.registry.completeSignIn(token, code: Sensitive("x"), from: nil)
                }
                #expect(failed?.field == "code")
            }
            return token
        }
        world.clock.advance(seconds: 90)
        _ = try await miss(4)
        let own = try await miss(1)
        #expect(try world.registry.wrongCodes(by: olive.caller) == 5)
        world.clock.advance(seconds: 60)
        _ = try await world.registry.completeSignIn(own, code: app.code(world), from: nil)
        #expect(try world.registry.wrongCodes(by: olive.caller) == 4, "one's own slips")
        world.clock.advance(seconds: 600)
        #expect(try await world.registry.sweepSessions() == 0)
        #expect(try world.registry.wrongCodes(by: olive.caller) == 4)
        try await world.registry.changeOwnPassword(
            Sensitive("a wholly new way of getting in"), by: world.confirmed(olive))
        #expect(try world.registry.wrongCodes(by: olive.caller) == 0, "the old password opens nothing any more")
        let again = try await world.signIn("olive@example.com", Sensitive("a wholly new way of getting in"))
        guard case .needsCode(let token) = again else {
            Issue.record("a code is asked for")
            return
        }
        _ = await failure {
            _ = try await world.registry.completeSignIn(
                token.text.withExposed { $0 }, code: Sensitive("x"), from: nil)
        }
        world.clock.advance(seconds: 7 * 86_400 - 1)
        #expect(try world.registry.wrongCodes(by: olive.caller) == 1)
        world.clock.advance(seconds: 1)
        #expect(try world.registry.wrongCodes(by: olive.caller) == 0, "a week later")
        _ = try await world.registry.sweepSessions()
        #expect(try world.database.read { try $0.all(SessionsOfMember(olive.memberID)) }.isEmpty)
    }

    @Test func aSignInWaitsFiveMinutes() async throws {
        let world = try await World()
        let app = try await world.setUpSecondFactor(world.makeOwner())
        let token = try await world.waiting("olive@example.com")
        world.clock.advance(milliseconds: 299_999)
        let other = try await world.waiting("olive@example.com")
        world.clock.advance(milliseconds: 1)
        let late = await failure {
            _ = try await world.registry.completeSignIn(token, code: app.code(world), from: nil)
        }
        #expect(late?.isNotFound == true)
        #expect(try await world.registry.sweepSessions() == 1)
        _ = try await world.registry.completeSignIn(other, code: app.code(world), from: nil)
    }

    @Test func aRecoveryCodeIsGoodOnce() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        let app = try await world.setUpSecondFactor(olive)
        let code = app.recoveryCodes[3].withExposed { $0 }
        #expect(code.wholeMatch(of: /[a-z2-7]{5}-[a-z2-7]{5}/) != nil)
        let written = Sensitive(" " + code.uppercased().replacing("-", with: " "))
        let token = try await world.waiting("olive@example.com")
        let signedIn = try await world.registry.completeSignIn(token, code: written, from: nil)
        #expect(try world.registry.recoveryCodesLeft(by: olive.caller) == 9)
        let next = try await world.waiting("olive@example.com")
        let again = await failure {
            _ = try await world.registry.completeSignIn(next, code: Sensitive(code), from: nil)
        }
        #expect(again?.field == "code")
        let caller = try await world.confirmed(world.signedIn(signedIn, "olive@example.com"))
        let renewed = try await world.registry.renewRecoveryCodes(by: caller)
        #expect(try world.registry.recoveryCodesLeft(by: caller) == 10)
        let old = await failure {
            _ = try await world.registry.completeSignIn(next, code: app.recoveryCodes[0], from: nil)
        }
        #expect(old?.field == "code")
        _ = try await world.registry.completeSignIn(next, code: renewed[0], from: nil)
        #expect(try Residue.occurrences(of: [Array(code.utf8)], in: world.directory) == [])
    }

    @Test func recoveryCodesAreTheirMembersOwn() async throws {
        let world = try await World()
        let app = try await world.setUpSecondFactor(world.makeOwner())
        let other = try await world.makeMember(.owner, of: nil, "other@example.com")
        _ = try await world.setUpSecondFactor(other)
        let token = try await world.waiting("other@example.com")
        let failed = await failure {
            _ = try await world.registry.completeSignIn(token, code: app.recoveryCodes[0], from: nil)
        }
        #expect(failed?.field == "code")
    }

    @Test func takingItOffNeedsThePassword() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        let early = await failure { _ = try await world.registry.renewRecoveryCodes(by: world.confirmed(olive)) }
        #expect(early?.isConflict == true)
        _ = try await world.setUpSecondFactor(olive)
        #expect(await failure { try await world.registry.removeSecondFactor(by: olive.caller) } == .passwordNeeded)
        try await world.registry.removeSecondFactor(by: world.confirmed(olive))
        #expect(try world.registry.recoveryCodesLeft(by: olive.caller) == 0)
        guard case .complete = try await world.signIn("olive@example.com") else {
            Issue.record("no code is asked for any more")
            return
        }
        #expect(
            try world.lines(of: .house).filter { $0.contains("accountChanged") }.map { $0.split(separator: " ").last }
                == ["secondFactor(on)", "secondFactor(off)"])
    }

    @Test func aServiceMayAskForIt() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let olive = try await world.makeOwner()
        let mark = try await world.makeMember(.manager, of: service, "mark@example.com")
        let rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        _ = try await world.registry.changeService(service.serviceID, by: .localOperator) {
            $0.settings.requiresSecondFactor = true
        }
        for member in [olive, mark, rita] {
            for act in Act.allCases {
                let failed = immediateFailure {
                    try world.registry.authorise(act, by: member.caller, in: service.serviceID)
                }
                #expect(
                    failed?.message == "This service asks for a second factor. Set one up in your account.", "\(act)")
            }
        }
        try world.registry.authorise(.manageServices, by: olive.caller, in: .house)
        _ = try await world.setUpSecondFactor(mark)
        let grant = try #require(try world.registry.session(mark.token))
        try world.registry.authorise(.manageKeys, by: Caller(.member(grant)), in: service.serviceID)
    }
}
