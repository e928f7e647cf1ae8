import Console
import Domain
import TestSupport
import Testing
import UseCases

/// Every page with the worst that a person or an API may put into a field.
@Suite struct HostileTests {
    /// Markup, both quotes, template tags, and letters that run from right to left.
    static let worst = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{{name}}}\u{200F}שלום"

    private func check(_ answer: Visitor.Answer, _ path: String, status: Int = 200) {
        #expect(answer.status == status, "\(path)")
        #expect(!answer.text.contains("<script>"), "\(path)")
        #expect(!answer.text.contains("<img src=x"), "\(path)")
        #expect(!answer.text.contains("(sensitive)"), "\(path)")
        #expect(!answer.text.contains("Optional("), "\(path)")
        #expect(answer.text.utf8.count < 60_000 - 31_000, "\(path): \(answer.text.utf8.count) bytes")
        #expect(answer.text.matches(of: /<h1/).count == 1, "\(path)")
        #expect(!answer.text.contains("href=\"\""), "\(path)")
    }

    private func world() async throws -> (World, Visitor, Service, RecordID, KeyID) {
        let world = try await World()
        let name = String(Self.worst.prefix(Member.nameLimit))
        let visitor = try await world.owner(name: name)
        var settings = ServiceSettings()
        settings.summary = Self.worst
        let service = try await world.registry.createService(
            name: Self.worst, clientID: ClientID("acme_00001"), settings: settings, by: .localOperator)
        let submitted = try await world.submit(Person("ref-7"), to: service)
        let request = KeyRequest(description: String(Self.worst.prefix(80)), scope: .text)
        let key = try await world.registry.createKey(request, in: service.serviceID, by: .localOperator)
        return (world, visitor, service, submitted.recordID, key.key.keyID)
    }

    @Test func everyPageOfTheConsole() async throws {
        let (_, visitor, _, recordID, keyID) = try await world()
        let service = "/services/acme_00001"
        for path in [
            "/services", "/services?q=\(Visitor.encoded(Self.worst))", "/services/new", "/account", "/account/name",
            "/account/password", "/account/second-factor", "\(service)/candidates",
            "\(service)/candidates/\(recordID.text)", "\(service)/keys", "\(service)/keys/new",
            "\(service)/keys/\(keyID.text)", "\(service)/keys/\(keyID.text)/rotate",
            "\(service)/keys/\(keyID.text)/delete", "\(service)/keys/\(keyID.text)/preview", "\(service)/team",
            "\(service)/team/invite", "\(service)/settings", "\(service)/activity", "\(service)/usage",
        ] {
            check(try await visitor.get(path), path)
        }
    }

    /// Letters that join to what follows or precedes: what a reader sees as one character is not what a browser reads.
    @Test(arguments: ["\u{600}<b>joined</b>", "\u{600}\" x=y", "\"\u{301} x=y", ">\u{301}", "\u{600}'", "\u{600}&lt;"])
    func markupThatJoinsItsNeighbours(_ text: String) async throws {
        let world = try await World()
        let visitor = try await world.owner(name: text)
        let service = try await world.registry.createService(
            name: text, clientID: ClientID("acme_00001"), by: .localOperator)
        _ = try await world.registry.createKey(
            KeyRequest(description: text, scope: .text), in: service.serviceID, by: .localOperator)
        let safe = text.unicodeScalars.map { Self.entities[$0] ?? String($0) }.joined()
        for path in ["/services", "/services?q=\(Visitor.encoded(text))", "/account/name", "/services/acme_00001/keys"]
        {
            let answer = try await visitor.get(path)
            #expect(answer.status == 200)
            let bytes = Array(answer.text.utf8)
            #expect(!Self.holds(bytes, Array(text.utf8)), "\(path)")
            #expect(Self.holds(bytes, Array(safe.utf8)), "\(path)")
        }
    }

    private static let entities: [Unicode.Scalar: String] = [
        "<": "&lt;", ">": "&gt;", "&": "&amp;", "\"": "&quot;", "'": "&#39;",
    ]

    /// Byte by byte, as a browser sees it.
    private static func holds(_ bytes: [UInt8], _ part: [UInt8]) -> Bool { bytes.firstRange(of: part) != nil }

    @Test func everyFormThatIsRefused() async throws {
        let (_, visitor, _, _, keyID) = try await world()
        let service = "/services/acme_00001"
        for (path, field) in [
            ("/account/name", "name"), ("/account/password", "newPassword"), ("/services/new", "name"),
            ("\(service)/keys/\(keyID.text)", "networks"), ("\(service)/team/invite", "email"),
        ] {
            let answer = try await visitor.submit(
                path, [field: String(repeating: Self.worst, count: 10), "password": Self.worst])
            check(answer, path, status: answer.status == 404 ? 404 : 422)
        }
    }

    @Test func pagesForNobody() async throws {
        let world = try await World()
        let visitor = try Visitor(world)
        let worst = Visitor.encoded(Self.worst)
        for path in ["/sign-in?next=\(worst)", "/sign-in?notice=\(worst)"] {
            check(try await visitor.get(path), path)
        }
        for path in ["/join/\(worst)", "/\(worst)"] {
            check(try await visitor.get(path), path, status: 404)
        }
        _ = try await world.owner()
        let answer = try await visitor.submit("/sign-in", ["email": Self.worst, "password": Self.worst])
        check(answer, "/sign-in", status: 422)
    }
}
