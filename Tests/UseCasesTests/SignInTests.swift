import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases
import Vault

struct SignInTests {
    @Test func theFirstMemberOwnsEveryService() async throws {
        let world = try await World()
        #expect(try world.registry.hasMembers() == false)
        let service = try await world.makeService()
        // Whatever role the link was made for.
        let link = try await world.registry.memberLink(
            email: nil, role: .reviewer, reach: .service(service.serviceID), by: .localOperator)
        guard case .join(.owner, nil, nil) = try world.registry.purpose(ofLink: link.token.withExposed { $0 }) else {
            Issue.record("the first link makes an owner of every service")
            return
        }
        let olive = try await world.join(link.token, " Olive@Example.com ")
        let grant = try #require(olive.caller.member)
        #expect(grant.houseRole == .owner && grant.roles.isEmpty && !grant.isConfirmed)
        #expect(grant.rights(in: service.serviceID) == Set(Role.Right.allCases))
        #expect(grant.member.email.withExposed { $0 } == "Olive@Example.com", "kept as given, but for the spaces")
        #expect(try world.registry.hasMembers())
        guard case .complete(let token) = try await world.signIn("OLIVE@example.COM ") else {
            Issue.record("signed in without a code")
            return
        }
        #expect(try world.signedIn(token, "olive@example.com").memberID == olive.memberID)
        #expect(try world.registry.memberNames([olive.memberID, MemberID(stored: "x")]).count == 1)
    }

