package import Domain
package import UseCases

/// Events, states and answers of webhooks, in words.
package enum WebhookWords {
    /// When it is sent.
    package static func when(_ event: WebhookEvent) -> String {
        switch event {
        case .created: "A candidate has submitted for the first time."
        case .readyToReview: "A submission waits for your team."
        case .inReview: "A reviewer has started the review."
        case .approved: "The candidate was approved."
        case .rejected: "The candidate got feedback and has to submit again."
        case .blocked: "The candidate was blocked."
        case .deleted: "The candidate was deleted."
        case .reviewRequested: "A further review was requested."
        case .extracted: "A program has read the identity to the last byte."
        case .archived: "The identity was destroyed."
        }
    }

    /// The events of a webhook for a line of a page.
    package static func events(_ events: Set<WebhookEvent>) -> String {
        if events == Set(WebhookEvent.published) { return "All published events" }
        if events == Set(WebhookEvent.allCases) { return "All events" }
        return WebhookEvent.allCases.filter(events.contains).map(\.rawValue).joined(separator: ", ")
    }

    /// Why it is paused.
    package static func reason(_ pause: WebhookOverview.Pause) -> String {
        switch pause {
        case .gone: "its receiver answered 410 Gone"
        case .failing: "every attempt had failed for three days"
        }
    }

    /// What one does about it.
    package static func advice(_ pause: WebhookOverview.Pause) -> String {
        switch pause {
        case .gone:
            "With 410 a receiver says that it wants no more. If that was a mistake, mend the receiver or change the URL, "
                + "then enable the webhook again. If not, delete it."
        case .failing:
            "Look into the log for what the receiver answered, mend it or change the URL, then enable the webhook again."
        }
    }

    /// What a receiver answered, as text for a page: what isn't UTF-8, controls, and marks that turn the direction of
    /// what follows stand as replacement characters.
    package static func answer(_ bytes: [UInt8]) -> String {
        var text = ""
        for scalar in String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").unicodeScalars {
            let isPlain = scalar == "\n" || scalar == "\t" || !String(scalar).upsetsWhatFollows
            text.unicodeScalars.append(isPlain ? scalar : "\u{FFFD}")
        }
        return text
    }

    /// How an attempt ended, such as `204` or `The receiver could not be reached`.
    package static func outcome(_ attempt: DeliveryAttempt) -> String {
        let status = attempt.httpStatus.map { "HTTP \($0)" }
        return [status, attempt.failure].compactMap(\.self).joined(separator: ": ")
    }

    package static func duration(milliseconds: Int64) -> String {
        guard milliseconds >= 1000 else { return "\(milliseconds) ms" }
        let tenths = (milliseconds + 50) / 100
        return "\(tenths / 10).\(tenths % 10) s"
    }
}

/// Whether a webhook works, as a dot and a word.
package struct WebhookState: Sendable, Equatable {
    /// For the dot: `good`, `warning`, `danger` or `quiet`.
    package let tone: String
    package let word: String
    package let note: String?

    package init(_ webhook: WebhookOverview, at now: Instant) {
        if let pause = webhook.pause {
            (tone, word, note) = ("danger", "Paused", WebhookWords.reason(pause))
        } else if !webhook.settings.isEnabled {
            (tone, word, note) = ("quiet", "Disabled", nil)
        } else if let since = webhook.failingSince {
            let start = RelativeTime.text(at: since, now: now)
            (tone, word, note) = ("warning", "Failing", "the first failure \(start)")
        } else {
            (tone, word, note) = ("good", "Enabled", nil)
        }
    }
}

/// Where a delivery stands, as a dot and a word.
package struct DeliveryState: Sendable, Equatable {
    package let tone: String
    package let word: String
    package let note: String?

    package init(_ delivery: DeliveryOverview, at now: Instant) {
        switch delivery.state {
        case .delivered: (tone, word, note) = ("good", "Delivered", nil)
        case .dead: (tone, word, note) = ("danger", "Given up", nil)
        case .waiting:
            tone = delivery.attemptCount == 0 ? "quiet" : "warning"
            word = delivery.attemptCount == 0 ? "Waiting" : "Will be retried"
            // Only the first that waits of a candidate has a time.
            note =
                delivery.dueAt.map { $0 <= now ? "due now" : "due \(RelativeTime.text(at: $0, now: now))" }
                ?? "behind an earlier one"
        }
    }
}
