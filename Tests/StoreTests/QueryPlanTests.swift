import SQLCore
import SQLiteDriver
import Store
import TestSupport
import Testing

/// A budget for every statement: tables that grow with the candidates are searched by an index, never read whole.
struct QueryPlanTests {
    private static let growing = [
        "candidate", "picture", "attribute_review", "history_event", "extraction", "key_use", "handover",
        "candidate_change",
    ]
    /// Read in the order of an index and stopped early.
    private static let walks = ["NextArchive": "SCAN candidate USING COVERING INDEX candidate_due"]

    @Test(arguments: Statements.all.indices)
    func noStatementReadsAGrowingTable(index: Int) async throws {
        let shelf = try await Shelf()
        let statement = Statements.all[index]
        let name = "\(statement)"
        let plan = try await Self.plan(of: statement, on: shelf)
        for step in plan where step != Self.walks[name] {
            for table in Self.growing {
                #expect(!step.hasPrefix("SCAN \(table)"), "\(name): \(step)")
            }
            #expect(!step.contains("TEMP B-TREE") || Self.sortsLittle.contains(name), "\(name): \(step)")
            #expect(!step.contains("AUTOMATIC"), "\(name): \(step)")
        }
    }

    /// These sort a few rows of one service or none that grows.
    private static let sortsLittle: Set<String> = ["AllServices", "AllAPIKeys"]

    @Test func hotPathsUseTheirIndexes() async throws {
        let shelf = try await Shelf()
        let expected: [(any Statement.Type, String)] = [
            (CandidateByRecordID.self, "SEARCH candidate USING INDEX sqlite_autoindex_candidate_1 (record_id=?)"),
            (CandidateByRefID.self, "(service_id=? AND ref_id=?)"),
            (CandidatePage.self, "(service_id=? AND arrival>?)"),
            (
                CandidatePageByStatus.self,
                "SEARCH candidate USING INDEX candidate_by_status (service_id=? AND status=? AND arrival>?)"
            ),
            (DueCandidates.self, "SEARCH candidate USING INDEX candidate_due (archive_at<?)"),
            (HistoryOfCandidate.self, "SEARCH history_event USING INDEX history_of_candidate (record_id=?)"),
            (ForgetHistoryNotes.self, "SEARCH history_event USING INDEX history_of_candidate (record_id=?)"),
            (ExtractionsOfCandidate.self, "SEARCH extraction USING INDEX sqlite_autoindex_extraction_1 (record_id=?)"),
            (CompleteExtraction.self, "(record_id=? AND extraction_id=?)"), (ArmArchive.self, "(record_id=?)"),
            (CandidateStanding.self, "(record_id=?)"), (PicturesOfCandidate.self, "(record_id=?)"),
            (APIKeyByID.self, "(key_id=?)"), (Tallies.self, "(service_id=?)"),
            (CandidatesBefore.self, "(service_id=? AND arrival<?)"),
            (CandidatesBeforeByStatus.self, "candidate_by_status (service_id=? AND status=? AND arrival<?)"),
            (RetainedCandidates.self, "candidate_retained (service_id=? AND status=? AND changed_at<?)"),
            (HistoryOfService.self, "history_of_service (service_id=? AND event_id<?)"),
            (HistoryByActor.self, "history_by_actor (service_id=? AND actor=? AND event_id<?)"),
            (HistoryByKind.self, "history_by_kind (service_id=? AND kind=? AND event_id<?)"),
            (ExtractionsOfService.self, "extraction_of_service (service_id=? AND extraction_id<?)"),
            (ExtractionsOfKey.self, "extraction_of_key (service_id=? AND key_id=? AND extraction_id<?)"),
            (LatestExtractions.self, "(record_id=?)"), (LastExtraction.self, "extraction_of_service (service_id=?)"),
            (KeyUses.self, "(service_id=? AND day>?)"),
            (SubmissionCount.self, "COVERING INDEX history_by_kind (service_id=? AND kind=?)"),
        ]
        for (statement, wanted) in expected {
            let plan = try await Self.plan(of: statement, on: shelf)
            #expect(plan.count == 1 && plan.allSatisfy { $0.contains(wanted) }, "\(statement): \(plan)")
        }
    }

    /// The test itself: a statement that reads a table whole is seen.
    @Test func aFullScanWouldBeSeen() async throws {
        struct Whole: Statement {
            static let text: SQLText = "SELECT record_id FROM candidate WHERE submit_count = $1 ORDER BY email_index"
            func bind(to inputs: inout Inputs) {}
        }
        let plan = try await Self.plan(of: Whole.self, on: Shelf())
        #expect(plan.contains("SCAN candidate") && plan.contains { $0.contains("TEMP B-TREE") })
    }

    private static func plan(of statement: any Statement.Type, on shelf: Shelf) async throws -> [String] {
        func explain<S: Statement>(_: S.Type) async throws -> [String] {
            try await shelf.database.write { try $0.all(Explained<S>()) }
        }
        return try await explain(statement)
    }
}
