import Console
import TestSupport
import Testing

/// Forms that no page of ours has made for this browser.
@Suite struct ForgeryTests {
    /// Origin, Sec-Fetch-Site, and whether the form gets through; "" leaves the header out.
    @Test(arguments: [
        ("http://127.0.0.1:8081", "same-origin", true),
        ("http://127.0.0.1:8081", "", true),
        // What Chromium says under our own `no-referrer`.
        ("null", "same-origin", true),
        ("null", "", false),
        ("null", "cross-site", false),
        ("", "same-origin", false),
        ("", "", false),
        ("https://127.0.0.1:8081", "same-origin", false),
        ("http://evil.example", "cross-site", false),
        ("http://evil.example", "same-origin", false),
        ("http://127.0.0.1:8081", "cross-site", false),
        ("http://127.0.0.1:8081", "same-site", false),
        ("http://127.0.0.1:8081", "none", false),
        ("http://127.0.0.1:8081.evil.example", "same-origin", false),
    ])
    func origin(_ origin: String, _ site: String, _ isTaken: Bool) async throws {
        let visitor = try await World().owner()
        let answer = try await visitor.submit(
            "/sign-out", from: "/account", [:], headers: ["Origin": origin, "Sec-Fetch-Site": site])
        #expect(answer.status == (isTaken ? 303 : 403))
        #expect(try await visitor.get("/account").status == (isTaken ? 303 : 200))
    }

    @Test func aFormNeedsItsToken() async throws {
        let world = try await World()
        let visitor = try await world.owner()
        let stranger = try Visitor(world)
        let foreign = try await stranger.get("/sign-in").hidden("form-token")
        #expect(!foreign.isEmpty)
        for token in ["", "x", foreign] {
            #expect(try await visitor.post("/sign-out", ["form-token": token]).status == 403)
        }
        #expect(try await visitor.get("/account").status == 200)
    }

    @Test func theSignInFormIsBoundToItsBrowser() async throws {
        let world = try await World()
        _ = try await world.owner()
        let (mine, theirs) = (try Visitor(world), try Visitor(world))
        let token = try await theirs.get("/sign-in").hidden("form-token")
        _ = try await mine.get("/sign-in")
        let fields = ["email": "ada@example.com", "password": World.password, "form-token": token]
        #expect(try await mine.post("/sign-in", fields).status == 403)
        #expect(try await Visitor(world).post("/sign-in", fields).status == 403)
    }

    @Test func readingChangesNothing() async throws {
        let visitor = try await World().owner()
        #expect(try await visitor.get("/sign-out").status == 404)
        #expect(try await visitor.get("/account/sessions/end").status == 404)
        #expect(try await visitor.get("/account").status == 200)
    }

    @Test func usedFormsAreKnownByTheirIds() {
        let counter = Counter()
        let used = UsedForms(random: { counter.next() })
        let (first, second) = (used.make(), used.make())
        #expect(first != second)
        #expect(used.take(first))
        #expect(!used.take(first))
        #expect(used.take(second))
        #expect(!used.take(""))
        #expect(!used.take("another-process.1"))
        #expect(!UsedForms(random: { counter.next() }).take(used.make()))
    }
}
