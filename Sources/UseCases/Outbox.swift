internal import Domain
internal import SQLCore
internal import Store
internal import Synchronization

/// What has to be known of webhooks at every change: who wants to be told of what. It is in memory, so that a service
/// without webhooks pays nothing; the rows themselves are written with the change that they tell of.
final class Outbox: Sendable {
    private struct State: Sendable {
        var wanted: [ServiceID: Set<WebhookEvent>] = [:]
        var services: [WebhookID: ServiceID] = [:]
        var running: Set<WebhookID> = []
        var withPause: Set<ServiceID> = []
        var endingSecrets: [WebhookID: Instant] = [:]
    }

    private let directory: KeyDirectory
    private let body: @Sendable (WebhookMessage) -> [UInt8]
    private let state = Mutex(State())
    let signal = OutboxSignal()

    init(directory: KeyDirectory, body: @escaping @Sendable (WebhookMessage) -> [UInt8]) {
        self.directory = directory
        self.body = body
    }

    /// Takes over what the database holds now. Reading happens under the lock, so that the last reload always holds the
    /// last commit.
    func reload(from database: any DatabasePort) throws(Failure) {
        do {
            try state.withLock { state in
                state = Self.state(of: try database.read { try $0.all(AllWebhooks()) })
            }
        } catch {
            throw Failure(wrapping: error)
        }
    }

    private static func state(of webhooks: [WebhookRecord]) -> State {
        var state = State()
        for webhook in webhooks {
            state.services[webhook.webhookID] = webhook.serviceID
            if webhook.collects { state.wanted[webhook.serviceID, default: []].formUnion(webhook.events) }
            if webhook.isEnabled { state.running.insert(webhook.webhookID) }
            if webhook.paused != nil { state.withPause.insert(webhook.serviceID) }
            if let old = webhook.old { state.endingSecrets[webhook.webhookID] = old.endsAt }
        }
        return state
    }

    /// Whether some webhook of the service may want to be told.
    func wants(_ event: WebhookEvent, in serviceID: ServiceID) -> Bool {
        state.withLock { $0.wanted[serviceID]?.contains(event) ?? false }
    }

    func service(of webhookID: WebhookID) -> ServiceID? {
        state.withLock { $0.services[webhookID] }
    }

    /// Webhooks that are enabled and not paused, in the order of their ids.
    var running: [(webhookID: WebhookID, serviceID: ServiceID)] { webhooks { $0.running.contains($1) } }

    /// The others.
    var stopped: [(webhookID: WebhookID, serviceID: ServiceID)] { webhooks { !$0.running.contains($1) } }

    func hasPause(in serviceID: ServiceID) -> Bool {
        state.withLock { $0.withPause.contains(serviceID) }
    }

    /// Webhooks whose old secret has ended and still stands in the store.
    func withEndedSecret(at now: Instant) -> [(webhookID: WebhookID, serviceID: ServiceID)] {
        webhooks { state, webhookID in state.endingSecrets[webhookID].map { $0 <= now } ?? false }
    }

    private func webhooks(
        _ isMeant: (State, WebhookID) -> Bool
    ) -> [(webhookID: WebhookID, serviceID: ServiceID)] {
        state.withLock { state in
            state.services.filter { isMeant(state, $0.key) }.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
        }
    }

    /// The row that tells one webhook of one event.
    func delivery(
        _ deliveryID: DeliveryID, of event: WebhookEvent, about candidate: Candidate, to webhook: WebhookRecord,
        isPing: Bool = false, at now: Instant
    ) throws(Failure) -> DeliveryRecord {
        guard let service = directory.service(webhook.serviceID) else {
            throw .notFound("There is no such service.")
        }
        let message = WebhookMessage(
            deliveryID: deliveryID, webhookID: webhook.webhookID, clientID: service.service.clientID, event: event,
            candidate: candidate, isPing: isPing)
        return DeliveryRecord(
            deliveryID: deliveryID, webhookID: webhook.webhookID, serviceID: webhook.serviceID,
            recordID: isPing ? RecordID(stored: deliveryID.text) : candidate.recordID, event: event, isPing: isPing,
            body: body(message), at: now)
    }
}

extension Work {
    /// Puts events of a candidate down for every webhook that chose them, in this transaction. One that is paused gets
    /// them too and keeps them for three days; one that is disabled gets none.
    mutating func tell(_ events: [WebhookEvent], of candidate: Candidate) throws {
        guard notifies else { return }
        let wanted = events.filter { outbox.wants($0, in: serviceID) }
        guard !wanted.isEmpty else { return }
        for webhook in try transaction.all(WebhooksOfService(serviceID)) where webhook.collects {
            for event in wanted where webhook.events.contains(event) {
                let delivery = try outbox.delivery(ids.make(at: now), of: event, about: candidate, to: webhook, at: now)
                try transaction.run(InsertDelivery(delivery))
                hasDelivery = true
            }
        }
    }

    /// Tells that a candidate was taken over; nothing of one who was deleted meanwhile.
    mutating func tellExtraction(of recordID: RecordID) throws {
        guard outbox.wants(.extracted, in: serviceID) else { return }
        guard let record = try transaction.first(CandidateByRecordID(recordID, of: serviceID)) else { return }
        try tell([.extracted], of: record.candidate)
    }

    /// What webhooks keep of a candidate who is deleted: no body of what has ended, no receiver's answer.
    func forgetDeliveries(of recordID: RecordID) throws {
        try transaction.run(ForgetBodies(of: recordID))
        try transaction.run(ForgetAnswers(of: recordID))
    }
}

extension WebhookEvent {
    /// What is told when a change is announced.
    static func told(of kind: CandidateChange.Kind, _ candidate: Candidate) -> [WebhookEvent] {
        switch kind {
        case .status: [WebhookEvent(reaching: candidate.status)].compactMap(\.self)
        case .archived: [.archived]
        case .deleted: [.deleted]
        }
    }
}
