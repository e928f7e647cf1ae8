import Domain
import Foundation
import SQLCore
import Store
import TestSupport
import Testing
import UseCases
import Vault

/// What a kill at each named step leaves, after the next start.
struct CrashTests {
    private static let intake: [Step] = [.intakeKeyMade, .intakeUploadsNoted, .intakePicturesWritten, .intakeCommitted]
    private static let archive: [Step] = [
        .archiveCommitted, .erasureKeysDestroyed, .erasurePicturesDeleted, .erasureForgotten,
    ]
    private static let extraction: [Step] = [
        .extractionRecorded, .extractionStreaming, .extractionLastByte, .extractionArmed,
    ]

    @Test func everyStepIsKilledSomewhere() {
        let all = Self.intake + Self.archive + Self.extraction + DraftCrashTests.steps
        #expect(Set(all) == Set(Step.allCases))
    }

    @Test(arguments: intake)
    func duringAnIntake(step: Step) async throws {
        let (world, service, key) = try await peopled()
        world.kill(at: step)
        let recordID = try await world.submit(Person("new", hasPictures: true), to: service).recordID
        let next = try #require(try await world.afterCrash())
        try await expectHealthy(next)
        try await expectWhole(next, ["ada", "bob"], key, service)
        if step == .intakeCommitted {
            #expect(try next.candidate("new", of: service).recordID == recordID, "it may have been acknowledged")
            try await expectWhole(next, ["new"], key, service)
        } else {
            #expect(await failure { _ = try await next.extract("new", with: key, of: service) }?.isNotFound == true)
            #expect(try next.keyStore.slotsInUse(from: SlotNumber(value: 1), limit: 99).count == 3, "service, ada, bob")
        }
        #expect(try await next.submit(Person("new", hasPictures: true), to: service).outcome != .unchanged)
        try await expectWhole(next, ["new"], key, service)
        try await expectWhole(world, ["new"], key, service)
    }

    @Test(arguments: intake)
    func duringAResubmission(step: Step) async throws {
        let (world, service, key) = try await peopled()
        var newAda = Person("ada", hasPictures: true)
        newAda.marker = "Marker-of-the-second-time"
        if step == .intakeKeyMade { try await world.archive("ada", of: service) }
        world.kill(at: step)
        try await world.submit(newAda, to: service)
        let next = try #require(try await world.afterCrash())
        try await expectHealthy(next)
        let isNew = step == .intakeCommitted
        #expect(try next.candidate("ada", of: service).submitCount == (isNew ? 2 : 1))
        if step == .intakeKeyMade {
            #expect(try next.candidate("ada", of: service).isArchived)
        } else {
            try await expectWhole(next, [], key, service, isNew ? newAda : Person("ada", hasPictures: true))
        }
        try await expectWhole(next, ["bob"], key, service)
    }

    @Test(arguments: archive)
    func duringAnArchive(step: Step) async throws {
        let (world, service, key) = try await peopled()
        let record = try #require(try world.record("ada", in: service))
        let slot = try #require(record.keySlot)
        let slotBefore = try world.slotBytes(slot)
        let files = try world.database.read { try $0.all(PicturesOfCandidate(record.candidate.recordID)) }.map(\.file)
        #expect(files.count == 2 && slotBefore.contains { $0 != 0 })
        world.kill(at: step)
        try await world.archive("ada", of: service)
        let next = try #require(try await world.afterCrash())
        try await expectHealthy(next)
        try await expectArchived(next, service, key)
        #expect(try next.slotBytes(slot) == [UInt8](repeating: 0, count: 64))
        let sealed = try #require(record.sealedText)
        let opening = Result {
            try next.keyStore.openText(sealed, slot: SlotNumber(value: slot), record: record.candidate.recordID)
        }
        #expect(throws: VaultFailure.self) { try opening.get() }
        for (name, bytes) in try next.directory.files() {
            #expect(!files.contains { name.hasSuffix($0) }, "\(name)")
            #expect(Data(bytes).range(of: Data(slotBefore[4..<48])) == nil, "a copy of the key is in \(name)")
        }
        try await expectWhole(next, ["bob"], key, service)
    }

