import Domain
import Operations
import Testing

/// What the archiver does next, told by a clock that the test turns.
@Suite struct ArchiveStepsTests {
    private let now = Instant(milliseconds: 1_000_000)

    private let up = Uptime(boot: "boot-1", milliseconds: 1000)

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
        #expect(steps.rested(at: up) == .wipe)
        #expect(steps.wiped() == .archive(limit: ArchiveSteps.batch))
        #expect(steps.archived(0, nextDue: nil, now: now) == .rest(ArchiveSteps.longestRest))
        #expect(steps.failed() == .rest(.seconds(1)), "a round that went well ends the series")
    }

    @Test func whatWasLeftBehindIsWipedNowAndThenWithoutAnyFailure() {
        var steps = ArchiveSteps()
        #expect(steps.rested(at: up) == .retain(limit: ArchiveSteps.batch))
        let actions = (1..<ArchiveSteps.restsBetweenWipes).map { _ in steps.rested(at: up) }
        #expect(actions.dropLast().allSatisfy { $0 == .archive(limit: ArchiveSteps.batch) })
        #expect(actions.last == .wipe)
        #expect(steps.wiped() == .archive(limit: ArchiveSteps.batch))
        #expect(steps.rested(at: up) == .archive(limit: ArchiveSteps.batch))
    }

    @Test func retentionIsLookedAtOnceAMinuteByAClockThatNobodySets() {
        var steps = ArchiveSteps()
        func at(_ seconds: Int64, boot: String = "boot-1") -> Uptime {
            Uptime(boot: boot, milliseconds: 1000 + seconds * 1000)
        }
        let archive = ArchiveSteps.Action.archive(limit: ArchiveSteps.batch)
        let retain = ArchiveSteps.Action.retain(limit: ArchiveSteps.batch)
        #expect(steps.rested(at: at(0)) == retain, "the first time soon after the start")
        #expect(steps.retained(3) == archive)
        #expect([1, 30, 59].map { steps.rested(at: at($0)) } == [archive, archive, archive])
        #expect(steps.rested(at: at(60)) == retain)
        #expect(steps.retained(ArchiveSteps.batch) == archive, "archive clocks first")
        #expect(steps.rested(at: at(61)) == retain, "a full round is followed by another after the next rest")
        #expect(steps.retained(0) == archive)
        #expect(steps.rested(at: at(62, boot: "boot-2")) == retain)
    }

    @Test func aFailedLookAtRetentionIsPausedLikeAnyOther() {
        var steps = ArchiveSteps()
        #expect(steps.rested(at: up) == .retain(limit: ArchiveSteps.batch))
        #expect(steps.failed() == .rest(.seconds(1)))
        #expect(steps.rested(at: up) == .wipe)
        #expect(steps.wiped() == .archive(limit: ArchiveSteps.batch))
        #expect(steps.rested(at: up) == .archive(limit: ArchiveSteps.batch), "again after a minute")
    }
}
