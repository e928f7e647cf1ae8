import Domain
import Synchronization
import TestSupport
import Testing
import UseCases

/// Nothing of a draft lies on the disk in the open: not while it comes in, not while it waits, not when it is gone.
struct DraftResidueTests {
    @Test func nothingOfADraftIsEverInTheOpen() async throws {
        let (word, picture) = ("Unmistakable-Person", Array("Unmistakable-Picture".utf8))
        let markers = [Array(word.utf8), picture]
        let world = try await World()
        let service = try await world.makePage()
        var bytes: [UInt8] = []
        while bytes.count < 400_000 { bytes += picture }
        let found = Found()
        let directory = world.directory
        for end in ["sent", "cancelled", "swept"] {
            let ada = try await world.filledIn(end, at: service, marker: word)
            for step in [Step.draftUploadNoted, .draftPictureWritten, .intakePicturesWritten, .draftSent] {
                world.steps.once(at: step) { found.add { try Residue.occurrences(of: markers, in: directory) } }
            }
            try await ada.upload("selfie", SamplePicture.png(behind: bytes))
            try await ada.type(["dob": word])
            _ = await failure {
                try await ada.upload("selfie", SamplePicture.png(behind: bytes), announced: bytes.count + 99)
            }
            #expect(try Residue.occurrences(of: markers, in: directory) == [])
            switch end {
            case "sent": _ = try await ada.send()
            case "cancelled": try await ada.cancel()
            default:
                world.clock.advance(seconds: 90_000)
                _ = try await world.registry.sweepDrafts(limit: 9)
            }
            #expect(try Residue.occurrences(of: markers, in: directory) == [])
        }
        await world.registry.flushRecords()
        let next = try await world.restarted()
        #expect(try Residue.occurrences(of: markers, in: next.directory) == [])
        #expect(try found.all() == [])
    }
}

/// What was found at moments at which nobody can throw.
private final class Found: Sendable {
    private let places = Mutex<Result<[String], any Error>>(.success([]))

    func add(_ search: () throws -> [String]) {
        places.withLock { places in places = Result { try places.get() + search() } }
    }

    func all() throws -> [String] { try places.withLock { try $0.get() } }
}
