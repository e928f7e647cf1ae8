internal import Domain
internal import UseCases

/// `settings-submission.mustache`
struct SubmissionSettingsPage: PageModel {
    struct Attribute: Sendable {
        let slug: String
        let isRequired: Bool
        let isOffered: Bool
    }

    struct Group: Sendable {
        let title: String
        let attributes: [Attribute]
    }

    /// What the page says of a status.
    struct StatusText: Sendable {
        let status: String
        let words: String
        let text: String
    }

    let frame: PageFrame
    let path: String
    let sections: [SettingsSection]
    let shown: String
    let isOn: Bool
    /// Whether the page is on now, whatever the form says.
    let isOpen: Bool
    let address: String
    let scriptTag: String
    let consentText: String
    let groups: [Group]
    let requiredCount: String
    let offeredCount: String
    let frameOrigins: String
    let statusTexts: [StatusText]
    let statusTextCount: String
    let changes: [SettingsPage.Change]
    let hasChanges: Bool
    let isUnsaved: Bool
    let problems: Problems

    init(_ state: FormState<SubmissionInput>, settings: ConsoleSettings, _ context: ServiceContext) {
        let (input, service) = (state.input, state.service)
        frame = PageFrame(title: "Submission page", tab: .settings, context: context)
        path = "\(context.servicePath)/settings\(SettingsSection.submission)"
        sections = SettingsSection.all(current: SettingsSection.submission, context)
        shown = state.fingerprint.text
        (isOn, isOpen) = (input.isOn, service.settings.submission.isOn)
        let clientID = service.clientID.text
        address = "\(settings.submissionURL())/verify/\(clientID)"
        scriptTag =
            #"<script src="\#(settings.submissionURL())/verify/widget.js" data-client-id="\#(clientID)"></script>"#
        consentText = input.consentText
        let offered = Set(input.optionalAttributes)
        groups = Self.groups(service.settings, offered)
        let required = Set(service.settings.requiredAttributes.map(\.text))
        requiredCount = required.isEmpty ? "none" : Figures.text(required.count)
        let others = offered.subtracting(required).count
        offeredCount = others == 0 ? "none" : Figures.text(others)
        frameOrigins = input.frameOrigins
        statusTexts = SubmissionPageSettings.statusesOnPage.map {
            StatusText(status: $0.rawValue, words: StatusWord($0).words, text: input.statusTexts[$0] ?? "")
        }
        let filled = statusTexts.filter { !$0.text.isEmpty }.count
        statusTextCount = filled == 0 ? "none" : Figures.text(filled)
        changes = state.changesInWords
        hasChanges = !state.changes.isEmpty
        isUnsaved = hasChanges || !state.problems.isEmpty
        problems = state.problems
    }

    /// The catalogue as the page of the service's settings groups it, and the service's own.
    private static func groups(_ settings: ServiceSettings, _ offered: Set<String>) -> [Group] {
        let required = Set(settings.requiredAttributes.map(\.text))
        func attribute(_ slug: String) -> Attribute {
            Attribute(slug: slug, isRequired: required.contains(slug), isOffered: offered.contains(slug))
        }
        let published = SettingsPage.groups(required).map { group in
            Group(title: group.title, attributes: group.attributes.map { attribute($0.slug) })
        }
        let own = settings.ownAttributes.map { attribute($0.slug.text) }
        return published + (own.isEmpty ? [] : [Group(title: "Own", attributes: own)])
    }
}

/// `settings-review.mustache`
struct ReviewSettingsPage: PageModel {
    struct FeedbackRow: Sendable {
        let number: Int
        let text: String
    }

    struct FieldRow: Sendable {
        let number: Int
        let name: String
        let options: String
    }

    let frame: PageFrame
    let path: String
    let sections: [SettingsSection]
    let shown: String
    let needsFourEyes: Bool
    /// Who is missing for four eyes.
    let lacksApprovers: String?
    let approvingCertificates: String
    let feedbackRows: [FeedbackRow]
    let fieldRows: [FieldRow]
    let changes: [SettingsPage.Change]
    let hasChanges: Bool
    let isUnsaved: Bool
    let problems: Problems

    /// Empty rows below those that are filled in.
    private static let spareRows = 2

    private static func lack(of approvers: Int, needsFourEyes: Bool) -> String? {
        guard needsFourEyes, approvers < 2 else { return nil }
        return approvers == 0
            ? "Nobody of this team may approve. Invite an approver."
            : "Only one person of this team may approve. What that person reviews, nobody else can approve: "
                + "invite another approver, or let reviewers review."
    }

    init(_ state: FormState<ReviewInput>, approvers: Int, _ context: ServiceContext) {
        let input = state.input
        frame = PageFrame(title: "Review settings", tab: .settings, context: context)
        path = "\(context.servicePath)/settings\(SettingsSection.review)"
        sections = SettingsSection.all(current: SettingsSection.review, context)
        shown = state.fingerprint.text
        needsFourEyes = input.needsFourEyes
        lacksApprovers = Self.lack(of: approvers, needsFourEyes: input.needsFourEyes)
        approvingCertificates = input.approvingCertificates
        let texts = input.feedbackTexts.filter { !$0.isEmpty } + Array(repeating: "", count: Self.spareRows)
        feedbackRows = texts.enumerated().map { FeedbackRow(number: $0 + 1, text: $1) }
        let fields = input.fields.filter { !$0.name.isEmpty || !$0.options.isEmpty }
        let spare = Array(repeating: ReviewInput.FieldRow(name: "", options: ""), count: Self.spareRows)
        fieldRows = (fields + spare).enumerated().map {
            FieldRow(number: $0 + 1, name: $1.name, options: $1.options)
        }
        changes = state.changesInWords
        hasChanges = !state.changes.isEmpty
        isUnsaved = hasChanges || !state.problems.isEmpty
        problems = state.problems
    }
}
