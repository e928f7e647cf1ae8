import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases
import Vault

/// How much of a service's disk a public page may take.
struct DraftLimitTests {
    private struct SetBytes: Statement {
        static let text: SQLText = "UPDATE draft SET byte_count = $1"
        let bytes: Int
        func bind(to inputs: inout Inputs) { inputs.append(bytes) }
    }

    @Test func aServiceHasFiveThousandOpenDrafts() async throws {
        let world = try await World()
        let (service, other) = (try await world.makePage(), try await world.makePage("other_00001"))
        let now = world.clock.now
        let slots = try await world.keyStore.makeKeys(4999)
        try await world.database.write { transaction in
            for (index, slot) in slots.enumerated() {
                let id = DraftID(at: now, random: [0, 0, 0, 0, UInt8(index >> 8), UInt8(index & 255)])
                try transaction.run(
                    InsertDraft(
                        DraftRecord(
                            draftID: id, serviceID: service.serviceID, tokenDigest: Array(id.text.utf8), refID: nil,
                            resubmits: nil, consent: service.consentDigest, keySlot: slot.value, sealedText: nil,
                            startedAt: now)))
            }
        }
        // Two at once ask for the last place.
        let (made, maker) = AsyncStream<Applicant>.makeStream()
        let late = await failure {
            _ = try await world.interrupting(
                with: { maker.yield(try await world.apply(to: service)) }, { try await world.apply(to: service) })
        }
        maker.finish()
        #expect(late?.httpStatus == 503)
        var makes = made.makeAsyncIterator()
        let last = try #require(await makes.next())
        let refused = await failure { _ = try await world.apply(to: service) }
        #expect(refused?.httpStatus == 503 && refused?.retryAfter == 60)
        _ = try await world.apply(to: other)
        try await last.cancel()
        _ = try await world.apply(to: service)
        world.clock.advance(seconds: 86_400)
        var swept = 0
        while case let count = try await world.registry.sweepDrafts(limit: 500), count > 0 { swept += count }
        #expect(swept == 5001)
        _ = try await world.apply(to: service)
    }

    @Test func allPicturesOfAServiceHaveFourGibibytes() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let ada = try await world.apply(to: service)
        let picture = SamplePicture.png(behind: [UInt8](repeating: 1, count: 1000))
        for (bytes, isTaken) in [((4 << 30) - picture.count + 1, false), ((4 << 30) - picture.count, true)] {
            _ = try await world.database.write { try $0.run(SetBytes(bytes: bytes)) }
            // The draft's own pictures are counted from their rows, so only the service's sum can refuse this.
            let refused = await failure { try await ada.upload("passport", picture) }
            #expect((refused == nil) == isTaken && (isTaken || refused?.httpStatus == 503))
        }
        #expect(try world.storedBytes(of: service) == picture.count, "counted anew")
        _ = try await world.database.write { try $0.run(SetBytes(bytes: 4 << 30)) }
        #expect(await failure { _ = try await world.apply(to: service) }?.httpStatus == 503)
    }

    /// What is on its way in takes room already.
    @Test func whatIsComingInCounts() async throws {
        let world = try await World()
        let service = try await world.makePage()
        let (ada, bob) = (try await world.apply(to: service), try await world.apply(to: service))
        let picture = SamplePicture.png(behind: [UInt8](repeating: 1, count: 1000))
        // Room for one of them.
        let before = ((4 << 30) - picture.count) / 2
        _ = try await world.database.write { try $0.run(SetBytes(bytes: before)) }
        let refused = Flag()
        let pieces = AsyncStream<[UInt8]> { stream in
            stream.yield(picture)
            stream.finish()
        }
        let body = pieces.map { piece in
            if await failure({ try await bob.upload("passport", picture) })?.httpStatus == 503 { refused.set() }
            return piece
        }
        _ = try await world.registry.putDraftPicture(
            Slug(stored: "passport"), mediaType: "image/png", byteCount: picture.count, body, of: ada.token,
            in: service.serviceID, by: Caller(.candidate(service.serviceID)))
        #expect(refused.isSet)
    }

    @Test func networksAndSitesOfSixthVersion() throws {
        let load = DraftLoad()
        let now = Instant(milliseconds: 1_800_000_000_000)
        var made = 0
        func begins(_ address: String) throws -> Bool {
            made += 1
            let id = DraftID(at: now, random: [0, 0, 0, UInt8(made >> 16), UInt8(made >> 8 & 255), UInt8(made & 255)])
            return load.begin(id, from: try #require(IPAddress(address)), at: now)
        }
        for host in 0..<DraftLoad.mostOfNetwork { #expect(try begins("2001:db8:1:2::\(host)")) }
        #expect(try !begins("2001:db8:1:2:f::1"), "a network of 64 bits is one household")
        for network in 3..<6 {
            for host in 0..<DraftLoad.mostOfNetwork { #expect(try begins("2001:db8:1:\(network)::\(host)")) }
        }
        #expect(try !begins("2001:db8:1:9::1"), "and one of 48 bits one site")
        #expect(try begins("2001:db8:2:9::1"))
    }

    @Test func aNetworkUploadsAGibibyteADay() throws {
        let load = DraftLoad()
        let now = Instant(milliseconds: 1_800_000_000_000)
        let drafts = (0..<3).map { DraftID(at: now, random: [0, 0, 0, 0, 0, UInt8($0)]) }
        for (draft, address) in zip(drafts, ["192.0.2.7", "192.0.2.7", "192.0.2.8"]) {
            #expect(load.begin(draft, from: try #require(IPAddress(address)), at: now))
        }
        #expect(load.upload(DraftLoad.mostBytesOfNetwork - 5, of: drafts[0], at: now))
        #expect(load.upload(5, of: drafts[1], at: now))
        #expect(!load.upload(1, of: drafts[0], at: now) && !load.upload(1, of: drafts[1], at: now))
        #expect(load.upload(1, of: drafts[2], at: now), "another network")
        #expect(load.upload(1, of: drafts[0], at: now.adding(seconds: 86_400)), "another day")
    }
}
