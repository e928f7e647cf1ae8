import Domain
import TestSupport
import Testing
import UseCases

/// What a session keeps in memory for its own next page.
struct KeptTests {
    private func search(_ id: String, _ desk: Desk, by member: SignedIn) throws -> String? {
        try desk.registry.keptSearch(id, in: desk.id, by: member.caller)?.withExposed { $0 }
    }

    private func keep(_ text: String, _ desk: Desk, by member: SignedIn) throws -> String {
        try desk.registry.keepSearch(Sensitive(text), in: desk.id, by: member.caller)
    }

    private func note(_ desk: Desk, by member: SignedIn) -> String? {
        desk.registry.keptNote(about: desk.recordID, by: member.caller)?.withExposed { $0 }
    }

    private func keepNote(_ text: String, _ desk: Desk, by member: SignedIn) throws {
        try desk.registry.keepNote(Sensitive(text), about: desk.recordID, in: desk.id, by: member.caller)
    }

    @Test func aSearchIsItsSessionsAndEnds() async throws {
        let desk = try await Desk()
        let id = try keep("Ada", desk, by: desk.rita)
        #expect(try search(id, desk, by: desk.rita) == "Ada")
        #expect(try search(id, desk, by: desk.remy) == nil && search("", desk, by: desk.rita) == nil)
        let other = try await desk.world.makeService("other_00001")
        #expect(try desk.registry.keptSearch(id, in: other.serviceID, by: desk.rita.caller) == nil)
        desk.world.clock.advance(seconds: 899)
        #expect(try search(id, desk, by: desk.rita) == "Ada")
        desk.world.clock.advance(seconds: 2)
        #expect(try search(id, desk, by: desk.rita) == nil)
    }

    @Test func aSessionKeepsAFewAndNoneAfterItsEnd() async throws {
        let desk = try await Desk()
        var ids: [String] = []
        for number in 0..<10 { ids.append(try keep("Search \(number)", desk, by: desk.rita)) }
        let texts = try ids.map { try search($0, desk, by: desk.rita) }
        #expect(texts == [nil, nil] + (2..<10).map { "Search \($0)" })
        let others = try keep("Remy's", desk, by: desk.remy)
        desk.registry.keepList("/list?status=waiting", of: desk.id, by: desk.rita.caller)
        #expect(desk.registry.keptList(of: desk.id, by: desk.rita.caller) == "/list?status=waiting")
        #expect(desk.registry.keptList(of: desk.id, by: desk.remy.caller) == nil)
        try await desk.registry.signOut(by: desk.rita.caller)
        #expect(try ids.allSatisfy { try search($0, desk, by: desk.rita) == nil })
        #expect(desk.registry.keptList(of: desk.id, by: desk.rita.caller) == nil)
        #expect(try search(others, desk, by: desk.remy) == "Remy's")
        try await desk.registry.signOutEverywhere(by: desk.remy.caller)
        #expect(try search(others, desk, by: desk.remy) == nil)
    }

    @Test func aBegunNoteIsForItsWriterAndGoesWithTheKey() async throws {
        let desk = try await Desk()
        try keepNote("begun", desk, by: desk.rita)
        #expect(note(desk, by: desk.rita) == "begun" && note(desk, by: desk.remy) == nil)
        try keepNote("begun", desk, by: desk.rob)
        #expect(note(desk, by: desk.rob) == nil, "who may not write notes begins none")
        try keepNote("", desk, by: desk.rita)
        #expect(note(desk, by: desk.rita) == nil)
        try keepNote(String(repeating: "x", count: 8001), desk, by: desk.rita)
        #expect(note(desk, by: desk.rita) == nil)
        try keepNote("begun again", desk, by: desk.rita)
        #expect(note(desk, by: desk.rita) == "begun again")
        _ = try await desk.registry.archiveNow(.recordID(desk.recordID), in: desk.id, by: .localOperator)
        #expect(note(desk, by: desk.rita) == nil)
        try keepNote("late", desk, by: desk.rita)
        #expect(note(desk, by: desk.rita) == nil, "there is no key for it")
    }
}
