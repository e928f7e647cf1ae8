import Domain
import Testing

/// Contract 1.6, written out: what a status becomes by a change; what is not here is a conflict.
private let contract: [CandidateStatus: [StatusChange: CandidateStatus]] = [
    .incomplete: [
        .completeChecks: .waiting, .resubmit: .waiting, .requestReview: .reviewRequested, .block: .blocked,
    ],
    .waiting: [.resubmit: .waiting, .startReview: .inreview, .requestReview: .reviewRequested, .block: .blocked],
    .inreview: [
        .approve: .approved, .reject: .rejected, .resubmit: .waiting, .requestReview: .reviewRequested,
        .block: .blocked,
    ],
    .approved: [.resubmit: .waiting, .requestReview: .reviewRequested, .block: .blocked],
    .rejected: [.resubmit: .waiting, .requestReview: .reviewRequested, .block: .blocked],
    .reviewRequested: [.resubmit: .waiting, .block: .blocked],
    .blocked: [.unblock: .rejected],
]

struct StatusTableTests {
    @Test(arguments: CandidateStatus.allCases, StatusChange.allCases)
    func everyStepIsTheContracts(status: CandidateStatus, change: StatusChange) throws {
        let expected = contract[status]?[change]
        let before = status == .blocked ? CandidateStatus.rejected : nil
        #expect(StatusTable.status(after: change, from: status, beforeBlock: before) == expected)
        var applied: CandidateStatus?
        let failed = refusal { applied = try StatusTable.apply(change, to: status, beforeBlock: before) }
        #expect(applied == expected)
        #expect((failed == nil) == (expected != nil))
        #expect(failed?.httpStatus == (expected == nil ? 409 : nil))
        #expect(failed?.field == (expected == nil ? "status" : nil))
        #expect(failed.map { $0.message.contains(status.rawValue) } ?? true, "the message names the status")
    }

    @Test func wordsAreThoseOfTheWire() {
        let words = ["incomplete", "waiting", "inreview", "approved", "rejected", "blocked", "review_requested"]
        #expect(CandidateStatus.allCases.map(\.rawValue) == words)
    }

    @Test func unblockingGoesBackToWhereverItWas() throws {
        for status in CandidateStatus.allCases where status != .blocked {
            let start = candidate(status)
            let blocked = try start.after(.block, at: Instant(milliseconds: 50))
            #expect(blocked.status == .blocked && blocked.statusBeforeBlock == status)
            let back = try blocked.after(.unblock, at: Instant(milliseconds: 60))
            #expect(back == start, "nothing but the detour happened, dates included")
        }
        #expect(
            refusal { _ = try candidate(.blocked).after(.unblock, at: Instant(milliseconds: 1)) }?.isConflict == true)
    }

    @Test func datesAreTakenOnceReachedAndKept() throws {
        func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }
        var person = candidate(.incomplete)
        person = try person.after(.completeChecks, at: at(10))
        #expect(person.dates == CandidateDates(submitted: at(0), waiting: at(10)))
        person = try person.after(.startReview, at: at(20))
        person = try person.after(.approve, at: at(30))
        person = try person.after(.requestReview, at: at(40))
        let all = CandidateDates(
            submitted: at(0), waiting: at(10), inReview: at(20), approved: at(30), reviewRequested: at(40))
        #expect(person.dates == all && person.submitCount == 1)
        person.dates.willArchive = at(45)
        person.archivedAt = at(46)
        person = try person.after(.resubmit, at: at(50))
        var again = all
        again.waiting = at(50)
        #expect(person.dates == again, "live again: no planned archive, the other dates stay")
        #expect(!person.isArchived && person.submitCount == 2 && person.status == .waiting)
        person = try person.after(.startReview, at: at(60)).after(.reject, at: at(70))
        again.inReview = at(60)
        #expect(person.dates == again && person.submitCount == 2)
    }

    @Test func onlyAResubmissionCounts() throws {
        for change in StatusChange.allCases where change != .resubmit {
            for status in CandidateStatus.allCases {
                var start = candidate(status)
                start.statusBeforeBlock = status == .blocked ? .waiting : nil
                start.archivedAt = Instant(milliseconds: 5)
                start.dates.willArchive = Instant(milliseconds: 4)
                guard let next = try? start.after(change, at: Instant(milliseconds: 9)) else { continue }
                #expect(next.submitCount == 1 && next.isArchived && next.dates.willArchive == start.dates.willArchive)
            }
        }
    }

    private func candidate(_ status: CandidateStatus) -> Candidate {
        Candidate(
            recordID: RecordID(stored: "r"), supportID: SupportID(stored: "s"), serviceID: ServiceID(stored: "v"),
            refID: nil, status: status, submitCount: 1, dates: CandidateDates(submitted: Instant(milliseconds: 0)))
    }
}
