import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

struct RotationTests {
    private static func rotated(
        _ key: HeldKey, overlap: Int64, in world: World, by caller: Caller = .localOperator
    ) async throws -> HeldKey {
        let made = try await world.registry.rotateKey(key.key.keyID, overlap: overlap, by: caller)
        return HeldKey(key: made.key, secret: made.secret.withExposed { $0 })
    }

    private static func works(_ key: HeldKey, _ world: World, _ service: Service) -> Bool {
        (try? world.caller(key, of: service)) != nil
    }

    @Test func bothSecretsWorkUntilTheOverlapIsOver() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        let old = try await world.makeKey(.text, of: service)
        let stream = try await world.extract("ada", with: old, of: service)
        let new = try await Self.rotated(old, overlap: 7200, in: world)
        #expect(new.key.keyID == old.key.keyID && new.secret != old.secret)
        #expect(new.key.oldSecretEndsAt == world.clock.now.adding(seconds: 7200))
        #expect(!stream.ticket.mustStop, "who is at work with the old secret goes on")
        world.clock.advance(milliseconds: 7_199_999)
        for key in [old, new] { #expect(try await world.extract("ada", with: key, of: service).text("dob") != nil) }
        let next = try await world.killed()
        #expect(Self.works(old, next, service) && Self.works(new, next, service), "rotations outlive a crash")
        world.clock.advance(milliseconds: 1)
        for world in [world, next] { #expect(!Self.works(old, world, service) && Self.works(new, world, service)) }
        let overview = try world.registry.keyOverview(old.key.keyID, by: .localOperator)
        #expect(overview.key.oldSecretEndsAt == nil, "what has ended is not shown")
    }

    @Test func anEndedSecretIsForgottenAndNoClockBringsItBack() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let old = try await world.makeKey(.text, of: service)
        let new = try await Self.rotated(old, overlap: 60, in: world)
        try await world.registry.forgetEndedSecrets()
        #expect(Self.works(old, world, service))
        world.clock.advance(seconds: 60)
        try await world.registry.forgetEndedSecrets()
        world.clock.setWallClock(aheadBySeconds: -60)
        #expect(!Self.works(old, world, service) && Self.works(new, world, service))
        let record = try world.database.read { try $0.first(APIKeyByID(old.key.keyID)) }
        #expect(record?.oldDigest == nil && record?.key.oldSecretEndsAt == nil)
        let history = try world.database.read { try $0.all(HistoryOfService(service.serviceID)) }
        #expect(history.map(\.kind) == [.serviceCreated, .keyCreated, .keyRotated, .oldSecretEnded])
        #expect(history.last?.actor == .lethe && history[2].detail == "\(old.key.keyID.text) 60")
    }

