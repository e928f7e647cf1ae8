import Domain
import SQLCore
import SQLiteDriver
import Store
import TestSupport
import Testing

/// A database of the first release, filled, and brought to the newest schema.
struct FiguresMigrationTests {
    private static let service = ServiceID(stored: "5e0000000000000000000001")

    private static func candidate(
        _ number: Int, _ status: String, archived: Bool = false, dates: String = "NULL, NULL, NULL, NULL"
    ) -> String {
        """
        INSERT INTO candidate (record_id, support_id, service_id, ref_id, arrival, status, status_before_block,
            submit_count, submitted_at, waiting_at, in_review_at, approved_at, review_requested_at, archived_at, key_slot,
            sealed_text)
        VALUES ('record-\(number)', 'support-\(number)', '\(service.text)', 'ref-\(number)', \(number), '\(status)',
            \(status == "blocked" ? "'waiting'" : "NULL"), 1, 1000, \(dates), \(archived ? "9000" : "NULL"),
            \(archived ? "NULL" : "\(number)"), \(archived ? "NULL" : "x'010203'"))
        """
    }

    private static func event(_ number: Int, of candidate: Int, _ kind: String, at: Int) -> String {
        """
        INSERT INTO history_event (event_id, service_id, record_id, at, actor, kind, detail)
        VALUES ('event-\(number)', '\(service.text)', 'record-\(candidate)', \(at), 'operator', '\(kind)', '')
        """
    }

    private static func extraction(_ number: Int, key: String, at: Int) -> String {
        """
        INSERT INTO extraction (extraction_id, service_id, record_id, key_id, scope, form, at)
        VALUES ('extraction-\(number)', '\(service.text)', 'record-1', '\(key)', 'text', 'single', \(at))
        """
    }

    private static let rows: [String] = {
        let day = 86_400_000
        return [
            """
            INSERT INTO service VALUES ('\(service.text)', 'acme', 'Acme', 77, 1, '', 200, 600, '', '', 0, 8)
            """,
            """
            INSERT INTO api_key VALUES ('AAAAAAAAAAAA', '\(service.text)', 'a key', 'text', 0, 60, NULL, '', 1, x'01',
                5, NULL)
            """,
            candidate(1, "waiting", dates: "2000, NULL, NULL, NULL"),
            candidate(2, "rejected", dates: "2000, 3000, NULL, NULL"),
            candidate(3, "blocked"), candidate(4, "approved", archived: true),
            candidate(5, "approved", dates: "2000, 9000, 4000, NULL"), candidate(6, "waiting", archived: true),
            event(1, of: 1, "candidate.submitted", at: 2100), event(2, of: 2, "candidate.submitted", at: 2000),
            event(3, of: 2, "candidate.status", at: 5000), event(4, of: 2, "candidate.attribute", at: 8000),
            event(5, of: 3, "candidate.status", at: 6000), event(6, of: 3, "candidate.submitted", at: 1000),
            event(7, of: 1, "candidate.archiveArmed", at: 9000),
            """
            INSERT INTO candidate_tally VALUES ('\(service.text)', 'waiting', 2, 0, 0),
                ('\(service.text)', 'rejected', 1, 1, 0), ('\(service.text)', 'blocked', 1, 1, 0),
                ('\(service.text)', 'approved', 2, 3, 1)
            """,
            extraction(1, key: "AAAAAAAAAAAA", at: 3 * day), extraction(2, key: "AAAAAAAAAAAA", at: 4 * day - 1),
            extraction(3, key: "AAAAAAAAAAAA", at: 4 * day), extraction(4, key: "BBBBBBBBBBBB", at: 4 * day + 5),
        ]
    }()

