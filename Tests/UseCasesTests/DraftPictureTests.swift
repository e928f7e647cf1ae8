import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

/// Pictures that come in piece by piece.
struct DraftPictureTests {
    /// Whatever the pieces and wherever they end, the same picture comes out.
    @Test(arguments: [1, 49_151, 49_152, 49_153, 98_304, 98_305, 300_000], [1000, 49_152, 65_536, 1 << 20])
    func everyPieceFindsItsPlace(behind: Int, piece: Int) async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.apply(to: service, refID: "ada")
        try await ada.type(["given_name": "Ada", "email": "e"])
        let bytes = SamplePicture.png(behind: (0..<behind).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        try await ada.upload("passport", bytes, piece: piece)
        _ = try await ada.send()
        let seen = try await world.extract("ada", with: world.makeKey(.pictures, of: service), of: service)
        #expect(try await seen.picture("passport") == bytes)
        seen.ticket.cut(bytes: 0)
    }

    @Test func whatLiesIsRefusedAndLeavesNothing() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.apply(to: service)
        let (png, jpeg) = (SamplePicture.png(behind: [7]), SamplePicture.jpeg(behind: [7]))
        let long = SamplePicture.png(behind: [UInt8](repeating: 1, count: 150_000))
        let cases: [(String, [UInt8], String, Int?, Int)] = [
            ("passport", png, "image/jpeg", nil, 415), ("passport", jpeg, "image/png", nil, 415),
            ("passport", png, "image/gif", nil, 415), ("passport", png, "", nil, 415),
            ("passport", Array("GIF89a and more and more and more".utf8), "image/png", nil, 415),
            ("passport", [], "image/png", nil, 415), ("passport", Array(png.prefix(20)), "image/png", nil, 415),
            ("passport", SamplePicture.png(width: 9000, height: 9000), "image/png", nil, 422),
            ("passport", SamplePicture.png(width: 0, height: 9), "image/png", nil, 422),
            ("passport", png, "image/png", AttributeLimits.pictureBytes + 1, 413),
            ("passport", long, "image/png", long.count + 1, 400), ("passport", long, "image/png", long.count - 1, 400),
            ("given_name", png, "image/png", nil, 422), ("proof_of_address", png, "image/png", nil, 422),
        ]
        for (slug, bytes, mediaType, announced, status) in cases {
            let refused = await failure {
                try await ada.upload(slug, bytes, mediaType: mediaType, announced: announced, piece: 60_000)
            }
            #expect(refused?.httpStatus == status, "\(slug) \(mediaType) \(bytes.count)")
        }
        #expect(try ada.content().pictures.isEmpty)
        #expect(try world.pictureFileCount() == 0)
        #expect(try await world.expectTidy())
    }

    /// Cameras put previews and colour tables before the header, and it is still found, but not without end.
    @Test func aJPEGHeaderMayStandFurtherOn() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.apply(to: service)
        func jpeg(segments: Int) -> [UInt8] {
            var bytes: [UInt8] = [0xFF, 0xD8]
            for _ in 0..<segments { bytes += [0xFF, 0xE2, 0xFF, 0xFF] + [UInt8](repeating: 0, count: 65_533) }
            return bytes + SamplePicture.jpeg(behind: [UInt8](repeating: 9, count: 5000)).dropFirst(2)
        }
        let far = jpeg(segments: 12)
        #expect(try await ada.upload("passport", far, mediaType: "image/jpeg") == far.count)
        let tooFar = await failure { try await ada.upload("passport", jpeg(segments: 20), mediaType: "image/jpeg") }
        #expect(tooFar?.httpStatus == 415)
        #expect(try ada.content().pictures.map(\.byteCount) == [far.count], "the earlier one stays")
    }

    @Test func aNewOneTakesTheOldOnesPlace() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.filledIn("ada", at: service)
        try await ada.upload("passport", SamplePicture.png(behind: [1, 2, 3]))
        #expect(try ada.content().pictures.count == 1)
        #expect(try world.pictureFileCount() == 1 && world.storedBytes(of: service) == 36)
        try await ada.remove("passport")
        #expect(try world.pictureFileCount() == 0 && world.storedBytes(of: service) == 0)
        try await ada.remove("passport")
        #expect(try await world.expectTidy())
    }

    /// The network's share of the day is used by what came, not by what was announced.
    @Test func whatNeverCameCountsForNothing() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.apply(to: service, from: "198.51.100.7")
        for _ in 0..<110 {
            let (pieces, network) = AsyncStream<[UInt8]>.makeStream()
            network.yield(Array(SamplePicture.png(behind: [1]).prefix(8)))
            network.finish()
            let cut = await failure {
                _ = try await world.registry.putDraftPicture(
                    Slug(stored: "passport"), mediaType: "image/png", byteCount: 10_000_000, pieces, of: ada.token,
                    in: service.serviceID, by: Caller(.candidate(service.serviceID)))
            }
            #expect(cut?.httpStatus == 400)
        }
        try await ada.upload("passport", SamplePicture.png(behind: [1, 2, 3]))
    }

    /// One that was cancelled while a picture came in takes the picture along.
    @Test func cancelledWhileAPictureComesIn() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.apply(to: service)
        let bytes = SamplePicture.png(behind: [UInt8](repeating: 3, count: 200_000))
        let (pieces, network) = AsyncStream<[UInt8]>.makeStream()
        network.yield(Array(bytes[..<150_000]))
        let late = Task {
            try await world.registry.putDraftPicture(
                Slug(stored: "passport"), mediaType: "image/png", byteCount: bytes.count, pieces, of: ada.token,
                in: service.serviceID, by: Caller(.candidate(service.serviceID)))
        }
        while try world.pictureFileCount() == 0 { try await Task.sleep(for: .milliseconds(1)) }
        try await ada.cancel()
        network.yield(Array(bytes[150_000...]))
        network.finish()
        #expect(await failure { _ = try await late.value }?.isNotFound == true)
        #expect(try world.pictureFileCount() == 0)
        #expect(try await world.expectTidy())
    }

    /// All pictures of one draft have an end, and so do those of all drafts of a service.
    @Test func aDraftHoldsSixtyFourMebibytes() async throws {
        let world = try await World()
        var settings = ServiceSettings()
        settings.submission.isOn = true
        settings.submission.consentText = "I agree."
        settings.ownAttributes = (0..<7).map { OwnAttribute(slug: Slug(stored: "scan_\($0)"), kind: .picture) }
        settings.submission.optionalAttributes = settings.ownAttributes.map(\.slug)
        let service = try await world.makeService(settings: settings)
        let ada = try await world.apply(to: service)
        let scan = SamplePicture.png(behind: [UInt8](repeating: 5, count: 10_000_000))
        for index in 0..<6 { try await ada.upload("scan_\(index)", scan, piece: 1 << 20) }
        let refused = await failure { try await ada.upload("scan_6", scan, piece: 1 << 20) }
        #expect(refused?.httpStatus == 413 && refused?.field == "scan_6")
        try await ada.upload("scan_5", scan, piece: 1 << 20)
        #expect(try await world.expectTidy())
    }
}

extension World {
    func storedBytes(of service: Service) throws -> Int? {
        try database.read { try $0.first(OpenDrafts(of: service.serviceID)) }?.bytes
    }
}