    @Test func withoutAnOverlapTheOldSecretHasStopped() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada", hasPictures: true), to: service)
        let old = try await world.makeKey(.pictures, of: service, archiveAfter: 0)
        let caller = try world.caller(old, of: service)
        let stream = try await world.extract("ada", with: old, of: service)
        let new = try await Self.rotated(old, overlap: 0, in: world)
        #expect(stream.ticket.mustStop && !Self.works(old, world, service) && Self.works(new, world, service))
        #expect(new.key.oldSecretEndsAt == nil)
        let late = await failure {
            _ = try await world.registry.extract(.refID(RefID("ada")), in: service.serviceID, by: caller)
        }
        #expect(late == .unauthorized)
        stream.ticket.holdReaders()
        await stream.ticket.complete(bytes: 1)
        #expect(try world.candidate("ada", of: service).dates.willArchive == nil, "nor does it archive anybody")
    }

    @Test func endingTheOldSecretTakesNothingFromTheNew() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada", hasPictures: true), to: service)
        let old = try await world.makeKey(.pictures, of: service)
        let before = try await world.extract("ada", with: old, of: service)
        let new = try await Self.rotated(old, overlap: 600, in: world)
        let (byOld, byNew) = (
            try await world.extract("ada", with: old, of: service),
            try await world.extract("ada", with: new, of: service)
        )
        _ = try await world.registry.changeKey(old.key.keyID, by: .localOperator) { $0.description = "renamed" }
        #expect(![before, byOld, byNew].contains { $0.ticket.mustStop }, "a change that takes nothing away")
        #expect(Self.works(old, world, service) && Self.works(new, world, service))
        let ended = try await world.registry.endOldSecret(of: old.key.keyID, by: .localOperator)
        #expect(ended.oldSecretEndsAt == nil && ended.description == "renamed")
        #expect(before.ticket.mustStop && byOld.ticket.mustStop && !byNew.ticket.mustStop)
        #expect(!Self.works(old, world, service) && Self.works(new, world, service))
        _ = try await world.registry.endOldSecret(of: old.key.keyID, by: .localOperator)
        _ = try await world.registry.changeKey(old.key.keyID, by: .localOperator) { $0.scope = .text }
        #expect(byNew.ticket.mustStop, "what the key loses, every secret of it has lost")
    }

    @Test func aThirdSecretEndsTheFirst() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        let first = try await world.makeKey(.text, of: service)
        let stream = try await world.extract("ada", with: first, of: service)
        let second = try await Self.rotated(first, overlap: 600, in: world)
        let third = try await Self.rotated(second, overlap: 600, in: world)
        #expect([first, second, third].map { Self.works($0, world, service) } == [false, true, true])
        #expect(stream.ticket.mustStop)
        _ = try await world.registry.changeKey(first.key.keyID, by: .localOperator) { $0.isEnabled = false }
        #expect([first, second, third].map { Self.works($0, world, service) } == [false, false, false])
    }

    @Test func overlapsThatMakeNoSecretAndSecretsThatAreKeptNowhere() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.text, of: service)
        for overlap in [-1, 604_801, Int64.max, .min] {
            #expect(await failure { _ = try await Self.rotated(key, overlap: overlap, in: world) }?.field == "overlap")
        }
        #expect(Self.works(key, world, service))
        let new = try await Self.rotated(key, overlap: 604_800, in: world)
        let secrets = [key, new].map { Array(Array($0.secret.utf8)[24..<67]) }
        #expect(try Residue.occurrences(of: secrets, in: world.directory) == [])
        var request = KeyRequest(description: "for a test", scope: .text)
        request.isForTests = true
        let test = try await world.registry.createKey(request, in: service.serviceID, by: .localOperator)
        let again = try await world.registry.rotateKey(test.key.keyID, overlap: 0, by: .localOperator)
        again.secret.withExposed { #expect($0.hasPrefix("lethe_test_\(test.key.keyID.text)_")) }
        let unknown = KeyID(stored: "000000000000")
        #expect(
            await failure { _ = try await world.registry.rotateKey(unknown, overlap: 0, by: .localOperator) }?
                .isNotFound == true)
    }

    /// Making, widening and rotating a key that reads pictures takes the password; the rest does not.
    @Test func membersGiveTheirPasswordForPictures() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let (registry, id) = (world.registry, service.serviceID)
        _ = try await world.makeOwner()
        let member = try await world.makeMember(.manager, of: service, "manager@example.com")
        let (manager, confirmed) = (member.caller, try await world.confirmed(member))
        let request = KeyRequest(description: "a", scope: .pictures)
        #expect(await failure { _ = try await registry.createKey(request, in: id, by: manager) } == .passwordNeeded)
        let pictures = try await registry.createKey(request, in: id, by: confirmed).key.keyID
        let text = try await registry.createKey(KeyRequest(description: "b", scope: .text), in: id, by: manager).key
            .keyID
        let rotation = await failure { _ = try await registry.rotateKey(pictures, overlap: 0, by: manager) }
        #expect(rotation == .passwordNeeded)
        _ = try await registry.rotateKey(pictures, overlap: 9, by: confirmed)
        _ = try await registry.rotateKey(text, overlap: 0, by: manager)
        let wider = await failure { _ = try await registry.changeKey(text, by: manager) { $0.scope = .pictures } }
        #expect(wider == .passwordNeeded)
        _ = try await registry.changeKey(pictures, by: manager) { $0.scope = .metadata }
        let again = await failure { _ = try await registry.changeKey(pictures, by: manager) { $0.scope = .text } }
        #expect(again == .passwordNeeded)
        _ = try await registry.changeKey(text, by: confirmed) { $0.scope = .pictures }
        let makers = try registry.keys(of: id, by: manager).map(\.createdBy)
        #expect(
            makers == [
                .member(member.memberID), .member(member.memberID),
            ])
        for role in Role.allCases where !role.rights.contains(.manageKeys) {
            let caller = try await world.makeMember(role, of: service, "\(role)@example.com").caller
            #expect(
                await failure { _ = try await registry.rotateKey(text, overlap: 0, by: caller) }?.isForbidden == true)
        }
        let stranger = try await world.makeMember(.owner, of: world.makeService("other_00001"), "x@example.com").caller
        #expect(await failure { _ = try await registry.rotateKey(text, overlap: 0, by: stranger) }?.isNotFound == true)
    }
}
