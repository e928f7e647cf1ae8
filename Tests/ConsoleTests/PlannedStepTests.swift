import Console
import Domain
import Testing

/// What the list says comes next.
struct PlannedStepTests {
    private let now = Instant(milliseconds: 1_800_000_000_000)

    private func step(
        _ status: CandidateStatus, reviewer: MemberID? = nil, isHeld: Bool = false, archiveAt: Instant? = nil,
        isArchived: Bool = false, undecided: Int? = nil, decided: Int? = nil
    ) -> PlannedStep {
        var settings = ServiceSettings()
        (settings.undecidedDays, settings.decidedDays) = (undecided, decided)
        let candidate = Candidate(
            recordID: RecordID(stored: "1"), supportID: SupportID(stored: "2"), serviceID: ServiceID(stored: "3"),
            refID: nil, status: status, submitCount: 1,
            dates: CandidateDates(submitted: now, willArchive: archiveAt), archivedAt: isArchived ? now : nil)
        return PlannedStep(candidate, reviewer: reviewer, isHeld: isHeld, changedAt: now, settings)
    }

    @Test func somebodyHasToDoSomething() {
        let rita = MemberID(stored: "rita")
        #expect(step(.incomplete).words == "Waits for the candidate")
        #expect(step(.waiting).words == "Waits for a reviewer")
        #expect(step(.waiting, reviewer: rita).words == "Waits for its review")
        #expect(step(.inreview, reviewer: rita).words == "Waits for a decision")
        #expect(step(.rejected).words == "Waits for a resubmission")
        #expect(step(.reviewRequested).words == "Waits for a resubmission")
        for status in [CandidateStatus.approved, .blocked] { #expect(step(status).words == "Nothing planned") }
    }

    @Test func theEarlierOfTwoArchivesIsNamed() {
        let (soon, late) = (now.adding(seconds: 10_800), now.adding(seconds: 30 * 86_400))
        let end = now.adding(seconds: 2 * 86_400)
        #expect(step(.approved, archiveAt: late, decided: 2).at == end, "retention is due before the key's archive")
        #expect(step(.approved, archiveAt: soon, decided: 2).at == soon)
        #expect(step(.approved, archiveAt: late, undecided: 2).at == late, "it is decided")
        let waiting = step(.waiting, archiveAt: late, undecided: 2)
        #expect(
            waiting.words == "Waits for a reviewer, archives" && waiting.at == end, "the task stays beside the date")
        #expect(step(.approved, isHeld: true, archiveAt: late, decided: 2).at == nil, "never")
    }

    @Test func anArchiveThatIsPlannedIsSaid() {
        let soon = now.adding(seconds: 10_800)
        for status in CandidateStatus.allCases {
            let planned = step(status, archiveAt: soon)
            #expect(planned.words.lowercased().hasSuffix("archives") && planned.at == soon)
            #expect(step(status, isHeld: true, archiveAt: soon).words == "Under legal hold", "nothing archives it")
            #expect(step(status, isHeld: true, archiveAt: soon, isArchived: true).words == "Nothing planned")
        }
        let kept = step(.approved, decided: 30)
        #expect(kept.words == "Archives" && kept.at == now.adding(seconds: 30 * 86_400), "by retention")
        #expect(step(.approved, undecided: 30).words == "Nothing planned")
        let waiting = step(.waiting, undecided: 2)
        #expect(waiting.words == "Waits for a reviewer, archives" && waiting.at == now.adding(seconds: 2 * 86_400))
        #expect(step(.rejected, decided: 5).words == "Waits for a resubmission, archives")
    }
}
