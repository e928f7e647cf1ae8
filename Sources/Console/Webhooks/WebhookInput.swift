package import Domain
package import UseCases

/// A webhook's settings as they stand in the form: texts, which need not be right.
package struct WebhookInput: Sendable, Equatable {
    package var name: String
    package var url: String
    /// Whether all published events are wanted, whatever is ticked.
    package var isPublished: Bool
    /// Words of the events that are ticked.
    package var events: [String]

    package init(name: String = "", url: String = "", isPublished: Bool = true, events: [String] = []) {
        self.name = name
        self.url = url
        self.isPublished = isPublished
        self.events = events
    }

    package init(_ settings: WebhookSettings) {
        (name, url) = (settings.name, settings.url)
        isPublished = settings.events == Set(WebhookEvent.published)
        events = WebhookEvent.allCases.filter(settings.events.contains).map(\.rawValue)
    }

    init(_ form: Form) {
        self.init(
            name: form.text("name"), url: form.text("url"), isPublished: form.text("which") != "chosen",
            events: form.all("event"))
    }

    package var chosen: Set<WebhookEvent> {
        isPublished ? Set(WebhookEvent.published) : Set(events.compactMap { WebhookEvent(rawValue: $0) })
    }

    /// What is wrong without asking anybody, each with the id of its field. The rest is the registry's to say.
    package var problems: [(field: String, message: String)] {
        var found: [(field: String, message: String)] = []
        if name.isEmpty { found.append(("name", "Say what the webhook is for.")) }
        if url.isEmpty { found.append(("url", "Give the address that the events go to.")) }
        if chosen.isEmpty { found.append(("events", "Choose at least one event.")) }
        return found
    }

    package func apply(to settings: inout WebhookSettings) {
        settings.name = name
        settings.url = url
        settings.events = chosen
    }

    /// Tells whether a webhook is still what a dialog showed. It guards against an oversight, not against an attacker.
    package static func fingerprint(of settings: WebhookSettings) -> String {
        let events = WebhookEvent.allCases.filter(settings.events.contains).map(\.rawValue)
        return Fingerprint.of(
            [settings.name, settings.url, events.joined(separator: " ")].joined(separator: "\0"))
    }

    /// What stands now where the form says something else, in the order of the dialog.
    package func differences(from settings: WebhookSettings) -> [KeyFingerprint.Difference] {
        var found: [KeyFingerprint.Difference] = []
        if name != settings.name { found.append(.init(name: "Name", now: settings.name)) }
        if url != settings.url { found.append(.init(name: "URL", now: settings.url)) }
        if chosen != settings.events {
            found.append(.init(name: "Events", now: WebhookWords.events(settings.events)))
        }
        return found
    }
}