    /// One answer and the same work for everybody who doesn't get in.
    @Test func nobodyLearnsWhoHasAnAccount() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        let service = try await world.makeService()
        let former = try await world.makeMember(.manager, of: service, "former@example.com")
        try await world.registry.removeFromTeam(
            former.memberID, reach: .service(service.serviceID), by: world.confirmed(olive))
        let tries: [(String, Sensitive<String>)] = [
            ("nobody@example.com", World.password), ("olive@example.com", Sensitive("wrong wrong wrong")),
            ("former@example.com", World.password), ("", World.password), ("olive@example.com", Sensitive("")),
        ]
        for (email, password) in tries {
            let before = world.registry.passwordRuns
            #expect(await failure { _ = try await world.signIn(email, password) } == .wrongCredentials, "\(email)")
            #expect(world.registry.passwordRuns == before + 1, "\(email)")
        }
        let before = world.registry.passwordRuns
        _ = try await world.signIn("olive@example.com")
        #expect(world.registry.passwordRuns == before + 1, "the right one costs the same too")
    }

    @Test func guessingIsSlowedDownForEveryAccountAlike() async throws {
        for email in ["olive@example.com", "nobody@example.com"] {
            let world = try await World()
            _ = try await world.makeOwner()
            for _ in 0..<5 {
                #expect(await failure { _ = try await world.signIn(email, Sensitive("no")) } == .wrongCredentials)
            }
            for seconds in [2, 4, 8, 16, 32, 60, 60] {
                let runs = world.registry.passwordRuns
                for _ in 0..<2 {
                    let failed = await failure { _ = try await world.signIn(email) }
                    #expect(failed?.httpStatus == 429 && failed?.retryAfter == seconds, "\(seconds)")
                }
                world.clock.advance(milliseconds: Int64(seconds) * 1000 - 1)
                #expect(await failure { _ = try await world.signIn(email) }?.retryAfter == 1)
                #expect(world.registry.passwordRuns == runs, "no work is done for who has to wait")
                world.clock.advance(milliseconds: 1)
                #expect(await failure { _ = try await world.signIn(email, Sensitive("no")) } == .wrongCredentials)
            }
            _ = await failure { _ = try await world.signIn("other@example.com", Sensitive("no")) }
            world.clock.advance(seconds: 60)
            let right = await failure { _ = try await world.signIn(email) }
            #expect(right == (email.hasPrefix("olive") ? nil : .wrongCredentials))
            guard right == nil else { continue }
            for _ in 0..<5 {
                #expect(await failure { _ = try await world.signIn(email, Sensitive("no")) } == .wrongCredentials)
            }
            world.clock.advance(seconds: 900)
            #expect(await failure { _ = try await world.signIn(email, Sensitive("no")) } == .wrongCredentials)
            #expect(await failure { _ = try await world.signIn(email) } == nil, "forgotten after a quarter of an hour")
        }
    }

    @Test func guessingIsSlowedDownForAnAddress() async throws {
        let world = try await World()
        _ = try await world.makeOwner()
        for (one, same, other) in [
            ("192.0.2.7", "::ffff:192.0.2.7", "192.0.2.8"), ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"),
        ] {
            for number in 0..<20 {
                let failed = await failure {
                    _ = try await world.signIn("n\(number)@example.com", Sensitive("no"), from: one)
                }
                #expect(failed == .wrongCredentials)
            }
            let slowed = await failure { _ = try await world.signIn("olive@example.com", from: same) }
            #expect(slowed?.retryAfter == 2)
            _ = try await world.signIn("olive@example.com", from: other)
            _ = try await world.signIn("olive@example.com")
            world.clock.advance(seconds: 2)
            _ = try await world.signIn("olive@example.com", from: same)
            let again = await failure { _ = try await world.signIn("n@example.com", Sensitive("no"), from: same) }
            #expect(again?.retryAfter != nil || again == .wrongCredentials)
            world.clock.advance(seconds: 900)
        }
    }

    /// A hundred tries at once gain nothing: each counts from its beginning.
    @Test func triesAtTheSameTimeCountToo() async throws {
        let world = try await World()
        _ = try await world.makeOwner()
        let answers = await withTaskGroup(of: Failure?.self) { group in
            for _ in 0..<100 {
                group.addTask { await failure { _ = try await world.signIn("olive@example.com", Sensitive("no")) } }
            }
            return await group.reduce(into: [Failure?]()) { $0.append($1) }
        }
        #expect(answers.filter { $0 == .wrongCredentials }.count == 5)
        #expect(answers.filter { $0?.httpStatus == 429 }.count == 95)
    }

    @Test func aConfirmationIsForOneRequestAndIsSlowedDownToo() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        let confirmed = try await world.confirmed(olive)
        #expect(confirmed.member?.isConfirmed == true)
        #expect(try world.registry.session(olive.token)?.isConfirmed == false)
        let operatorItself = try await world.registry.confirm(.localOperator, password: Sensitive(""), from: nil)
        #expect(operatorItself.member == nil)
        for _ in 0..<5 {
            let wrong = await failure {
                _ = try await world.registry.confirm(olive.caller, password: Sensitive("no"), from: nil)
            }
            #expect(wrong?.httpStatus == 422 && wrong?.field == "password")
        }
        #expect(await failure { _ = try await world.confirmed(olive) }?.retryAfter == 2)
        world.clock.advance(seconds: 2)
        _ = try await world.confirmed(olive)
        let wrong = await failure {
            _ = try await world.registry.confirm(olive.caller, password: Sensitive("no"), from: nil)
        }
        #expect(wrong?.httpStatus == 429 || wrong?.httpStatus == 422)
    }

    @Test func aPasswordGetsTheNewCostWhenItIsNextKnown() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        let other = PasswordHasher(
            keyStore: world.keyStore, cost: PasswordCost(logRounds: 3, blockSize: 8, parallelism: 2))
        let old = try await other.hash(World.password, of: olive.memberID)
        try await world.database.write { _ = try $0.run(UpdatePassword(of: olive.memberID, old.bytes)) }
        _ = try await world.signIn("olive@example.com")
        let stored = try #require(try world.database.read { try $0.first(MemberByID(olive.memberID)) }?.password)
        #expect(stored != old.bytes)
        #expect(try PasswordHash(stored: stored).cost == PasswordCost(logRounds: 4, blockSize: 8, parallelism: 1))
        _ = try await world.signIn("olive@example.com")
    }
}
