import Domain
import Foundation
import Testing
import UseCases

/// Random histories of hand-overs: with the acknowledgement nobody is ever lost; with the timer some are.
///
/// `LETHE_HISTORIES=100000` plays more of them.
struct HandoverModelTests {
    private static let atATime = 100
    private static let count = ProcessInfo.processInfo.environment["LETHE_HISTORIES"].flatMap { Int($0) } ?? 2000

    @Test func nobodyIsLostWithAnAcknowledgement() async throws {
        let outcome = try await Self.play(.acknowledgement, Self.count)
        print(
            "hand-over model, acknowledgement: \(Self.count) histories, \(outcome.kills) kills, "
                + "\(outcome.archives) archives, \(outcome.lost) lost")
        #expect(outcome.faults == [] && outcome.lost == 0)
        #expect(outcome.archives >= Self.count && outcome.kills > 0)
    }

    @Test func theSameDriverLosesSomeWithTheTimer() async throws {
        let count = min(Self.count, 400)
        let outcome = try await Self.play(.extraction, count)
        print(
            "hand-over model, timer: \(count) histories, \(outcome.kills) kills, \(outcome.archives) archives, "
                + "\(outcome.lost) lost")
        #expect(outcome.lost > 0, "the driver is too kind to find anything")
    }

    private static func play(_ trigger: ArchiveRule.Trigger, _ count: Int) async throws -> HandoverModel.Outcome {
        var total = HandoverModel.Outcome()
        for batch in 0..<(count + atATime - 1) / atATime {
            var model = try await HandoverModel(trigger, count: atATime, seed: UInt64(batch) + 1)
            let outcome = try await model.run()
            total.faults += outcome.faults.map { "seed \(batch + 1): \($0)" }
            total.lost += outcome.lost
            total.archives += outcome.archives
            total.kills += outcome.kills
        }
        return total
    }
}
