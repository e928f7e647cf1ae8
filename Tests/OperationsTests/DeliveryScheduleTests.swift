import Domain
import Operations
import Testing

@Suite struct DeliveryScheduleTests {
    private let end = Instant(milliseconds: 1_000_000)

    private func pause(_ attempt: Int, _ random: Double, retryAfter: Int64? = nil) -> Int64? {
        DeliverySchedule.retry(afterAttempt: attempt, endedAt: end, retryAfter: retryAfter, random: random)
            .map { $0.milliseconds - end.milliseconds }
    }

    @Test func soonAtFirstThenEverLaterForThreeDays() {
        let middle = (1...20).map { pause($0, 0.5) }
        let seconds: [Int64] = [1, 5, 30, 120, 600, 3600, 10_800, 21_600, 43_200, 43_200, 43_200, 43_200, 43_200]
        #expect(middle == seconds.map { $0 * 1000 } + Array(repeating: nil, count: 7))
        let threeDays = 3.0 * 86_400
        let whole = Double(seconds.reduce(0, +))
        #expect(whole <= threeDays && whole > threeDays - 43_200)
    }

    @Test(arguments: [(0.0, 0.8), (0.25, 0.9), (0.5, 1.0), (0.75, 1.1), (1.0, 1.2), (-5.0, 0.8), (7.0, 1.2)])
    func jitterIsAFifthEitherWay(random: Double, share: Double) throws {
        for attempt in 1...DeliverySchedule.pauses.count {
            let exact = Double(DeliverySchedule.pauses[attempt - 1]) * 1000 * share
            #expect(abs(Double(try #require(pause(attempt, random))) - exact) <= 1)
        }
    }

    @Test(
        arguments: [
            (nil, 1000), (Int64(0), 1000), (-3, 1000), (.min, 1000), (1, 1000), (2, 2000), (90, 90_000),
            (3600, 3_600_000),
            (3601, 3_600_000), (86_400, 3_600_000), (.max, 3_600_000),
        ] as [(Int64?, Int64)])
    func aReceiverMayAskForMoreTimeButNotForEver(seconds: Int64?, milliseconds: Int64) {
        #expect(pause(1, 0.5, retryAfter: seconds) == milliseconds)
    }

    @Test func aWishNeverMakesAPauseShorterNorALastAttemptAnother() {
        #expect(pause(9, 0.5, retryAfter: 1) == 43_200_000)
        #expect(pause(14, 0.5, retryAfter: 60) == nil && pause(0, 0.5) == nil && pause(-1, 0.5) == nil)
        let late = Instant(milliseconds: .max - 10)
        #expect(
            DeliverySchedule.retry(afterAttempt: 1, endedAt: late, retryAfter: nil, random: 0)?.milliseconds == .max)
    }
}
