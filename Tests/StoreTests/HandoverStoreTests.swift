import Domain
import SQLCore
import SQLiteDriver
import Store
import TestSupport
import Testing

struct HandoverStoreTests {
    private static let service = ServiceID(stored: "5e0000000000000000000001")

    @Test func theThirdSchemaIsBroughtAlong() async throws {
        let directory = try DataDirectory()
        let database = try SQLiteDatabase(path: directory.path + "/lethe.db")
        try await Migrator.migrate(database, steps: Array(Schema.steps.prefix(3)), at: 1)
        func candidate(_ number: Int, arrival: Int, archived: Bool) -> String {
            """
            INSERT INTO candidate (record_id, support_id, service_id, ref_id, arrival, status, submit_count,
                submitted_at, archived_at, key_slot, sealed_text)
            VALUES ('record-\(number)', 'support-\(number)', '\(Self.service.text)', 'ref-\(number)', \(arrival),
                'approved', \(number), \(number * 100), \(archived ? "9000" : "NULL"),
                \(archived ? "NULL" : "\(number)"), \(archived ? "NULL" : "x'010203'"))
            """
        }
        try await database.executeSchema([
            """
            INSERT INTO service (service_id, client_id, name, key_slot, created_at, cors_origins, requests_per_second,
                burst, own_attributes, required_attributes, keeps_email_fingerprint)
            VALUES ('\(Self.service.text)', 'acme', 'Acme', 77, 1, '', 200, 600, '', '', 0)
            """,
            """
            INSERT INTO api_key (key_id, service_id, description, scope, may_write, archive_after, networks, is_enabled,
                digest, created_at)
            VALUES ('AAAAAAAAAAAA', '\(Self.service.text)', 'a key', 'text', 0, 60, '', 1, x'01', 5)
            """,
            candidate(1, arrival: 2, archived: false), candidate(2, arrival: 1, archived: true),
        ])
        #expect(try await Migrator.migrate(database, at: 2) == Schema.steps.dropFirst(3).map(\.name))
        try database.prepare(Statements.all)
        #expect(try database.integrityProblems() == [])
        let key = try #require(try database.read { try $0.first(APIKeyByID(KeyID(stored: "AAAAAAAAAAAA"))) }).key
        #expect(key.archiveRule == ArchiveRule(stored: 60) && key.archiveRule?.trigger == .extraction)
        #expect(!key.refusesPlain && key.receiver == nil && key.handoverStatus == .approved)
        let changes = try database.read { try $0.all(ChangesAfter(0, of: Self.service, limit: 9)) }
        #expect(
            changes.map {
                "\($0.number) \($0.change.recordID.text) \($0.change.kind.rawValue) \($0.change.at.milliseconds)"
            }
                == ["1 record-2 archived 9000", "2 record-1 status 100"])
        let shelfRecord = CandidateChange(
            Shelf.candidate("record-1", of: Self.service), kind: .status, at: Instant(milliseconds: 1))
        _ = try await database.write { try $0.run(InsertChange(shelfRecord, in: Self.service)) }
        let numbers = try database.read { try $0.all(ChangesAfter(2, of: Self.service, limit: 9)) }.map(\.number)
        #expect(numbers == [3], "numbers go on")
    }

    @Test func keysAreReadAsTheyWereWritten() async throws {
        let shelf = try await Shelf()
        var key = APIKey(
            keyID: KeyID(stored: "AAAAAAAAAAAA"), serviceID: shelf.serviceID, description: "a", scope: .text,
            archiveRule: ArchiveRule(stored: 9, trigger: .acknowledgement), createdAt: Instant(milliseconds: 1))
        key.refusesPlain = true
        key.handoverStatus = .rejected
        key.receiver = ReceiverKey(jwk: "{}", thumbprint: "t")
        try await shelf.run(InsertAPIKey(APIKeyRecord(key: key, digest: [1])))
        func stored() throws -> APIKey? { try shelf.database.read { try $0.first(APIKeyByID(key.keyID)) }?.key }
        #expect(try stored() == key)
        key.receiver = nil
        key.archiveRule = nil
        key.refusesPlain = false
        try await shelf.run(UpdateAPIKey(key))
        #expect(try stored() == key)
        let offer = ReceiverOfferRecord(jwk: "{1}", digest: [7], endsAt: Instant(milliseconds: 8))
        try await shelf.run(PutReceiverOffer(offer, for: key.keyID))
        #expect(try shelf.database.read { try $0.first(ReceiverOfferOf(key.keyID)) } == offer)
        #expect(try stored() == key)
        try await shelf.run(PutReceiverOffer(nil, for: key.keyID))
        #expect(try shelf.database.read { try $0.first(ReceiverOfferOf(key.keyID)) } == nil)
    }

    @Test func readyAreListedByArrival() async throws {
        let shelf = try await Shelf()
        let keyID = KeyID(stored: "AAAAAAAAAAAA")
        for (number, arrival) in [(1, 30), (2, 10), (3, 20), (4, 40)] {
            try await shelf.insert(
                shelf.record(number, status: number == 4 ? .waiting : .approved), arrival: Int64(arrival))
        }
        func ready(after: Int64 = 0, at now: Int64 = 50) throws -> [String] {
            try shelf.database.read {
                try $0.all(
                    ReadyCandidates(
                        for: keyID, of: shelf.serviceID, status: .approved, after: after,
                        at: Instant(milliseconds: now), limit: 9))
            }.map(\.recordID.text)
        }
        #expect(try ready() == ["record-2", "record-3", "record-1"] && ready(after: 20) == ["record-1"])
        var handover = HandoverRecord(
            recordID: RecordID(stored: "record-3"), keyID: keyID, serviceID: shelf.serviceID, submitCount: 1)
        handover.lease = LeaseID(stored: "l")
        handover.leaseEndsAt = Instant(milliseconds: 60)
        try await shelf.run(PutHandover(handover))
        #expect(try ready() == ["record-2", "record-1"] && ready(at: 60) == ["record-2", "record-3", "record-1"])
        handover.submitCount = 0
        handover.acknowledgedAt = Instant(milliseconds: 1)
        try await shelf.run(PutHandover(handover))
        #expect(try ready() == ["record-2", "record-3", "record-1"], "of another submission")
        handover.submitCount = 1
        try await shelf.run(PutHandover(handover))
        #expect(try ready(at: 99) == ["record-2", "record-1"])
        let stored = try shelf.database.read { try $0.first(HandoverOf(handover.recordID, to: keyID)) }
        #expect(stored == handover)
    }
}

extension Shelf {
    fileprivate static func candidate(_ recordID: String, of serviceID: ServiceID) -> Candidate {
        Candidate(
            recordID: RecordID(stored: recordID), supportID: SupportID(stored: "s"), serviceID: serviceID,
            refID: nil, status: .approved, submitCount: 1, dates: CandidateDates(submitted: Instant(milliseconds: 1)))
    }
}