    /// The same without a start in between: what an erasure did not finish, the next one does.
    @Test func theNextErasureFinishesOne() async throws {
        let (world, service, _) = try await peopled()
        world.kill(at: .archiveCommitted)
        try await world.archive("ada", of: service)
        let next = try #require(try await world.afterCrash(recovers: false))
        #expect(try await next.registry.discrepancies(by: .localOperator).pendingErasures == 3)
        try await next.registry.erase()
        try await expectHealthy(next)
    }

    @Test(arguments: archive)
    func duringADeletion(step: Step) async throws {
        let (world, service, key) = try await peopled()
        let slot = try #require(try world.slot(of: "ada", in: service))
        world.kill(at: step)
        try await world.registry.delete(.refID(RefID("ada")), in: service.serviceID, by: .localOperator)
        let next = try #require(try await world.afterCrash())
        try await expectHealthy(next)
        #expect(await failure { _ = try await next.extract("ada", with: key, of: service) }?.isNotFound == true)
        #expect(try next.slotBytes(slot) == [UInt8](repeating: 0, count: 64))
        try await expectWhole(next, ["bob"], key, service)
    }

    @Test(arguments: extraction)
    func duringAnExtraction(step: Step) async throws {
        let (world, service, key) = try await peopled()
        let rule = try await world.makeKey(.pictures, of: service, archiveAfter: 0)
        world.kill(at: step)
        try await world.takeOver("ada", with: rule, of: service)
        let next = try #require(try await world.afterCrash())
        try await expectHealthy(next)
        let recordID = try next.candidate("ada", of: service).recordID
        let written = try await next.extractions(of: recordID)
        #expect(written.count == 1 && written.first?.keyID == rule.key.keyID, "recorded before its first byte")
        let isArmed = step == .extractionArmed
        #expect((written.first?.completedAt != nil) == isArmed)
        #expect(try await next.registry.archiveDue(limit: 9) == (isArmed ? 1 : 0))
        if isArmed {
            try await expectArchived(next, service, key)
        } else {
            try await expectWhole(next, ["ada"], key, service)
        }
        try await expectWhole(next, ["bob"], key, service)
    }

    private func peopled() async throws -> (World, Service, HeldKey) {
        let world = try await World()
        let service = try await world.makeService()
        for name in ["ada", "bob"] { try await world.submit(Person(name, hasPictures: true), to: service) }
        return (world, service, try await world.makeKey(.pictures, of: service))
    }

    private func expectHealthy(_ world: World) async throws {
        let found = try await world.registry.discrepancies(by: .localOperator)
        #expect(found.isClean && found.pendingErasures == 0, "\(found)")
    }

    private func expectWhole(
        _ world: World, _ names: [String], _ key: HeldKey, _ service: Service, _ person: Person? = nil
    ) async throws {
        for person in names.map({ Person($0, hasPictures: true) }) + [person].compactMap({ $0 }) {
            let seen = try await world.extract(person.refID, with: key, of: service)
            #expect(seen.text("family_name") == "Family \(person.marker)" && !seen.candidate.isArchived)
            for slug in ["passport", "selfie"] { #expect(try await seen.picture(slug) == person.picture(slug)) }
            seen.ticket.cut(bytes: 0)
        }
    }

    private func expectArchived(_ world: World, _ service: Service, _ key: HeldKey) async throws {
        let seen = try await world.extract("ada", with: key, of: service)
        #expect(seen.candidate.isArchived && seen.attributes?.texts == nil && seen.pictures.isEmpty)
        let record = try #require(try world.record("ada", in: service))
        #expect(record.keySlot == nil && record.sealedText == nil && record.emailIndex == nil)
    }
}
