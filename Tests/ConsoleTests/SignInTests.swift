import Console
import Domain
import TestSupport
import Testing
import UseCases

/// The way in and out.
@Suite struct SignInTests {
    private func signIn(
        _ visitor: Visitor, email: String = "ada@example.com", password: String = World.password, next: String = ""
    ) async throws -> Visitor.Answer {
        try await visitor.submit("/sign-in", ["email": email, "password": password, "next": next])
    }

    @Test func withoutMembersThePageSaysHowTheFirstOneComesAbout() async throws {
        let answer = try await Visitor(World()).get("/sign-in")
        #expect(answer.text.contains("lethe member link"))
        #expect(!answer.text.contains("type=\"password\""))
    }

    @Test func theFirstMemberJoinsAndIsSignedIn() async throws {
        let world = try await World()
        let visitor = try await world.owner()
        let account = try await visitor.get("/account")
        #expect(account.status == 200)
        #expect(account.text.contains("Ada Example"))
        #expect(visitor.cookies.keys.sorted() == ["__Host-lethe"])
    }

    @Test func aLinkCountsOnce() async throws {
        let world = try await World()
        let link = try await world.registry.memberLink(
            email: nil, role: .owner, reach: .everyService, by: .localOperator)
        let path = "/join/" + link.token.withExposed { $0 }
        let visitor = try Visitor(world)
        // Looking at it doesn't use it up.
        for _ in 0..<2 { #expect(try await visitor.get(path).status == 200) }
        let fields = ["name": "Ada", "email": "ada@example.com", "newPassword": World.password]
        #expect(try await visitor.submit(path, fields).status == 303)
        #expect(try await Visitor(world).get(path).status == 404)
    }

    @Test func aProblemIsSaidBesideItsFieldAndInputIsKept() async throws {
        let world = try await World()
        let link = try await world.registry.memberLink(
            email: nil, role: .owner, reach: .everyService, by: .localOperator)
        let path = "/join/" + link.token.withExposed { $0 }
        let answer = try await Visitor(world).submit(
            path, ["name": "Ada Example", "email": "ada@example.com", "newPassword": "short pass"])
        #expect(answer.status == 422)
        #expect(answer.text.contains("id=\"newPassword-problem\""))
        #expect(answer.text.contains("value=\"Ada Example\""))
        #expect(!answer.text.contains("short pass"))
    }

    @Test func cookiesAreBoundToThisHostAndHidden() async throws {
        let world = try await World()
        _ = try await world.owner()
        let answer = try await signIn(try Visitor(world))
        #expect(answer.status == 303)
        let cookie = try #require(answer.cookies.first { $0.hasPrefix("__Host-lethe=") })
        #expect(cookie.hasSuffix("; Path=/; Secure; HttpOnly; SameSite=Strict"))
        #expect(!cookie.contains("Domain"))
        let form = try await Visitor(world).get("/sign-in").cookies
        #expect(form.count == 1)
        #expect(form[0].hasPrefix("__Host-lethe-form="))
        #expect(form[0].hasSuffix("; Path=/; Secure; HttpOnly; SameSite=Strict"))
    }

    /// A cookie that somebody planted before the sign-in is worth nothing after it.
    @Test func everySignInMakesItsOwnSession() async throws {
        let world = try await World()
        _ = try await world.owner()
        let visitor = try Visitor(world)
        let planted = String(repeating: "A", count: 43)
        visitor.set("__Host-lethe", planted)
        #expect(try await signIn(visitor).status == 303)
        #expect(visitor.cookies["__Host-lethe"] != planted)
        let thief = try Visitor(world)
        thief.set("__Host-lethe", planted)
        #expect(try await thief.get("/account").status == 303)
    }

    @Test func aWrongEmailAndAWrongPasswordLookTheSame() async throws {
        let world = try await World()
        _ = try await world.owner()
        let unknown = try await signIn(try Visitor(world), email: "bob@example.com")
        let wrong = try await signIn(try Visitor(world), password: "another long phrase")
        #expect(unknown.status == 422)
        #expect(wrong.status == 422)
        func shape(_ answer: Visitor.Answer, _ email: String) -> String {
            var text = answer.text.replacing(email, with: "E")
            for name in ["form-token", "form-id"] {
                let value = answer.hidden(name)
                if !value.isEmpty { text = text.replacing(value, with: "T") }
            }
            return text
        }
        #expect(shape(unknown, "bob@example.com") == shape(wrong, "ada@example.com"))
        #expect(!wrong.text.contains("another long phrase"))
    }

    @Test func theWayLeadsBackToThePageThatWasWanted() async throws {
        let world = try await World()
        _ = try await world.owner()
        let visitor = try Visitor(world)
        let refused = try await visitor.get("/account/name?a=b")
        #expect(refused.location == "/sign-in?next=/account/name%3Fa%3Db")
        #expect(try await visitor.get(refused.location).hidden("next") == "/account/name?a=b")
        #expect(try await signIn(visitor, next: "/account/name?a=b").location == "/account/name?a=b")
    }

    @Test(arguments: ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/./@/..//x"])
    func itNeverLeadsElsewhere(_ next: String) async throws {
        let world = try await World()
        _ = try await world.owner()
        let visitor = try Visitor(world)
        let form = try await visitor.get("/sign-in?next=\(Visitor.encoded(next))")
        #expect(form.hidden("next") == "")
        #expect(try await signIn(visitor, next: next).location == "/services")
    }

    @Test func signingOutEndsTheSessionAndClearsTheCache() async throws {
        let world = try await World()
        let visitor = try await world.owner()
        let cookie = visitor.cookies["__Host-lethe"]
        let answer = try await visitor.submit("/sign-out", from: "/account", [:])
        #expect(answer.status == 303)
        #expect(answer.header("Clear-Site-Data") == "\"cache\"")
        #expect(visitor.cookies["__Host-lethe"] == nil)
        visitor.set("__Host-lethe", cookie)
        #expect(try await visitor.get("/account").location.hasPrefix("/sign-in"))
    }

    @Test func aNoticeIsOneOfOurs() async throws {
        let visitor = try await World().owner()
        #expect(try await visitor.get("/account?notice=name-changed").text.contains("Your name was changed."))
        #expect(!(try await visitor.get("/account?notice=You+were+hacked").text.contains("hacked")))
    }
}
