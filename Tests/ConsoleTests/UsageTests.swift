import Console
import Domain
import HTTPTypes
import TestSupport
import Testing
import UseCases

/// The tab Usage and its CSV.
@Suite struct UsageTests {
    @Test(arguments: [
        ("warehouse", "warehouse"), ("", ""), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
        ("=1+1", "'=1+1"), ("+49", "'+49"), ("-2", "'-2"), ("@SUM(A1)", "'@SUM(A1)"), ("  =1", "'  =1"),
        ("\t=1", "\"'\t=1\""), ("\tx", "\"'\tx\""), ("\u{1}x", "'\u{1}x"), ("\r\n=1", "\"'\r\n=1\""),
        ("=HYPERLINK(\"a\",1)", "\"'=HYPERLINK(\"\"a\"\",1)\""),
        ("\u{FF1D}1+1", "'\u{FF1D}1+1"), ("a=b", "a=b"), ("Ünï", "Ünï"),
        ("\u{200B}=1", "'\u{200B}=1"), ("\u{202E} \u{FEFF}@x", "'\u{202E} \u{FEFF}@x"), ("\u{3164}+1", "'\u{3164}+1"),
        ("x\"\u{301},=1", "\"x\"\"\u{301},=1\""),
    ])
    func aCellIsText(_ text: String, _ cell: String) {
        #expect(UsageSheet.cell(text) == cell)
    }

    private func world() async throws -> (World, Service, HeldKey) {
        let world = try await World()
        let service = try await world.makeService()
        var request = KeyRequest(description: "=cmd, \"nightly\"", scope: .text)
        request.mayWrite = true
        let made = try await world.registry.createKey(request, in: service.serviceID, by: .localOperator)
        let key = HeldKey(key: made.key, secret: made.secret.withExposed { $0 })
        for name in ["ada", "bob"] { try await world.submit(Person(name), to: service) }
        for _ in 0..<3 { try await world.takeOver("ada", with: key, of: service) }
        await world.registry.flushRecords()
        return (world, service, key)
    }

    @Test func anAccountantHasAPage() async throws {
        let (world, service, key) = try await world()
        _ = try await world.owner()
        let link = try await world.registry.memberLink(
            email: nil, role: .accountant, reach: .service(service.serviceID), by: .localOperator)
        let visitor = try Visitor(world)
        _ = try await visitor.submit(
            "/join/" + link.token.withExposed { $0 },
            ["name": "Ann Example", "email": "ann@example.com", "newPassword": World.password])
        let path = "/services/\(service.clientID.text)"
        #expect(try await visitor.get(path).location == "\(path)/usage")
        let page = try await visitor.get("\(path)/usage")
        #expect(page.status == 200)
        #expect(page.text.contains("3 extractions in 30 days; most today: 3; latest today"))
        #expect(page.text.contains(key.key.keyID.text))
        #expect(page.text.contains("<dt>Live now</dt><dd>2</dd>"))
        #expect(page.text.contains("<dt>Submissions so far</dt><dd>2</dd>"))
        #expect(page.text.matches(of: /<a href="\/services\/acme_00001\/\w+"/).count == 1, "one tab, no other")
        for other in ["candidates", "keys", "team", "settings", "activity"] {
            #expect(try await visitor.get("\(path)/\(other)").status == 403, "\(other)")
        }
        let file = try await visitor.get("\(path)/usage.csv")
        #expect(file.status == 200)
        #expect(file.header("Content-Type")?.hasPrefix("text/csv") == true)
        #expect(file.header("Content-Disposition")?.hasPrefix("attachment; filename=\"usage-acme_00001-") == true)
        #expect(file.header("Cache-Control") == "no-store")
        let lines = file.text.dropFirst().split(separator: "\r\n")
        #expect(file.text.first == "\u{FEFF}" && lines.count == 3)
        let none = String(repeating: "0,", count: 11)
        #expect(lines[1] == "\(key.key.keyID.text),\"'=cmd, \"\"nightly\"\"\",\(none)3,3")
        #expect(lines[2] == "All keys,,\(none)3,3")
    }

    @Test func whoSeesNoUsageGetsNone() async throws {
        let (world, service, _) = try await world()
        _ = try await world.owner()
        let link = try await world.registry.memberLink(
            email: nil, role: .approver, reach: .service(service.serviceID), by: .localOperator)
        let visitor = try Visitor(world)
        _ = try await visitor.submit(
            "/join/" + link.token.withExposed { $0 },
            ["name": "Abe Example", "email": "abe@example.com", "newPassword": World.password])
        for name in ["usage", "usage.csv"] {
            #expect(try await visitor.get("/services/\(service.clientID.text)/\(name)").status == 403)
        }
    }

    @Test func manyKeysStayASmallPage() async throws {
        let (world, service, key) = try await world()
        let visitor = try await world.owner()
        for _ in 0..<29 { _ = try await world.makeKey(.metadata, of: service) }
        let page = try await visitor.get("/services/\(service.clientID.text)/usage").text
        #expect(page.contains("5 keys more stand in the CSV"))
        #expect(page.contains(key.key.keyID.text), "the most used ones are in the table")
        #expect(page.utf8.count < 29_000)
        let file = try await visitor.get("/services/\(service.clientID.text)/usage.csv").text
        #expect(file.split(separator: "\r\n").count == 32)
    }
}
