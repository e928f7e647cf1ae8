import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases
import Vault

/// An older database beside the newest key store: who was archived since has a living row and no key.
struct RestoreTests {
    /// A world in which the row of `ada` does not know that her key is gone.
    private func restored() async throws -> (World, Service) {
        let world = try await World()
        let service = try await world.makeService()
        let recordID = try await world.submit(Person("ada", hasPictures: true), to: service).recordID
        try await world.submit(Person("bob"), to: service)
        let record = try world.database.read { transaction in
            try transaction.first(CandidateByRecordID(recordID, of: service.serviceID))
        }
        let slot = try #require(record?.keySlot)
        try await world.keyStore.destroy([SlotNumber(value: slot)])
        return (world, service)
    }

    @Test func aReaderFindsHerArchived() async throws {
        let (world, service) = try await restored()
        let seen = try await world.extract("ada", with: world.makeKey(.pictures, of: service), of: service)
        #expect(seen.candidate.isArchived && seen.attributes?.texts == nil && seen.pictures.isEmpty)
        seen.ticket.cut(bytes: 0)
        #expect(try await world.registry.discrepancies(by: .localOperator).isClean)
        #expect(try world.overview("ada", of: service).history.last?.kind == .archived)
    }

    @Test func aListWithHerInItIsAnswered() async throws {
        let (world, service) = try await restored()
        let caller = try await world.caller(world.makeKey(.text, of: service), of: service)
        let list = try await world.registry.list(
            status: nil, skip: 0, limit: 10, in: service.serviceID, by: caller)
        #expect(list.records.map(\.candidate.isArchived) == [true, false])
        #expect(list.records.last?.attributes?.texts?.isEmpty == false)
    }

    @Test func sheMayComeAgain() async throws {
        let (world, service) = try await restored()
        #expect(try await world.submit(Person("ada"), to: service).outcome == .resubmitted)
        let seen = try await world.extract("ada", with: world.makeKey(.text, of: service), of: service)
        #expect(!seen.candidate.isArchived && seen.candidate.submitCount == 2)
        #expect(seen.attributes?.texts?.isEmpty == false)
        seen.ticket.cut(bytes: 0)
    }

    @Test func anOlderKeyStoreIsRefused() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let recordID = try await world.submit(Person("ada"), to: service).recordID
        try await world.database.write { transaction in
            let found = try transaction.first(CandidateByRecordID(recordID, of: service.serviceID))
            guard var record = found else { return }
            record.keySlot = world.keyStore.endSlot.value
            try transaction.run(UpdateCandidate(record))
        }
        let refusal = await failure { try await world.registry.recover() }
        #expect(refusal?.isConflict == true)
    }
}
