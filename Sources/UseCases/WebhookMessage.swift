package import Domain

/// What one webhook is told of one event, before it is bytes. It holds no attribute.
package struct WebhookMessage: Sendable {
    /// `guid` on the wire.
    package let deliveryID: DeliveryID
    package let webhookID: WebhookID
    package let clientID: ClientID
    package let event: WebhookEvent
    /// As it is after the event; a made-up one in a ping.
    package let candidate: Candidate
    package let isPing: Bool

    /// The word on the wire.
    package var status: String { event == .deleted ? "deleted" : candidate.status.rawValue }
}

extension Candidate {
    /// Nobody, for a ping: the ids are all zeros.
    static func nobody(in serviceID: ServiceID, reaching event: WebhookEvent, at now: Instant) -> Candidate {
        let zeros = String(repeating: "0", count: 24)
        var candidate = Candidate(
            recordID: RecordID(stored: zeros), supportID: SupportID(stored: zeros), serviceID: serviceID,
            refID: RefID(stored: "ping"), status: .waiting, submitCount: 1,
            dates: CandidateDates(submitted: now, waiting: now))
        for status in CandidateStatus.allCases where WebhookEvent(reaching: status) == event {
            candidate.status = status
        }
        if event == .archived { candidate.archivedAt = now }
        return candidate
    }
}