    @Test func whatWasThereIsBroughtAlong() async throws {
        let directory = try DataDirectory()
        let database = try SQLiteDatabase(path: directory.path + "/lethe.db")
        try await Migrator.migrate(database, steps: [Schema.steps[0]], at: 1)
        try await database.executeSchema(Self.rows)
        #expect(try await Migrator.migrate(database, at: 2) == Schema.steps.dropFirst().map(\.name))
        try database.prepare(Statements.all)
        #expect(try database.integrityProblems() == [])

        let changed = try database.read { transaction in
            try (1...6).map { number in
                let found = try transaction.first(
                    CandidateByRecordID(RecordID(stored: "record-\(number)"), of: Self.service))
                return found?.changedAt.milliseconds
            }
        }
        #expect(changed == [2100, 5000, 6000, 1000, 9000, 1000], "what was written down; without it the latest date")
        let tallies = try database.read { try $0.all(Tallies(Self.service)) }
        let archived = Dictionary(uniqueKeysWithValues: tallies.map { ($0.status, $0.archived) })
        #expect(archived == [.waiting: 1, .rejected: 0, .blocked: 0, .approved: 1])
        #expect(tallies.first { $0.status == .approved }.map { [$0.count, $0.moves, $0.deletions] } == [2, 3, 1])

        let uses = try database.read { try $0.all(KeyUses(of: Self.service, since: 0)) }
        #expect(
            uses.map { [$0.keyID.text, "\($0.day)", "\($0.extractions)"] } == [
                ["AAAAAAAAAAAA", "3", "2"], ["AAAAAAAAAAAA", "4", "1"], ["BBBBBBBBBBBB", "4", "1"],
            ])
        #expect(uses.first?.lastAt == Instant(milliseconds: 345_599_999))
        let key = try #require(try database.read { try $0.first(APIKeyByID(KeyID(stored: "AAAAAAAAAAAA"))) })
        #expect(key.createdBy == .localOperator && key.oldDigest == nil && !key.isForTests && key.digest == [1])
        #expect(key.key.oldSecretEndsAt == nil && key.key.archiveRule?.seconds == 60)
        let settings = try #require(try database.read { try $0.first(ServiceByID(Self.service)) }).service.settings
        #expect(settings == ServiceSettings())
        let due = try database.read { transaction in
            try CandidateStatus.allCases.flatMap { status in
                try transaction.all(
                    RetainedCandidates(
                        of: Self.service, status: status, changedBy: Instant(milliseconds: 5000), limit: 9))
            }
        }
        #expect(Set(due.map(\.text)) == ["record-1", "record-2"], "archived ones are not looked at")
        try await database.close()
    }

    @Test func aSecretHasAnEndOrThereIsNone() async throws {
        let shelf = try await Shelf()
        let key = APIKey(
            keyID: KeyID(stored: "AAAAAAAAAAAA"), serviceID: shelf.serviceID, description: "a", scope: .text,
            createdAt: Instant(milliseconds: 1))
        try await shelf.run(InsertAPIKey(APIKeyRecord(key: key, digest: [1], createdBy: .lethe, isForTests: true)))
        let half = await refusal {
            try await shelf.database.executeSchema(["UPDATE api_key SET old_digest = x'02'"])
        }
        #expect(half != nil)
        let end = Instant(milliseconds: 9)
        try await shelf.run(PutKeyDigests(of: key.keyID, [3], old: (digest: [1], endsAt: end)))
        let found = try #require(try shelf.database.read { try $0.first(APIKeyByID(key.keyID)) })
        #expect(found.digest == [3] && found.oldDigest == [1] && found.key.oldSecretEndsAt == end)
        #expect(found.createdBy == .lethe && found.isForTests)
    }

    @Test func usesAddUp() async throws {
        let shelf = try await Shelf()
        let key = KeyID(stored: "AAAAAAAAAAAA")
        func use(_ at: Int64, _ count: Int) -> KeyUse {
            let at = Instant(milliseconds: at)
            return KeyUse(
                serviceID: shelf.serviceID, keyID: key, day: KeyUse.day(of: at), extractions: count, lastAt: at)
        }
        for (at, count) in [(Int64(10), 1), (30, 2), (20, 3), (86_400_000, 4)] {
            try await shelf.run(AddKeyUse(use(at, count)))
        }
        let uses = try shelf.database.read { try $0.all(KeyUses(of: shelf.serviceID, since: 0)) }
        #expect(uses == [use(30, 6), use(86_400_000, 4)])
        #expect(try shelf.database.read { try $0.all(KeyUses(of: shelf.serviceID, since: 1)) } == [use(86_400_000, 4)])
    }
}
