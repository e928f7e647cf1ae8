import Console
import HTTPTypes
import TestSupport
import Testing

/// What every answer carries, and what never gets as far as a handler.
@Suite struct EdgeTests {
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

    private func checkHeaders(_ answer: Visitor.Answer, isKept: Bool = false, _ path: String) {
        #expect(answer.header("Content-Security-Policy") == Self.policy, "\(path)")
        #expect(answer.header("X-Content-Type-Options") == "nosniff", "\(path)")
        #expect(answer.header("Referrer-Policy") == "no-referrer", "\(path)")
        #expect(answer.header("Cross-Origin-Opener-Policy") == "same-origin", "\(path)")
        #expect(answer.header("Cross-Origin-Resource-Policy") == "same-origin", "\(path)")
        #expect(answer.header("Permissions-Policy")?.contains("camera=()") == true, "\(path)")
        #expect(
            answer.header("Cache-Control") == (isKept ? "public, max-age=31536000, immutable" : "no-store"), "\(path)")
    }

    @Test func everyAnswerCarriesTheHeaders() async throws {
        let world = try await World()
        let visitor = try await world.owner()
        for path in ["/", "/services", "/account", "/sign-in", "/nowhere", "/assets/none.css", "/join/none"] {
            checkHeaders(try await visitor.get(path), path)
        }
        checkHeaders(try await visitor.get("/services", host: "evil.example"), "wrong host")
        checkHeaders(try await visitor.post("/sign-out", [:]), "refused form")
        checkHeaders(try await visitor.get("/services", method: .put), "PUT")
        checkHeaders(try await Visitor(world).get("/services"), "to the sign-in")
    }

    @Test func assetsAreKeptForGoodUnderHashedNames() async throws {
        let visitor = try Visitor(await World())
        let page = try await visitor.get("/sign-in").text
        for (mark, type) in [("console-", "text/css; charset=utf-8"), ("mark-", "image/svg+xml")] {
            let start = try #require(page.firstRange(of: "/assets/\(mark)"))
            let path = String(page[start.lowerBound...].prefix { $0 != "\"" })
            let answer = try await visitor.get(path)
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == type)
            #expect(answer.cookies.isEmpty)
            checkHeaders(answer, isKept: true, path)
        }
    }

    @Test func strictTransportSecurityOnlyWithTLS() async throws {
        let world = try await World()
        #expect(try await Visitor(world).get("/sign-in").header("Strict-Transport-Security") == nil)
        let outside = try Visitor(world, publicURL: "https://kyc.example.com", isBehindProxy: true)
        let answer = try await outside.get("/sign-in", host: "kyc.example.com")
        #expect(answer.header("Strict-Transport-Security") == "max-age=31536000")
    }

    @Test(arguments: [
        ("127.0.0.1:8081", 200), ("localhost:8081", 200), ("[::1]:8081", 200), ("kyc.example.com", 200),
        ("kyc.example.com:443", 200), ("kyc.example.com:8081", 421), ("127.0.0.1", 421), ("127.0.0.1:8080", 421),
        ("evil.example", 421), ("localhost.evil.example:8081", 421), ("192.0.2.1:8081", 421),
    ])
    func authority(_ host: String, _ status: Int) async throws {
        let visitor = try Visitor(await World(), publicURL: "https://kyc.example.com")
        let answer = try await visitor.get("/sign-in", host: host)
        #expect(answer.status == status)
        #expect(answer.text.contains("<h1"))
    }

    @Test func headAnswersLikeGetAndOthersAreRefused() async throws {
        let visitor = try Visitor(await World())
        #expect(try await visitor.get("/sign-in", method: .head).status == 200)
        for method in [HTTPRequest.Method.put, .delete, .patch, .options, .trace] {
            let answer = try await visitor.get("/sign-in", method: method)
            #expect(answer.status == 405)
            #expect(answer.header("Allow") == "GET, HEAD, POST")
        }
    }

    /// What stands before the proxy's own entry is the caller's to write, and takes no comma from it.
    @Test func nobodyNamesTheirOwnAddress() async throws {
        let world = try await World()
        _ = try await world.owner()
        let visitor = try Visitor(world, isBehindProxy: true)
        var statuses: [Int] = []
        for number in 1...21 {
            let chain = "203.0.113.\(number) \u{600}, 198.51.100.7"
            let fields = ["email": "nobody\(number)@example.com", "password": "not the right one"]
            statuses.append(
                try await visitor.submit("/sign-in", fields, headers: ["X-Forwarded-For": chain]).status)
        }
        #expect(statuses == Array(repeating: 422, count: 20) + [429])
    }

    @Test func bodiesAreFormsAndSmall() async throws {
        let visitor = try Visitor(await World())
        let large = ["email": String(repeating: "a", count: 70_000)]
        #expect(try await visitor.submit("/sign-in", large).status == 413)
        let json = ["Content-Type": "application/json"]
        #expect(try await visitor.submit("/sign-in", [:], headers: json).status == 415)
    }

    @Test func failuresSayNothingOfTheInside() async throws {
        let answer = try await Visitor(World()).get("/nowhere?email=ada@example.com")
        #expect(answer.status == 404)
        #expect(!answer.text.contains("ada@example.com"))
        #expect(!answer.text.contains("swift"))
    }
}
