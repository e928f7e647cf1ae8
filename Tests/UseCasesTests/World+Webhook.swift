import Domain
import TestSupport
import UseCases

/// What a receiver would get, without a receiver.
struct Told: Sendable {
    let delivery: DueDelivery
    let headers: [String: String]

    init(_ delivery: DueDelivery, at now: Instant) {
        self.delivery = delivery
        headers = Dictionary(delivery.headers(now).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    var body: String { String(decoding: delivery.body, as: UTF8.self) }
    var event: String { headers["X-Blockpass-Event"] ?? "" }

    /// A member of the body that is a text or a number.
    func value(_ name: String) -> String? {
        guard let start = body.range(of: "\"\(name)\":") else { return nil }
        return String(body[start.upperBound...].prefix { $0 != "," && $0 != "}" }).filter { $0 != "\"" }
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<Index>? {
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(text) { return rest.startIndex..<rest.index(rest.startIndex, offsetBy: text.count) }
            rest = rest.dropFirst()
        }
        return nil
    }
}

extension World {
    static let everyEvent = Set(WebhookEvent.allCases)

    @discardableResult
    func makeWebhook(
        in service: Service, events: Set<WebhookEvent> = World.everyEvent, url: String = "https://hooks.example.com/a",
        secret: String? = "a secret of the test"
    ) async throws -> WebhookID {
        try await registry.createWebhook(
            WebhookSettings(name: "Shop", url: url, events: events), secret: secret.map { Sensitive($0) },
            in: service.serviceID, by: .localOperator
        ).webhookID
    }

    func overview(_ webhookID: WebhookID, in service: Service) throws -> WebhookOverview {
        try registry.webhook(webhookID, in: service.serviceID, by: .localOperator)
    }

    func log(_ webhookID: WebhookID, in service: Service) throws -> [DeliveryOverview] {
        try registry.deliveries(of: webhookID, before: nil, limit: 100, in: service.serviceID, by: .localOperator)
    }

    func due(limit: Int = 100, except: Set<WebhookID> = []) throws -> [Told] {
        try registry.dueDeliveries(limit: limit, except: except).map { Told($0, at: clock.now) }
    }

    func finish(
        _ told: Told, status: Int?, failure: String? = nil, answer: String = "", retryIn seconds: Int64? = 60
    ) async throws {
        let result = AttemptResult(
            startedAt: clock.now, milliseconds: 12, httpStatus: status, failure: failure, answer: Array(answer.utf8))
        try await registry.finish(told.delivery, result, retryAt: seconds.map { clock.now.adding(seconds: $0) })
    }

    /// Delivers all that is due, in order, until nothing is.
    func deliverAll() async throws -> [Told] {
        var all: [Told] = []
        while true {
            let due = try due()
            if due.isEmpty { return all }
            for told in due { try await finish(told, status: 200) }
            all += due
        }
    }

    func setEnabled(_ isEnabled: Bool, _ webhookID: WebhookID, in service: Service) async throws {
        _ = try await registry.switchWebhook(
            webhookID, on: isEnabled, in: service.serviceID, by: .localOperator)
    }
}
