package import Domain
package import UseCases
internal import Wire

/// The fields of a key's dialog as they were typed.
package struct KeyInput: Sendable {
    package var description = ""
    /// `nil` until one is chosen.
    package var scope: Scope? = .metadata
    package var archives = false
    package var delay = Delay(number: "10", unit: .seconds)
    /// What starts the delay.
    package var trigger = ArchiveRule.Trigger.extraction
    /// `2027-01-31T18:00`, with seconds where there are any; empty for none.
    package var expiry = ""
    /// One a line.
    package var networks = ""
    package var mayImport = false
    package var refusesPlain = false
    /// `nil` where the dialog asked for none.
    package var handoverStatus: CandidateStatus? = .approved
    package var isEnabled = true

    /// An empty dialog.
    package init() {}

    /// What was sent.
    init(_ form: Form) {
        description = form.text("description")
        scope = Scope(rawValue: form.text("scope"))
        archives = form.isTicked("archives")
        delay = Delay(number: form.text("delay"), unitText: form.text("unit"))
        trigger = ArchiveRule.Trigger(rawValue: form.text("trigger")) ?? .extraction
        expiry = form.text("expiresAt")
        networks = form.text("networks")
        mayImport = form.isTicked("mayImport")
        refusesPlain = form.isTicked("refusesPlain")
        handoverStatus = CandidateStatus(rawValue: form.text("handoverStatus"))
        isEnabled = form.isTicked("isEnabled")
    }

    /// What stands now.
    package init(_ key: APIKey) {
        description = key.description
        scope = key.scope
        archives = key.archiveRule != nil
        if let rule = key.archiveRule { (delay, trigger) = (Delay(seconds: rule.seconds), rule.trigger) }
        expiry = key.expiresAt.map(Self.expiryText) ?? ""
        networks = key.networks.map(\.text).joined(separator: "\n")
        mayImport = key.mayWrite
        refusesPlain = key.refusesPlain
        handoverStatus = key.handoverStatus
        isEnabled = key.isEnabled
    }

    /// As a browser's date and time field takes it, in UTC.
    package static func expiryText(_ instant: Instant) -> String {
        let text = WireDate.string(milliseconds: instant.milliseconds).prefix(19)
        return String(text.hasSuffix(":00") ? text.dropLast(3) : text)
    }
}

/// What a dialog's fields amount to, and what is wrong with them.
package struct KeyFields: Sendable, Equatable {
    package let description: String
    package let scope: Scope
    package let archiveRule: ArchiveRule?
    package let expiresAt: Instant?
    package let networks: [Network]
    package let mayImport: Bool
    package let refusesPlain: Bool
    /// `nil`: what stands stays.
    package let handoverStatus: CandidateStatus?
    package let isEnabled: Bool

    package typealias Problem = (field: String, message: String)

    /// - Parameter key: what the dialog showed; its expiry may lie in the past.
    /// - Returns: the fields, or what is wrong, in the order of the dialog.
    package static func read(
        _ input: KeyInput, changing key: APIKey? = nil, at now: Instant
    ) -> (fields: KeyFields?, problems: [Problem]) {
        let scope = input.scope ?? .metadata
        let rule = archiveRule(input, scope: scope)
        let expiry = expiry(input.expiry, changing: key, at: now)
        let networks = networks(input.networks)
        let answers = [
            ("description", descriptionProblem(input.description)),
            ("scope", input.scope == nil ? "Choose what the key reads." : nil),
            (scope.readsAttributes ? "delay" : "archives", rule.problem), ("expiresAt", expiry.problem),
            ("networks", networks.problem),
            (
                "refusesPlain",
                input.refusesPlain && !scope.readsAttributes
                    ? "A key that reads metadata only has nothing to encrypt. Untick this, or choose a wider scope."
                    : nil
            ),
        ]
        let problems = answers.compactMap { field, problem in problem.map { Problem(field, $0) } }
        guard problems.isEmpty else { return (nil, problems) }
        let fields = KeyFields(
            description: input.description, scope: scope, archiveRule: rule.value, expiresAt: expiry.value,
            networks: networks.value, mayImport: input.mayImport, refusesPlain: input.refusesPlain,
            handoverStatus: input.handoverStatus, isEnabled: input.isEnabled)
        return (fields, [])
    }

    private static func descriptionProblem(_ text: String) -> String? {
        if text.isEmpty { return "Say in a few words what the key is for." }
        if text.count > APIKey.descriptionLimit {
            return "A description has at most 80 characters; this one has \(text.count)."
        }
        let hasControls = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return hasControls ? "A description has no control characters." : nil
    }

    private static func archiveRule(_ input: KeyInput, scope: Scope) -> (value: ArchiveRule?, problem: String?) {
        guard input.archives else { return (nil, nil) }
        guard scope.readsAttributes else {
            return (nil, "A key that reads metadata only can't archive. Untick this, or choose a wider scope.")
        }
        switch input.delay.reading(within: ArchiveRule.allowedSeconds) {
        case .seconds(let seconds): return (ArchiveRule(stored: seconds, trigger: input.trigger), nil)
        case .notWhole: return (nil, "Give the delay as a whole number.")
        case .outOfRange: return (nil, "The delay is 0 seconds to 365 days.")
        }
    }

    private static func expiry(
        _ text: String, changing key: APIKey?, at now: Instant
    ) -> (value: Instant?, problem: String?) {
        if text.isEmpty { return (nil, nil) }
        if let expiry = key?.expiresAt, KeyInput.expiryText(expiry) == text { return (expiry, nil) }
        let isShort = text.utf8.count == 16
        guard let milliseconds = WireDate.parse(isShort ? text + ":00Z" : text + "Z") else {
            return (nil, "Give the expiry as a date and a time, such as 2027-01-31 18:00.")
        }
        let expiry = Instant(milliseconds: milliseconds)
        return expiry > now ? (expiry, nil) : (nil, "The expiry lies in the past. Times here are UTC.")
    }

    private static func networks(_ text: String) -> (value: [Network], problem: String?) {
        var networks: [Network] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let entry = String(line).trimmed
            if entry.isEmpty { continue }
            guard let network = try? Network(entry) else {
                return (
                    [],
                    "Line \(index + 1) is no network. Write an address or a range, such as 192.0.2.0/24 or 2001:db8::/32."
                )
            }
            if !networks.contains(network) { networks.append(network) }
        }
        return networks.count <= 32
            ? (networks, nil) : ([], "A key has at most 32 networks; these are \(networks.count).")
    }
}

extension KeyFields {
    /// For `createKey`.
    package var request: KeyRequest {
        var request = KeyRequest(description: description, scope: scope)
        request.mayWrite = mayImport
        request.archiveRule = archiveRule
        request.expiresAt = expiresAt
        request.networks = networks
        request.refusesPlain = refusesPlain
        request.handoverStatus = handoverStatus ?? .approved
        return request
    }

    /// For `changeKey`.
    package func apply(to key: inout APIKey) {
        key.description = description
        key.scope = scope
        key.archiveRule = archiveRule
        key.expiresAt = expiresAt
        key.networks = networks
        key.mayWrite = mayImport
        key.refusesPlain = refusesPlain
        key.handoverStatus = handoverStatus ?? key.handoverStatus
        key.isEnabled = isEnabled
    }

    /// Whether a member needs the password for making this of `key`.
    package func widens(_ key: APIKey) -> Bool {
        scope > key.scope || key.refusesPlain && !refusesPlain
    }
}
