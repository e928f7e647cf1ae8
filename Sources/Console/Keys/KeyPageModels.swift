internal import Domain

/// The tab without a dialog.
struct KeyListPage: PageModel {
    let frame: PageFrame
    let table: KeyTable
}

/// A radio card of a scope.
struct ScopeCard: Sendable {
    let value: String
    let title: String
    /// What it returns.
    let words: String
    /// A line of an answer.
    let example: String
    let previewPath: String
    /// Text of the link to the preview.
    let short: String
    let isChosen: Bool
    let isLast: Bool

    static func all(chosen: Scope?, keysPath: String) -> [ScopeCard] {
        Scope.allCases.map { scope in
            let (title, words, example) = texts(scope)
            return ScopeCard(
                value: scope.rawValue, title: title, words: words, example: example,
                previewPath: "\(keysPath)/preview?scope=\(scope.rawValue)", short: short(scope),
                isChosen: scope == chosen, isLast: scope == Scope.allCases.last)
        }
    }

    private static func short(_ scope: Scope) -> String {
        switch scope {
        case .metadata: "metadata only"
        case .text: "except pictures"
        case .pictures: "including pictures"
        }
    }

    private static func texts(_ scope: Scope) -> (title: String, words: String, example: String) {
        switch scope {
        case .metadata:
            (
                "Metadata only", "Status, ids and dates.",
                #""status": "approved", "refId": "customer-17""#
            )
        case .text:
            (
                "Metadata and identity attributes except pictures",
                "Also names, addresses, document numbers, own fields and certificates.",
                #""given_name": {"type": "string", "value": "Ada"}"#
            )
        case .pictures:
            (
                "Metadata and identity attributes including pictures",
                "Also the pictures of documents and the selfie.",
                #""passport": {"type": "base64", "value": "/9j/4AAQ…"}"#
            )
        }
    }
}

/// The fields that creating and editing share: `{{#fields}}{{>keys-fields}}{{/fields}}`.
struct KeyDialogFields: Sendable {
    let description: String
    let scopes: [ScopeCard]
    let archives: Bool
    let delay: String
    let units: [Choice]
    let triggers: [TriggerCard]
    let expiry: String
    let networks: String
    let mayImport: Bool
    let refusesPlain: Bool
    let handoverStatuses: [Choice]

    init(_ input: KeyInput, keysPath: String) {
        description = input.description
        scopes = ScopeCard.all(chosen: input.scope, keysPath: keysPath)
        archives = input.archives
        delay = input.delay.number
        units = Choice.units(chosen: input.delay.unit)
        expiry = input.expiry
        networks = input.networks
        mayImport = input.mayImport
        triggers = TriggerCard.all(chosen: input.trigger)
        refusesPlain = input.refusesPlain
        handoverStatuses = CandidateStatus.allCases.map {
            Choice(
                value: $0.rawValue, label: StatusWord($0).words, isChosen: $0 == input.handoverStatus ?? .approved)
        }
    }
}

/// A radio card of what starts the archive delay.
struct TriggerCard: Sendable {
    let value: String
    let title: String
    let words: String
    let isChosen: Bool

    static func all(chosen: ArchiveRule.Trigger) -> [TriggerCard] {
        ArchiveRule.Trigger.allCases.map { trigger in
            let (title, words) = texts(trigger)
            return TriggerCard(value: trigger.rawValue, title: title, words: words, isChosen: trigger == chosen)
        }
    }

    private static func texts(_ trigger: ArchiveRule.Trigger) -> (title: String, words: String) {
        switch trigger {
        case .extraction:
            ("After extraction", "With the last byte of the answer, whatever becomes of it at the receiver.")
        case .acknowledgement:
            (
                "After acknowledgement",
                "Only when the receiver has proved that it has the data. Until then nothing is archived."
            )
        }
    }
}

/// The dialog that makes a key.
struct KeyCreatePage: PageModel {
    let frame: PageFrame
    let table: KeyTable
    let fields: KeyDialogFields
    let problems: Problems
}

/// The dialog that changes one.
struct KeyEditPage: PageModel {
    /// Somebody else was quicker.
    struct Collision: Sendable {
        let differences: [KeyFingerprint.Difference]
        let hasDifferences: Bool
    }

    let frame: PageFrame
    let table: KeyTable
    let row: KeyRow
    let fields: KeyDialogFields
    let isEnabled: Bool
    let fingerprint: String
    let collision: Collision?
    let problems: Problems
    /// For the script: which scopes ask for the password; empty when none does.
    let passwordScopes: String
    /// Whether allowing plain answers again, which takes the password, is at choice.
    let guardsPlain: Bool
    let receiver: ReceiverState

    /// The scopes wider than what stands; empty when there is none.
    static func widerScopes(than scope: Scope) -> String {
        Scope.allCases.filter { $0 > scope }.map(\.rawValue).joined(separator: ",")
    }
}

/// The dialogs that rotate a key, end its old secret, or delete it.
struct KeyActionPage: PageModel {
    let frame: PageFrame
    let table: KeyTable
    let row: KeyRow
    /// Of a rotation.
    let overlap: String
    let units: [Choice]
    let needsPassword: Bool
    /// Of a deletion: what was typed.
    let typed: String
    let problems: Problems
}

/// The panel that shows a secret, once.
struct KeySecretPage: PageModel {
    let frame: PageFrame
    let table: KeyTable
    /// Whether the key is an old one with a new secret.
    let isRotation: Bool
    let name: String
    let secret: Secret
    /// Ready to paste, with the secret.
    let curl: Secret
    /// Of a rotation: what becomes of the old secret.
    let oldSecret: String?
    /// Whether the command lists a candidate; otherwise it tells what the key may.
    let listsPlain: Bool

    /// A text that is printed by its template and by nothing else.
    struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
        let text: String
        var description: String { "(secret)" }
        var debugDescription: String { description }
    }
}

/// "What would this key return?"
struct KeyPreviewPage: PageModel {
    let frame: PageFrame
    let path: String
    /// Where one came from.
    let back: String
    /// Of a key there is; its scope and rule are not to be chosen.
    let row: KeyRow?
    let scopes: [Choice]
    let delay: String
    let units: [Choice]
    let candidates: [Choice]
    let hasCandidates: Bool
    let isSample: Bool
    let problems: Problems
    let request: String
    let json: String
    let consequence: String
    /// How the answer would leave, where not in the open.
    let sealing: String?
}
