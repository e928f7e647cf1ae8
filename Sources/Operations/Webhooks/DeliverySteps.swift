package import Domain
package import UseCases

/// What is under way, and what may start beside it, so that no receiver takes the place of another. Pure: it is told
/// what is due and what ended.
///
/// What is due comes as the first delivery of each webhook and candidate, and stays that until it is finished; so
/// nothing that is under way starts again, and the next of a candidate waits for the one before.
package struct DeliverySteps: Sendable {
    /// Attempts at the same time.
    package static let parallelism = 64
    /// Of one webhook; one, while its last attempt failed.
    package static let perWebhook = 4
    /// Due deliveries of one webhook that are worth reading: as many as may be under way, which are due still, and as many
    /// as may start beside them.
    package static let readOfWebhook = 2 * perWebhook
    /// Of all webhooks whose last attempt failed: the other half is for those that work.
    package static let forFailing = 32
    /// After so many failures in a row a webhook rests between attempts.
    package static let failuresBeforeRest = 5
    /// How long, in milliseconds.
    package static let rest: Int64 = 10_000

    private struct Standing {
        var underWay = 0
        var failures = 0
        var restsUntil = Int64.min

        var isIdleAndWell: Bool { underWay == 0 && failures == 0 }
    }

    private var underWay: [DeliveryID: WebhookID] = [:]
    private var standings: [WebhookID: Standing] = [:]
    private var failingUnderWay = 0
    /// What was read as due before it ended is due no longer.
    private var endedSinceLook: Set<DeliveryID> = []

    package init() {}

    package var count: Int { underWay.count }

    /// To be called before it is read what is due. `start` takes what was read since.
    package mutating func look() { endedSinceLook = [] }

    /// How many due deliveries to ask for: those that are under way are due as well. 0: there is no room.
    package var limit: Int { count < Self.parallelism ? count + Self.parallelism : 0 }

    /// The webhooks that may start nothing at this time.
    package func busy(at uptime: Int64) -> Set<WebhookID> {
        Set(standings.keys.filter { !mayStart($0, at: uptime) })
    }

    /// When the first of the resting webhooks may be tried again; `nil`: none rests.
    package func nextEndOfRest(after uptime: Int64) -> Int64? {
        standings.values.map(\.restsUntil).filter { $0 > uptime }.min()
    }

    /// Picks from what is due, in its order, what starts now, and counts it as under way.
    package mutating func start(_ due: [DueDelivery], at uptime: Int64) -> [DueDelivery] {
        due.filter { delivery in
            let isKnown = underWay[delivery.deliveryID] != nil || endedSinceLook.contains(delivery.deliveryID)
            guard !isKnown, count < Self.parallelism, mayStart(delivery.webhookID, at: uptime) else { return false }
            underWay[delivery.deliveryID] = delivery.webhookID
            if isFailing(delivery.webhookID) { failingUnderWay += 1 }
            standings[delivery.webhookID, default: Standing()].underWay += 1
            return true
        }
    }

    package mutating func ended(_ deliveryID: DeliveryID, isDelivered: Bool, at uptime: Int64) {
        guard let webhookID = underWay.removeValue(forKey: deliveryID) else { return }
        endedSinceLook.insert(deliveryID)
        var standing = standings[webhookID] ?? Standing()
        standing.underWay -= 1
        standing.failures = isDelivered ? 0 : standing.failures + 1
        standing.restsUntil = standing.failures >= Self.failuresBeforeRest ? uptime + Self.rest : .min
        standings[webhookID] = standing.isIdleAndWell ? nil : standing
        failingUnderWay = standings.values.reduce(0) { $0 + ($1.failures > 0 ? $1.underWay : 0) }
    }

    private func isFailing(_ webhookID: WebhookID) -> Bool {
        (standings[webhookID]?.failures ?? 0) > 0
    }

    private func mayStart(_ webhookID: WebhookID, at uptime: Int64) -> Bool {
        guard let standing = standings[webhookID] else { return true }
        guard standing.failures > 0 else { return standing.underWay < Self.perWebhook }
        return standing.underWay == 0 && standing.restsUntil <= uptime
            && failingUnderWay < Self.forFailing
    }
}
