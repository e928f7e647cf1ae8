import Console
import Domain
import TestSupport
import Testing
import UseCases

@Suite struct AccountTests {
    @Test func aNameIsChangedAndKeptWhenItCannotBe() async throws {
        let visitor = try await World().owner()
        let changed = try await visitor.submit("/account/name", ["name": "Grace Sample"])
        #expect(changed.location == "/account?notice=name-changed")
        #expect(try await visitor.get("/account").text.contains("Grace Sample"))
        let long = String(repeating: "n", count: 81)
        let refused = try await visitor.submit("/account/name", ["name": long])
        #expect(refused.status == 422)
        #expect(refused.text.contains("value=\"\(long)\""))
        #expect(refused.text.contains("id=\"name-problem\""))
        #expect(refused.text.contains("data-changed"))
    }

    @Test func aNewPasswordTakesTheOldOne() async throws {
        let world = try await World()
        let visitor = try await world.owner()
        let new = "quite another phrase 11"
        let refused = try await visitor.submit("/account/password", ["password": "not it at all", "newPassword": new])
        #expect(refused.status == 422)
        #expect(refused.text.contains("id=\"password-problem\""))
        #expect(!refused.text.contains(new))
        let changed = try await visitor.submit("/account/password", ["password": World.password, "newPassword": new])
        #expect(changed.location == "/account?notice=password-changed")
        let other = try Visitor(world)
        #expect(try await other.submit("/sign-in", ["email": "ada@example.com", "password": new]).status == 303)
    }

    @Test func aSecondFactorIsOfferedAsACodeAndAsText() async throws {
        let world = try await World()
        let visitor = try await world.owner()
        let asked = try await visitor.get("/account/second-factor")
        #expect(asked.text.contains("name=\"password\""))
        #expect(!asked.text.contains("<svg class=\"qr\""))
        let offered = try await visitor.submit("/account/second-factor", ["password": World.password])
        #expect(offered.location == "/account/second-factor")
        let shown = try await visitor.get("/account/second-factor")
        #expect(shown.text.contains("<svg class=\"qr\" role=\"img\""))
        #expect(shown.text.contains("autocomplete=\"one-time-code\""))
        let wrong = try await visitor.submit("/account/second-factor", ["step": "code", "code": "abcdef"])
        #expect(wrong.status == 422)
        #expect(wrong.text.contains("id=\"code-problem\""))
        #expect(wrong.text.contains("<svg class=\"qr\""))
    }

    @Test func signingOutEverywhereEndsAllSessions() async throws {
        let world = try await World()
        let first = try await world.owner()
        let second = try Visitor(world)
        _ = try await second.submit("/sign-in", ["email": "ada@example.com", "password": World.password])
        #expect(try await second.get("/account").status == 200)
        let answer = try await first.submit("/account/sessions/end", from: "/account", [:])
        #expect(answer.location == "/sign-in?notice=signed-out-everywhere")
        #expect(try await second.get("/account").status == 303)
    }
}
