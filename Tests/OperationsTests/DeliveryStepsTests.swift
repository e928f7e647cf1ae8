import Domain
import Operations
import Testing
import UseCases

/// What starts beside what is under way.
@Suite struct DeliveryStepsTests {
    private func webhook(_ number: Int) -> WebhookID {
        WebhookID(at: Instant(milliseconds: Int64(number)), random: [0, 0, 0, 0, 0, 0])
    }

    private func due(_ webhookNumber: Int, _ number: Int) -> DueDelivery {
        DueDelivery(
            deliveryID: DeliveryID(
                at: Instant(milliseconds: Int64(webhookNumber * 1000 + number)), random: [0, 0, 0, 0, 0, 0]),
            webhookID: webhook(webhookNumber), url: "https://example.com/", attempt: 1, headers: { _ in [] }, body: [])
    }

    private func ids(_ deliveries: [DueDelivery]) -> [DeliveryID] { deliveries.map(\.deliveryID) }

    @Test func whatIsUnderWayNeverStartsAgain() {
        var steps = DeliverySteps()
        let all = [due(1, 1), due(1, 2), due(2, 1)]
        #expect(ids(steps.start(all, at: 0)) == ids(all) && steps.count == 3)
        #expect(steps.start(all, at: 0).isEmpty)
    }

    @Test func whatEndedWhileItWasReadIsDueNoLonger() {
        var steps = DeliverySteps()
        let all = [due(1, 1), due(1, 2)]
        _ = steps.start(all, at: 0)
        steps.look()
        steps.ended(all[0].deliveryID, isDelivered: true, at: 0)
        #expect(steps.start(all, at: 0).isEmpty, "it was read before it ended")
        steps.look()
        #expect(ids(steps.start(all, at: 0)) == [all[0].deliveryID], "sent once more by hand, say")
    }

    @Test func aWebhookHasAFewAtOnceAndTheOthersTheRest() {
        var steps = DeliverySteps()
        let backlog = (1...50).map { due(1, $0) }
        #expect(ids(steps.start(backlog + [due(2, 1)], at: 0)) == ids(Array(backlog.prefix(4)) + [due(2, 1)]))
        #expect(steps.busy(at: 0) == [webhook(1)])
        steps.ended(backlog[2].deliveryID, isDelivered: true, at: 0)
        #expect(steps.busy(at: 0).isEmpty)
        #expect(ids(steps.start(backlog, at: 0)) == [backlog[4].deliveryID])
    }

    @Test func notMoreThanAllPlacesAndNoQuestionWithoutOne() {
        var steps = DeliverySteps()
        #expect(steps.limit == 64)
        let many = (1...40).flatMap { number in (1...4).map { due(number, $0) } }
        #expect(ids(steps.start(many, at: 0)) == ids(Array(many.prefix(64))))
        #expect(steps.limit == 0 && steps.count == 64)
        steps.ended(many[0].deliveryID, isDelivered: true, at: 0)
        #expect(steps.limit == 63 + 64, "what is under way is due as well")
    }

    @Test func aWebhookThatFailsHasOneAtATimeUntilItWorksAgain() {
        var steps = DeliverySteps()
        let backlog = (1...9).map { due(1, $0) }
        _ = steps.start(backlog, at: 0)
        steps.ended(backlog[0].deliveryID, isDelivered: false, at: 0)
        steps.look()
        #expect(steps.start(backlog, at: 0).isEmpty && steps.busy(at: 0) == [webhook(1)], "three are under way still")
        for index in 1...3 { steps.ended(backlog[index].deliveryID, isDelivered: false, at: 0) }
        #expect(ids(steps.start(Array(backlog.dropFirst(4)), at: 0)) == [backlog[4].deliveryID])
        steps.ended(backlog[4].deliveryID, isDelivered: true, at: 0)
        #expect(steps.start(Array(backlog.dropFirst(5)), at: 0).count == 4)
    }

    @Test func afterFiveFailuresInARowItRestsAndASuccessEndsThat() {
        var steps = DeliverySteps()
        for round in 1...4 {
            let one = due(1, round)
            #expect(steps.start([one], at: 100).count == 1)
            steps.ended(one.deliveryID, isDelivered: false, at: 100)
            #expect(steps.busy(at: 100).isEmpty && steps.nextEndOfRest(after: 100) == nil)
        }
        #expect(steps.start([due(1, 5)], at: 100).count == 1)
        steps.ended(due(1, 5).deliveryID, isDelivered: false, at: 200)
        #expect(steps.busy(at: 200) == [webhook(1)] && steps.nextEndOfRest(after: 200) == 10_200)
        #expect(ids(steps.start([due(1, 6), due(2, 1)], at: 10_199)) == [due(2, 1).deliveryID])
        #expect(steps.busy(at: 10_200).isEmpty && steps.nextEndOfRest(after: 10_200) == nil)
        #expect(steps.start([due(1, 6), due(1, 7)], at: 10_200).count == 1)
        steps.ended(due(1, 6).deliveryID, isDelivered: false, at: 10_300)
        #expect(steps.nextEndOfRest(after: 10_300) == 20_300, "each failure after that is followed by a rest")
        _ = steps.start([due(1, 8)], at: 20_300)
        steps.ended(due(1, 8).deliveryID, isDelivered: true, at: 20_400)
        #expect(steps.start((10...15).map { due(1, $0) }, at: 20_400).count == 4)
    }

    @Test func whateverManyDeadWebhooksDoHalfOfThePlacesIsLeftForTheOthers() {
        var steps = DeliverySteps()
        for number in 1...200 {
            let one = due(number, 1)
            _ = steps.start([one], at: 0)
            steps.ended(one.deliveryID, isDelivered: false, at: 0)
        }
        #expect(steps.start((1...200).map { due($0, 2) }, at: 0).count == 32)
        let well = (201...210).flatMap { number in (1...4).map { due(number, $0) } }
        #expect(ids(steps.start((1...200).map { due($0, 2) } + well, at: 0)) == ids(Array(well.prefix(32))))
        steps.ended(due(1, 2).deliveryID, isDelivered: true, at: 0)
        #expect(steps.start([due(150, 2)], at: 0).count == 1)
    }

    @Test func anEndThatNobodyKnowsChangesNothing() {
        var steps = DeliverySteps()
        steps.ended(due(1, 1).deliveryID, isDelivered: false, at: 0)
        #expect(steps.count == 0 && steps.busy(at: 0).isEmpty)
    }
}
