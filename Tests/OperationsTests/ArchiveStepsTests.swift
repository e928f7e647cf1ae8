import Domain
import Operations
import Testing

/// What the archiver does next, told by a clock that the test turns.
@Suite struct ArchiveStepsTests {
    private let now = Instant(milliseconds: 1_000_000)

    private func later(_ milliseconds: Int64) -> Instant {
        Instant(milliseconds: now.milliseconds + milliseconds)
    }

    @Test func aFullRoundIsFollowedByAnotherAtOnce() {
        var steps = ArchiveSteps()
        #expect(steps.first == .archive(limit: ArchiveSteps.batch))
        #expect(steps.archived(1, nextDue: nil, now: now) == .archive(limit: ArchiveSteps.batch))
        #expect(steps.archived(500, nextDue: later(0), now: now) == .archive(limit: ArchiveSteps.batch))
    }

    @Test(arguments: [(Int64(10), 10), (499, 499), (1, 2), (0, 500), (-5, 500), (500, 500), (86_400_000, 500)])
    func anEmptyRoundRestsUntilTheNextIsDue(_ ahead: Int64, _ milliseconds: Int) {
        var steps = ArchiveSteps()
        #expect(steps.archived(0, nextDue: later(ahead), now: now) == .rest(.milliseconds(milliseconds)))
    }

    @Test func withNothingPlannedItLooksAgainAfterTheLongestRest() {
        var steps = ArchiveSteps()
        #expect(steps.archived(0, nextDue: nil, now: now) == .rest(ArchiveSteps.longestRest))
        #expect(
            steps.archived(0, nextDue: Instant(milliseconds: .max), now: Instant(milliseconds: -1))
                == .rest(ArchiveSteps.longestRest))
    }

    @Test func failuresPauseLongerAndLongerAndTheFirstThingAfterwardsIsToWipe() {
        var steps = ArchiveSteps()
        let pauses = (0..<9).map { _ in steps.failed() }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .rest(.seconds($0)) })
        #expect(steps.rested() == .wipe)
        #expect(steps.wiped() == .archive(limit: ArchiveSteps.batch))
        #expect(steps.archived(0, nextDue: nil, now: now) == .rest(ArchiveSteps.longestRest))
        #expect(steps.failed() == .rest(.seconds(1)), "a round that went well ends the series")
    }

    @Test func whatWasLeftBehindIsWipedNowAndThenWithoutAnyFailure() {
        var steps = ArchiveSteps()
        let actions = (0..<ArchiveSteps.restsBetweenWipes).map { _ in steps.rested() }
        #expect(actions.dropLast().allSatisfy { $0 == .archive(limit: ArchiveSteps.batch) })
        #expect(actions.last == .wipe)
        #expect(steps.wiped() == .archive(limit: ArchiveSteps.batch))
        #expect(steps.rested() == .archive(limit: ArchiveSteps.batch))
    }
}
