import Console
import Domain
import Testing
import UseCases

@Suite("Webhooks in words and in forms")
struct WebhookWordsTests {
    private static let now = Instant(milliseconds: 1_800_000_000_000)

    private static func webhook(
        isEnabled: Bool = true, pause: WebhookOverview.Pause? = nil, failingSince: Instant? = nil
    ) -> WebhookOverview {
        WebhookOverview(
            webhookID: WebhookID(stored: String(repeating: "a", count: 24)),
            settings: WebhookSettings(
                name: "CRM", url: "https://crm.example.com/", events: [.approved], isEnabled: isEnabled),
            hasSecret: true, oldSecretEndsAt: nil, pause: pause, pausedAt: pause.map { _ in now },
            failingSince: failingSince, createdAt: now, createdBy: .localOperator, waitingCount: 0,
            oldestWaitingAt: nil, lastDeliveredAt: nil)
    }

    @Test("what a receiver answers is text: nothing of it can break out of its place or turn what follows")
    func answers() {
        let cases: [([UInt8], String)] = [
            (Array("ok".utf8), "ok"), ([], ""), (Array("a\tb\r\nc\nd".utf8), "a\tb\nc\nd"),
            ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0xE2, 0x82], "\u{FFFD}"),
            ([0x00, 0x1B, 0x5B], "\u{FFFD}\u{FFFD}["), (Array("x\u{202E}y\u{2066}".utf8), "x\u{FFFD}y\u{FFFD}"),
            (Array("\r".utf8), "\u{FFFD}"), (Array("<b>é漢</b>".utf8), "<b>é漢</b>"),
        ]
        for (bytes, text) in cases { #expect(WebhookWords.answer(bytes) == text) }
        // A mark joins what stands before it to one character; it is looked at by itself.
        #expect(WebhookWords.answer(Array("\n\u{301}\u{202E}".utf8)) == "\n\u{301}\u{FFFD}")
    }

    @Test("a pause counts before a switch, a switch before failures")
    func states() {
        func state(_ webhook: WebhookOverview) -> String {
            let state = WebhookState(webhook, at: Self.now)
            return "\(state.tone) \(state.word): \(state.note ?? "-")"
        }
        let hourAgo = Self.now.adding(seconds: -3600)
        #expect(state(Self.webhook()) == "good Enabled: -")
        #expect(state(Self.webhook(isEnabled: false, failingSince: hourAgo)) == "quiet Disabled: -")
        #expect(state(Self.webhook(failingSince: hourAgo)) == "warning Failing: the first failure 1 hour ago")
        let gone = Self.webhook(isEnabled: false, pause: .gone, failingSince: hourAgo)
        #expect(state(gone) == "danger Paused: its receiver answered 410 Gone")
        let failing = Self.webhook(isEnabled: false, pause: .failing)
        #expect(state(failing) == "danger Paused: every attempt had failed for three days")
    }

    @Test("a delivery says when it is due, and that it waits for one before it")
    func deliveries() {
        func state(_ state: DeliveryOverview.State, due: Int64? = nil, attempts: Int = 0) -> String {
            let delivery = DeliveryOverview(
                deliveryID: DeliveryID(stored: String(repeating: "b", count: 24)), number: 1, event: .approved,
                recordID: nil, state: state, createdAt: Self.now, dueAt: due.map { Self.now.adding(seconds: $0) },
                attemptCount: attempts, lastAttempt: nil, isResendable: false)
            let shown = DeliveryState(delivery, at: Self.now)
            return "\(shown.tone) \(shown.word): \(shown.note ?? "-")"
        }
        #expect(state(.waiting, due: -5) == "quiet Waiting: due now")
        #expect(state(.waiting, due: 600, attempts: 3) == "warning Will be retried: due in 10 minutes")
        #expect(state(.waiting) == "quiet Waiting: behind an earlier one")
        #expect(state(.delivered, attempts: 1) == "good Delivered: -")
        #expect(state(.dead, attempts: 16) == "danger Given up: -")
    }

    @Test(
        "durations and outcomes are short",
        arguments: [(0, "0 ms"), (999, "999 ms"), (1000, "1.0 s"), (14_960, "15.0 s")])
    func durations(_ milliseconds: Int64, _ words: String) {
        #expect(WebhookWords.duration(milliseconds: milliseconds) == words)
    }

    @Test("every event says when it is sent, each otherwise")
    func events() {
        #expect(Set(WebhookEvent.allCases.map(WebhookWords.when)).count == WebhookEvent.allCases.count)
        #expect(WebhookWords.events(Set(WebhookEvent.published)) == "All published events")
        #expect(WebhookWords.events(Set(WebhookEvent.allCases)) == "All events")
        #expect(WebhookWords.events([.archived, .approved]) == "review.approved, user.archived")
    }

    @Test("a form that nobody touched changes nothing, whatever is chosen")
    func untouched() {
        for events in [Set(WebhookEvent.published), Set(WebhookEvent.allCases), [.extracted]] {
            let settings = WebhookSettings(name: "CRM", url: "https://a.example.com/", events: events)
            var changed = settings
            WebhookInput(settings).apply(to: &changed)
            #expect(changed == settings)
            #expect(WebhookInput(settings).differences(from: settings).isEmpty)
            #expect(WebhookInput.fingerprint(of: settings) == WebhookInput.fingerprint(of: changed))
        }
        #expect(
            WebhookInput(isPublished: false, events: ["user.nonsense"]).problems.map(\.field) == [
                "name", "url", "events",
            ])
    }
}
