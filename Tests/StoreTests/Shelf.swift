import Domain
import Foundation
import SQLCore
import SQLiteDriver
import Store
import TestSupport

/// A database of a test's own, with the newest schema and one service.
struct Shelf: Sendable {
    let directory: DataDirectory
    let database: SQLiteDatabase
    let serviceID = ServiceID(stored: "5e0000000000000000000001")

    init(readerCount: Int = 4) async throws {
        directory = try DataDirectory()
        database = try SQLiteDatabase(path: directory.path + "/lethe.db", readerCount: readerCount)
        try await Migrator.migrate(database, at: 0)
        let service = Service(
            serviceID: serviceID, clientID: ClientID(stored: "acme"), name: "Acme", settings: ServiceSettings(),
            createdAt: Instant(milliseconds: 0))
        try await run(InsertService(ServiceRecord(service: service, keySlot: 1_000_000)))
    }

    func run(_ statement: some Statement) async throws { _ = try await database.write { try $0.run(statement) } }

    /// Keeps the writer busy, so that those who come meanwhile queue up.
    func pause(microseconds: UInt32) async throws {
        try await database.write { _ in _ = usleep(microseconds) }
    }

    func record(
        _ number: Int, status: CandidateStatus = .waiting, change: (inout CandidateRecord) -> Void = { _ in }
    ) -> CandidateRecord {
        let candidate = Candidate(
            recordID: RecordID(stored: "record-\(number)"), supportID: SupportID(stored: "support-\(number)"),
            serviceID: serviceID, refID: RefID(stored: "ref-\(number)"), status: status,
            statusBeforeBlock: status == .blocked ? .waiting : nil, submitCount: 1,
            dates: CandidateDates(submitted: Instant(milliseconds: Int64(number))))
        var record = CandidateRecord(
            candidate: candidate, keySlot: Int64(number), sealedText: Sealed(bytes: [1, 2, 3]), sealedKept: nil,
            emailIndex: nil)
        change(&record)
        return record
    }

    func insert(_ record: CandidateRecord, arrival: Int64) async throws {
        try await run(InsertCandidate(record, arrival: arrival))
    }
}

/// What the store refused; `nil` when it took it.
func refusal(_ body: () async throws -> Void) async -> SQLFailure? {
    do {
        try await body()
        return nil
    } catch {
        return error as? SQLFailure
    }
}
