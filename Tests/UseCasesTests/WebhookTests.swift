import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

/// Making, changing and ending webhooks, and their secrets.
struct WebhookTests {
    @Test func aWebhookIsMadeAndChanged() async throws {
        let world = try await World()
        let service = try await world.makeService()
        _ = try await world.makeOwner()
        let mark = try await world.makeMember(.manager, of: service, "mark@example.com")
        let made = try await world.registry.createWebhook(
            WebhookSettings(name: "Shop", url: "HTTPS://Hooks.example.com/a?b=1", events: Set(WebhookEvent.published)),
            in: service.serviceID, by: mark.caller)
        #expect(made.secret.withExposed { $0.hasPrefix("whsec_") && $0.utf8.count == 50 })
        let seen = try world.overview(made.webhookID, in: service)
        #expect(seen.settings.url == "https://hooks.example.com/a?b=1" && seen.hasSecret && seen.waitingCount == 0)
        #expect(seen.createdBy == .member(mark.memberID) && seen.pause == nil && seen.lastDeliveredAt == nil)
        try await world.setEnabled(false, made.webhookID, in: service)
        try await world.setEnabled(false, made.webhookID, in: service)
        let changed = try await world.registry.changeWebhook(
            made.webhookID, in: service.serviceID, by: mark.caller
        ) {
            $0 = WebhookSettings(name: "Till", url: "https://hooks.example.com/c", events: [.deleted])
        }
        #expect(changed.settings.name == "Till" && changed.settings.isEnabled)
        try await world.registry.deleteWebhook(made.webhookID, in: service.serviceID, by: mark.caller)
        #expect(try world.registry.webhooks(in: service.serviceID, by: mark.caller).isEmpty)
        let history = try world.database.read { try $0.all(HistoryOfService(service.serviceID)) }
        let lines = history.filter { $0.kind.rawValue.hasPrefix("webhook.") }
        let id = made.webhookID.text
        #expect(lines.map(\.kind) == [.webhookCreated, .webhookChanged, .webhookChanged, .webhookDeleted])
        #expect(lines.map(\.detail) == [id, "\(id) disabled", "\(id) name url events enabled", id])
    }

    @Test func whatIsUnfitIsRefused() async throws {
        let world = try await World()
        let service = try await world.makeService()
        func refusal(
            name: String = "Shop", url: String = "https://hooks.example.com/", events: Set<WebhookEvent> = [.deleted],
            secret: String? = nil
        ) async -> String? {
            await failure {
                _ = try await world.registry.createWebhook(
                    WebhookSettings(name: name, url: url, events: events), secret: secret.map { Sensitive($0) },
                    in: service.serviceID, by: .localOperator)
            }?.field
        }
        for name in ["", "  ", "a\nb", String(repeating: "x", count: 121)] {
            #expect(await refusal(name: name) == "name")
        }
        for url in [
            "http://hooks.example.com/", "https://10.0.0.1/", "https://a:b@hooks.example.com/", "ftp://x.example",
        ] {
            #expect(await refusal(url: url) == "url", "\(url)")
        }
        #expect(await refusal(events: []) == "events")
        #expect(await refusal(secret: "short") == "secret")
        #expect(try world.registry.webhooks(in: service.serviceID, by: .localOperator).isEmpty)
        for _ in 0..<Registry.mostWebhooks { try await world.makeWebhook(in: service) }
        let tooMany = await failure { try await world.makeWebhook(in: service) }
        #expect(tooMany?.isConflict == true)
    }

