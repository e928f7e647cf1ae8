import Domain
import TestSupport
import Testing
import UseCases

/// Promise 3 on the level of files: what is archived is in no file any more, in no form.
struct ResidueTests {
    @Test func noFileHoldsAMarker() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let ada = Person("7001", marker: "Unmistakable-Marker", email: "unmistakable@marker.example", hasPictures: true)
        let markers = ["Unmistakable-Marker", "unmistakable@marker"].map { Array($0.utf8) }
        let keys = try await [
            world.makeKey(.metadata, of: service), world.makeKey(.text, of: service),
            world.makeKey(.pictures, of: service, archiveAfter: 0),
        ]
        let olive = try await world.makeOwner()
        var here = world
        for _ in 0..<2 {
            try await here.submit(ada, to: service)
            try await here.change(.startReview, "7001", of: service, reason: ada.marker)
            try await here.review("dob", of: "7001", as: .rejected, in: service, reason: ada.marker)
            try await writeAround(ada.marker, here, service, olive.caller)
            try await here.submit(ada, to: service)
            for key in keys {
                let caller = try here.caller(key, of: service)
                _ = try await here.registry.list(status: nil, skip: 0, limit: 9, in: service.serviceID, by: caller)
                let cut = try await here.extract("7001", with: key, of: service)
                _ = try await cut.picture("passport")
                cut.ticket.cut(bytes: 7)
            }
            #expect(
                try Residue.occurrences(of: markers, in: here.directory) == [], "nor before the archive: all is sealed")
            try await here.takeOver("7001", with: keys[2], of: service)
            #expect(try await here.registry.archiveDue(limit: 9) == 1)
            await here.registry.flushRecords()
            #expect(try Residue.occurrences(of: markers, in: here.directory) == [])
            here = try await here.restarted()
            #expect(try Residue.occurrences(of: markers, in: here.directory) == [])
        }
        let text = here.directory.path + "/control"
        for form in Residue.forms(of: markers[0]) {
            try Control.write([0, 1, 2] + form.bytes + [3], to: text)
            #expect(try Residue.occurrences(of: markers, in: here.directory) == ["control: \(form.name)"])
        }
    }

    /// Everything that people write about a candidate, and a look at what is sealed.
    private func writeAround(_ marker: String, _ world: World, _ service: Service, _ caller: Caller) async throws {
        let (registry, id) = (world.registry, service.serviceID)
        let recordID = try world.candidate("7001", of: service).recordID
        try await registry.writeNote(Sensitive("About \(marker)"), about: recordID, in: id, by: caller)
        try await registry.openIdentity(of: recordID, reason: Sensitive("For \(marker)"), in: id, by: caller)
        let seen = try await registry.candidateReview(.recordID(recordID), in: id, by: caller)
        #expect(seen.identity == .open && seen.notes.count == 1)
        _ = try await registry.identityPicture(Slug(stored: "passport"), of: recordID, in: id, by: caller).all()
        _ = try await registry.changeStatus(
            .reject, of: .recordID(recordID), in: id, reason: Sensitive(marker), by: caller)
    }

    /// The search finds base64 and hexadecimal at every alignment, inside longer text.
    @Test(arguments: 0..<6)
    func theSearchFindsWhatItShould(padding: Int) throws {
        let directory = try DataDirectory()
        let marker = Array("Unmistakable-Marker".utf8)
        let around = [UInt8](repeating: UInt8(ascii: "x"), count: padding) + marker + Array("and more".utf8)
        try Control.write(Control.base64(around), to: directory.path + "/f")
        #expect(try Residue.occurrences(of: [marker], in: directory) == ["f: base64 at \(padding % 3)"])
        try Control.write(Array(Hexadecimal.text(around).utf8), to: directory.path + "/f")
        #expect(try Residue.occurrences(of: [marker], in: directory) == ["f: hexadecimal"])
        try Control.write(around, to: directory.path + "/f")
        #expect(try Residue.occurrences(of: [marker], in: directory) == ["f: plain"])
        try Control.write(Array(around.dropLast(9)), to: directory.path + "/f")
        #expect(try Residue.occurrences(of: [marker], in: directory) == [])
    }
}
