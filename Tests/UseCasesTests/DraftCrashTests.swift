import Domain
import TestSupport
import Testing
import UseCases
import Vault

/// What a kill on the way of a draft leaves, after the next start.
struct DraftCrashTests {
    static let steps: [Step] = [
        .draftKeyMade, .draftUploadNoted, .draftPictureWritten, .draftSent, .draftCancelled,
    ]

    @Test func asItBegins() async throws {
        let world = try await World()
        let service = try await world.makePage()
        world.kill(at: .draftKeyMade)
        _ = try await world.apply(to: service)
        let next = try #require(try await world.afterCrash())
        #expect(try await next.expectTidy())
        #expect(try next.keyStore.slotsInUse(from: SlotNumber(value: 1), limit: 9).count == 1, "the service's")
    }

    @Test(arguments: [Step.draftUploadNoted, .draftPictureWritten])
    func asAPictureComesIn(step: Step) async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.filledIn("ada", at: service)
        world.kill(at: step)
        try await ada.upload("selfie", SamplePicture.png(behind: [1]))
        let next = try #require(try await world.afterCrash())
        #expect(try await next.expectTidy())
        #expect(try next.pictureFileCount() == 1)
        #expect(try ada.on(next).content().pictures.map(\.slug.text) == ["passport"], "it goes on where it was")
        try await ada.on(next).upload("selfie", SamplePicture.png(behind: [1]))
        #expect(try await ada.on(next).send().status == .waiting)
        #expect(try await next.expectTidy())
    }

    /// Nothing is lost and nobody is there twice, wherever the world stops: sent again, it is sent once.
    @Test(arguments: [
        Step.intakeKeyMade, .intakeUploadsNoted, .intakePicturesWritten, .intakeCommitted, .draftSent,
        .erasureKeysDestroyed, .erasurePicturesDeleted, .erasureForgotten,
    ])
    func asItIsSent(step: Step) async throws {
        for refID in ["ada", nil] {
            let world = try await World()
            let service = try await world.makePage()
            let ada = try await world.filledIn(refID, at: service)
            world.kill(at: step)
            let first = try await ada.send()
            let next = try #require(try await world.afterCrash())
            #expect(try await next.expectTidy())
            let again = try await ada.on(next).send()
            let isCommitted = ![Step.intakeKeyMade, .intakeUploadsNoted, .intakePicturesWritten].contains(step)
            if isCommitted { #expect(again == first, "it may have been answered") }
            #expect(try await ada.on(next).send() == again)
            let everybody = try next.registry.candidates(
                status: nil, skip: 0, limit: 9, in: service.serviceID, by: .localOperator)
            #expect(everybody.map(\.recordID) == [again.recordID] && everybody.map(\.submitCount) == [1])
            #expect(try await next.expectTidy())
            #expect(try next.pictureFileCount() == 1)
        }
    }

    @Test(arguments: [Step.draftCancelled, .erasureKeysDestroyed, .erasurePicturesDeleted])
    func asItIsCancelled(step: Step) async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.filledIn("ada", at: service)
        world.kill(at: step)
        try await ada.cancel()
        let next = try #require(try await world.afterCrash())
        #expect(try await next.expectTidy())
        #expect(try next.pictureFileCount() == 0)
        #expect(await failure { _ = try ada.on(next).content() }?.isNotFound == true)
    }

    /// The key store is never older than a draft's key (see `Registry.recover`), and the sweep of keys knows drafts.
    @Test func aDraftsKeyHasAnOwner() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.filledIn("ada", at: service)
        let next = try await world.restarted()
        #expect(try await next.expectTidy())
        #expect(try ada.on(next).text("given_name") == "Ada", "a restart keeps drafts")
        #expect(try await ada.on(next).send().status == .waiting)
    }
}