    /// A change is held to the same rules; what stands already is left alone.
    @Test func aChangeIsVettedToo() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service)
        func refusal(_ change: @escaping @Sendable (inout WebhookSettings) -> Void) async -> String? {
            await failure {
                _ = try await world.registry.changeWebhook(
                    webhook, in: service.serviceID, by: .localOperator
                ) { (settings: inout WebhookSettings) throws(Failure) in change(&settings) }
            }?.field
        }
        for url in ["http://hooks.example.com/", "https://10.0.0.1/", "https://localhost/", "https://[::1]/"] {
            #expect(await refusal { $0.url = url } == "url", "\(url)")
        }
        #expect(await refusal { $0.name = " " } == "name")
        #expect(await refusal { $0.events = [] } == "events")
        let seen = try world.overview(webhook, in: service).settings
        #expect(seen.url == "https://hooks.example.com/a" && seen.name == "Shop" && !seen.events.isEmpty)
        #expect(await refusal { $0.name = "Till" } == nil)
    }

    /// Who rotates twice has the last two secrets, not the first.
    @Test func aSecondRotationEndsTheOldestSecret() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service)
        try await world.submit(Person("ada"), to: service)
        func headers() throws -> [String: String] { try #require(try world.due().first).headers }
        func rotate(_ seconds: Int64) async throws {
            _ = try await world.registry.rotateWebhookSecret(
                webhook, overlap: seconds, in: service.serviceID, by: .localOperator)
        }
        let first = try #require(try headers()["X-Hub-Signature"])
        try await rotate(3600)
        let second = try #require(try headers()["X-Hub-Signature-Next"])
        try await rotate(3600)
        let both = try headers()
        #expect(both["X-Hub-Signature"] == second)
        #expect(both["X-Hub-Signature-Next"].map { ![first, second].contains($0) } == true)
        try await rotate(0)
        let last = try headers()
        #expect(last["X-Hub-Signature-Next"] == nil && last["X-Hub-Signature"] != both["X-Hub-Signature-Next"])
    }

    @Test func aWebhookOfAnotherServiceIsNotFound() async throws {
        let world = try await World()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        let webhook = try await world.makeWebhook(in: other)
        let (registry, id) = (world.registry, service.serviceID)
        let guid = try await registry.pingWebhook(webhook, in: other.serviceID, by: .localOperator)
        let attempts: [@Sendable (ServiceID, Caller) async throws -> Void] = [
            { _ = try registry.webhook(webhook, in: $0, by: $1) },
            { _ = try await registry.changeWebhook(webhook, in: $0, by: $1) { $0.name = "x" } },
            { _ = try await registry.rotateWebhookSecret(webhook, overlap: 0, in: $0, by: $1) },
            { try await registry.endOldWebhookSecret(webhook, in: $0, by: $1) },
            { try await registry.deleteWebhook(webhook, in: $0, by: $1) },
            { _ = try await registry.pingWebhook(webhook, in: $0, by: $1) },
            { try await registry.resend(guid, of: webhook, in: $0, by: $1) },
            { _ = try registry.deliveries(of: webhook, before: nil, limit: 9, in: $0, by: $1) },
            { _ = try registry.attempts(of: guid, of: webhook, in: $0, by: $1) },
        ]
        for attempt in attempts { #expect(await failure { try await attempt(id, .localOperator) }?.isNotFound == true) }
        let reader = try world.caller(await world.makeKey(.pictures, of: other, mayWrite: true), of: other)
        _ = try await world.makeOwner()
        let approver = try await world.makeMember(.approver, of: other, "abe@example.com").caller
        let settings = WebhookSettings(name: "Shop", url: "https://hooks.example.com/", events: [.deleted])
        for caller in [reader, approver] {
            let others: [@Sendable (ServiceID, Caller) async throws -> Void] = [
                { _ = try registry.webhooks(in: $0, by: $1) },
                { _ = try await registry.createWebhook(settings, in: $0, by: $1) },
            ]
            for attempt in attempts + others {
                #expect(await failure { try await attempt(other.serviceID, caller) }?.isForbidden == true)
            }
        }
        #expect(try world.overview(webhook, in: other).settings.name == "Shop")
    }

    @Test func bothSecretsSignUntilTheOverlapIsOver() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service)
        try await world.submit(Person("ada"), to: service)
        let before = try #require(try world.due().first).headers
        _ = try await world.registry.rotateWebhookSecret(
            webhook, overlap: 3600, in: service.serviceID, by: .localOperator)
        #expect(try world.overview(webhook, in: service).oldSecretEndsAt == world.clock.now.adding(seconds: 3600))
        let next = try await world.killed()
        let during = try #require(try next.due().first).headers
        #expect(during["X-Hub-Signature"] == before["X-Hub-Signature"], "rotations outlive a crash")
        let new = try #require(during["X-Hub-Signature-Next"])
        let signatures = during["webhook-signature"]?.split(separator: " ").map(String.init) ?? []
        #expect(signatures.count == 2 && signatures.last == before["webhook-signature"])
        world.clock.advance(seconds: 3600)
        let after = try #require(try world.due().first).headers
        #expect(after["X-Hub-Signature"] == new && after["X-Hub-Signature-Next"] == nil)
        #expect(after["webhook-signature"]?.contains(" ") == false)
        #expect(try await world.registry.sweepDeliveries() == 0)
        world.clock.setWallClock(aheadBySeconds: -3600)
        let again = try #require(try world.due().first).headers
        #expect(again["X-Hub-Signature"] == new, "no clock brings the old one back")
        #expect(try world.overview(webhook, in: service).oldSecretEndsAt == nil)
        _ = try await world.registry.rotateWebhookSecret(webhook, overlap: 9, in: service.serviceID, by: .localOperator)
        try await world.registry.endOldWebhookSecret(webhook, in: service.serviceID, by: .localOperator)
        let ended = try #require(try world.due().first).headers
        #expect(ended["X-Hub-Signature"] != new && ended["X-Hub-Signature-Next"] == nil)
        let tooLong = await failure {
            _ = try await world.registry.rotateWebhookSecret(
                webhook, overlap: 604_801, in: service.serviceID, by: .localOperator)
        }
        #expect(tooLong?.field == "overlap")
    }

    @Test func noSecretAndNoAnswerLiesInTheOpen() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let webhook = try await world.makeWebhook(in: service, secret: "Marker-secret of the shop")
        try await world.submit(Person("ada"), to: service)
        let told = try #require(try world.due().first)
        try await world.finish(told, status: 500, answer: "Marker-answer about Ada")
        let attempts = try world.registry.attempts(
            of: told.delivery.deliveryID, of: webhook, in: service.serviceID, by: .localOperator)
        #expect(
            attempts.first?.answer?.withExposed { String(decoding: $0, as: UTF8.self) } == "Marker-answer about Ada")
        let markers = ["Marker-secret", "Marker-answer"].map { Array($0.utf8) }
        #expect(try Residue.occurrences(of: markers, in: world.directory) == [])
    }
}
