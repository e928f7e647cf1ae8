import SQLCore
import SQLiteDriver
import Store
import TestSupport
import Testing

/// A budget for every statement: tables that grow with the candidates are searched by an index, never read whole.
struct QueryPlanTests {
    private static let growing = [
        "candidate", "picture", "attribute_review", "history_event", "extraction", "key_use", "handover",
        "candidate_change", "candidate_field", "delivery", "delivery_attempt",
    ]
    /// Read in the order of an index and stopped early.
    private static let walks: [String: Set<String>] = [
        "NextArchive": ["SCAN candidate USING COVERING INDEX candidate_due"],
        // Partial indexes that hold only what it counts.
        "OperatingCounts": [
            "SCAN handover USING INDEX handover_stuck", "SCAN delivery USING COVERING INDEX delivery_waiting",
        ],
    ]

    @Test(arguments: Statements.all.indices)
    func noStatementReadsAGrowingTable(index: Int) async throws {
        let shelf = try await Shelf()
        let statement = Statements.all[index]
        let name = "\(statement)"
        let plan = try await Self.plan(of: statement, on: shelf)
        for step in plan where Self.walks[name]?.contains(step) != true {
            for table in Self.growing {
                #expect(step != "SCAN \(table)" && !step.hasPrefix("SCAN \(table) "), "\(name): \(step)")
            }
            #expect(!step.contains("TEMP B-TREE") || Self.sortsLittle.contains(name), "\(name): \(step)")
            #expect(!step.contains("AUTOMATIC"), "\(name): \(step)")
        }
    }

    /// These sort a few rows of one service or none that grows.
    private static let sortsLittle: Set<String> = ["AllServices", "AllAPIKeys", "AllTallies"]

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
            (CountExtractions.self, "SEARCH extraction USING COVERING INDEX"),
            (NewestHistoryOfCandidate.self, "SEARCH history_event USING INDEX history_of_candidate (record_id=?)"),
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
            (ListOfAll.self, "(service_id=? AND arrival<?)"),
            (ListOfLiving.self, "candidate_living (service_id=? AND arrival<?)"),
            (ListOfArchived.self, "candidate_archived (service_id=? AND arrival<?)"),
            (ListByStatus.self, "candidate_by_status (service_id=? AND status=? AND arrival<?)"),
            (ListByReviewer.self, "candidate_by_reviewer (service_id=? AND reviewer=? AND arrival<?)"),
            (
                ListBySubmission.self,
                "candidate_submitted (service_id=? AND submitted_at>? AND (submitted_at,arrival)<(?,?))"
            ),
            (LivingTexts.self, "candidate_living (service_id=? AND arrival<?)"),
            (ListRowByRecordID.self, "(record_id=?)"), (ListRowBySupportID.self, "(support_id=?)"),
            (ListRowByRefID.self, "(service_id=? AND ref_id=?)"),
            (ListRowsByEmail.self, "candidate_by_email (service_id=? AND email_index=?)"),
            (DueOfWebhook.self, "delivery_due (webhook_id=? AND due_at<?)"),
            (NextDueOfWebhook.self, "COVERING INDEX delivery_due (webhook_id=? AND due_at>?)"),
            (WaitingOfWebhook.self, "COVERING INDEX delivery_waiting (webhook_id=? AND state=?)"),
            (StaleDeliveries.self, "delivery_waiting (webhook_id=? AND state=?)"),
            (EndedDeliveries.self, "delivery_ended (ended_at<?)"),
            (FieldAtPlace.self, "(service_id=? AND token=? AND arrival=?)"),
            (CandidateFields.self, "field_of_candidate (record_id=?)"),
            (DeleteCandidateFields.self, "field_of_candidate (record_id=?)"),
            (SubmissionCount.self, "COVERING INDEX history_by_kind (service_id=? AND kind=?)"),
        ]
        for (statement, wanted) in expected {
            let plan = try await Self.plan(of: statement, on: shelf)
            #expect(plan.count == 1 && plan.allSatisfy { $0.contains(wanted) }, "\(statement): \(plan)")
        }
    }

    /// The filter of a drop-down is led by its own table, in the order of the list.
    @Test func aChoiceLeadsItsList() async throws {
        let plan = try await Self.plan(of: ListByField.self, on: Shelf())
        #expect(plan.count == 2 && plan[0].contains("(service_id=? AND token=? AND arrival<?)"), "\(plan)")
        #expect(plan.last?.contains("(record_id=?)") == true, "\(plan)")
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
