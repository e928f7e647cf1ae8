import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

/// What the house's history tells of sign-ins, and who sees it.
struct SignInHistoryTests {
    private func lines(_ world: World) async throws -> [String] {
        await world.registry.flushRecords()
        return try world.lines(of: .house).filter { $0.contains(" member.") }
    }

    @Test func everySignInLeavesALine() async throws {
        let world = try await World()
        let olive = try await world.makeOwner()
        #expect(try await lines(world) == [], "joining has a line of its own")
        _ = try await world.signIn("olive@example.com")
        #expect(try await lines(world) == ["member member.signedIn "])
        _ = await failure { _ = try await world.signIn("olive@example.com", Sensitive("wrong wrong wrong")) }
        _ = await failure { _ = try await world.signIn("nobody@example.com", Sensitive("wrong wrong wrong")) }
        #expect(try await lines(world).dropFirst() == ["member member.signInRefused password"], "known accounts only")
        _ = await failure {
            _ = try await world.registry.confirm(olive.caller, password: Sensitive("not it, not it"), from: nil)
        }
        #expect(try await lines(world).last == "member member.signInRefused confirmation")
        let history = try world.database.read { try $0.all(Store.HistoryOfService(.house, before: nil, limit: 100)) }
        #expect(history.allSatisfy { !$0.detail.contains("@") })
    }

    @Test func aSecondFactorTellsWhatHappened() async throws {
        let world = try await World()
        let app = try await world.setUpSecondFactor(world.makeOwner())
        let token = try await world.waiting("olive@example.com")
        #expect(try await lines(world) == [], "half a sign-in is none")
        _ = await failure {
            _ = try await world.registry.completeSignIn(token, code: Sensitive("000000"), from: nil)
        }
        _ = try await world.registry.completeSignIn(token, code: app.recoveryCodes[0], from: nil)
        world.clock.advance(seconds: 90)
        _ = try await world.registry.completeSignIn(
            world.waiting("olive@example.com"), code: app.code(world), from: nil)
        #expect(
            try await lines(world) == [
                "member member.signInRefused code", "member member.recoveryCodeUsed ", "member member.signedIn ",
                "member member.signedIn ",
            ])
    }

    @Test func aServiceShowsThoseOfItsTeam() async throws {
        let world = try await World()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        let olive = try await world.makeOwner()
        let rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        let abe = try await world.makeMember(.approver, of: other, "abe@example.com")
        for email in ["olive@example.com", "rita@example.com", "abe@example.com"] {
            _ = try await world.signIn(email)
        }
        await world.registry.flushRecords()
        for (place, team) in [(service, [olive, rita]), (other, [olive, abe])] {
            let page = try world.registry.activity(
                ActivityFilter(), before: nil, limit: 100, in: place.serviceID, by: olive.caller)
            let seen = page.lines.filter { $0.kind == "member.signedIn" }.map(\.actor)
            #expect(Set(seen) == Set(team.map { .member($0.memberID) }) && seen.count == 2)
        }
    }
}
