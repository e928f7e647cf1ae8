import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases
import Vault

/// What the team writes about a candidate.
struct NoteFieldTests {
    private func write(_ text: String, _ desk: Desk, by member: SignedIn) async throws {
        try await desk.registry.writeNote(Sensitive(text), about: desk.recordID, in: desk.id, by: member.caller)
    }

    @Test func notesAreForReviewersAndGoWithTheArchive() async throws {
        let desk = try await Desk()
        for text in ["", " \n ", String(repeating: "x", count: 4001)] {
            let refused = await failure { try await write(text, desk, by: desk.rita) }
            #expect(refused?.httpStatus == 422 && refused?.field == "text")
        }
        try await write("First\nMarker-note", desk, by: desk.rita)
        try await write(String(repeating: "é", count: 4000), desk, by: desk.remy)
        #expect(await failure { try await write("x", desk, by: desk.rob) }?.httpStatus == 403)
        let notes = try await desk.look(by: desk.abe).notes
        #expect(notes.first?.text.withExposed { $0 } == "First\nMarker-note" && notes.count == 2)
        #expect(notes.map(\.author) == [.member(desk.rita.memberID), .member(desk.remy.memberID)])
        #expect(try await desk.look(by: desk.rob).notes.isEmpty)
        try await desk.world.submit(Person("ada"), to: desk.service)
        #expect(try await desk.look(by: desk.abe).notes.count == 2)
        let rows = try desk.world.database.read { try $0.all(NotesOfCandidate(desk.recordID)) }
        let slot = SlotNumber(value: try #require(try desk.record().keySlot))
        let moved = immediateFailure {
            do {
                _ = try desk.world.keyStore.openNote(
                    rows[0].sealedText, slot: slot, record: desk.recordID, context: "note:" + rows[1].noteID.text)
            } catch { throw Failure.notFound("not under another note's id") }
        }
        #expect(moved?.isNotFound == true)
        try await desk.archive()
        #expect(try await desk.look(by: desk.abe).notes.isEmpty)
        #expect(try desk.world.database.read { try $0.all(NotesOfCandidate(desk.recordID)) }.isEmpty)
        #expect(await failure { try await write("late", desk, by: desk.rita) }?.field == "isArchived")
        try await desk.world.submit(Person("ada"), to: desk.service)
        try await write("again", desk, by: desk.rita)
        try await desk.registry.delete(.recordID(desk.recordID), in: desk.id, by: .localOperator)
        #expect(try desk.world.database.read { try $0.all(NotesOfCandidate(desk.recordID)) }.isEmpty)
    }

    private func set(_ values: [(String, String?)], _ desk: Desk) async throws {
        try await desk.registry.setFields(
            values.map { (name: $0.0, value: $0.1) }, of: desk.recordID, expecting: desk.revision, in: desk.id,
            by: desk.rita.caller)
    }

    private func tokens(_ desk: Desk) throws -> Set<[UInt8]> {
        Set(try desk.world.database.read { try $0.all(CandidateFields(of: desk.recordID)) })
    }

    private func token(_ name: String, _ value: String, _ desk: Desk) -> [UInt8] {
        desk.world.keyStore.fieldToken(name, Sensitive(value), desk.id)
    }

    @Test func fieldsAreChosenFromTheSettings() async throws {
        var ada = Person("ada", hasPictures: true)
        ada.customFields = [("Origin", "shop"), ("Risk", "high")]
        let desk = try await Desk(ada) { settings in
            settings.review.fields = [
                FieldDefinition(name: "Risk", options: ["low", "high"]),
                FieldDefinition(name: "Source of funds", options: ["wages", "é"]),
            ]
        }
        #expect(
            try tokens(desk) == [token("Origin", "shop", desk), token("Risk", "high", desk)], "an import notes them")
        for (values, field) in [
            ([("Colour", "red")], "fields"), ([("Origin", "shop")], "fields"), ([("Risk", "middle")], "Risk"),
            ([("Risk", "low"), ("Risk", "high")], "fields"), ([("Source of funds", "e\u{301}")], "Source of funds"),
        ] as [([(String, String?)], String)] {
            let refused = await failure { try await set(values, desk) }
            #expect(refused?.httpStatus == 422 && refused?.field == field)
        }
        try await set([("Risk", "low"), ("Source of funds", "wages")], desk)
        try await set([("Risk", "low")], desk)
        let lines = try desk.history().filter { $0.kind == .fieldsChanged }.map(\.detail)
        #expect(lines == ["Risk, Source of funds"])
        #expect(
            try tokens(desk) == [
                token("Origin", "shop", desk), token("Risk", "low", desk), token("Source of funds", "wages", desk),
            ])
        try await desk.archive()
        try await set([("Risk", nil), ("Source of funds", "é")], desk)
        let seen = try await desk.look(by: desk.rita)
        #expect(seen.identity == .gone && seen.fields.map(\.name) == ["Risk", "Source of funds", "Origin"])
        #expect(seen.fields.map { $0.value?.withExposed { $0 } } == [nil, "é", "shop"])
        #expect(seen.fields.map(\.options) == [["low", "high"], ["wages", "é"], []])
        let key = try await desk.world.makeKey(.text, of: desk.service)
        let answered = try await desk.world.extract("ada", with: key, of: desk.service)
        #expect(answered.attributes?.customFields.map(\.name) == ["Origin", "Source of funds"], "as the API answers")
        let refused = await failure {
            try await desk.registry.setFields([], of: desk.recordID, expecting: 0, in: desk.id, by: desk.rob.caller)
        }
        #expect(refused?.httpStatus == 403)
        var again = Person("ada", hasPictures: true)
        again.customFields = [("Risk", "high")]
        try await desk.world.submit(again, to: desk.service)
        #expect(try tokens(desk).contains(token("Risk", "high", desk)) && tokens(desk).count == 3)
        try await desk.registry.delete(.recordID(desk.recordID), in: desk.id, by: .localOperator)
        #expect(try tokens(desk).isEmpty)
    }
}
