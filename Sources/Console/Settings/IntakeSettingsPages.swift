internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases

/// The settings of the submission page and of the review.
struct IntakeSettingsPages: Sendable {
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    func addRoutes(to group: RouterGroup<ServiceContext>) {
        group.group("settings")
            .get("submission", use: submission).post("submission", use: saveSubmission)
            .get("review", use: review).post("review", use: saveReview)
    }

    @Sendable private func submission(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try SettingsPages.holdRight(context)
        return try page(FormState(SubmissionInput(context.service), shown: context.service), context)
    }

    @Sendable private func saveSubmission(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try SettingsPages.holdRight(context)
        let form = try await Form.read(request, context)
        return try await save(SubmissionInput(form), form, below: SettingsSection.submission, context) {
            try page($0, context)
        }
    }

    @Sendable private func review(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try SettingsPages.holdRight(context)
        return try page(FormState(ReviewInput(context.service), shown: context.service), context)
    }

    @Sendable private func saveReview(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try SettingsPages.holdRight(context)
        let form = try await Form.read(request, context)
        return try await save(ReviewInput(form), form, below: SettingsSection.review, context) {
            try page($0, context)
        }
    }

    private func page(_ state: FormState<SubmissionInput>, _ context: ServiceContext) throws -> Response {
        try pages.html(
            "settings-submission", SubmissionSettingsPage(state, settings: settings, context), status: state.status)
    }

    private func page(_ state: FormState<ReviewInput>, _ context: ServiceContext) throws -> Response {
        let approvers = try registry.approverCount(in: context.service.serviceID, by: context.caller)
        return try pages.html(
            "settings-review", ReviewSettingsPage(state, approvers: approvers, context), status: state.status)
    }

    /// Saves what the form asks for, unless somebody else has saved since it was opened; that is held inside the very
    /// transaction.
    private func save<Input: IntakeForm>(
        _ input: Input, _ form: Form, below path: String, _ context: ServiceContext,
        page: (FormState<Input>) throws -> Response
    ) async throws -> Response {
        let shown = IntakeFingerprint(form.text("shown"))
        var state = FormState(input, shown: context.service, fingerprint: shown)
        for failure in input.applied(to: context.service).failures { state.problems.add(failure) }
        guard state.problems.isEmpty else { return try page(state) }
        do throws(Failure) {
            let saved = try await registry.changeService(context.service.serviceID, by: context.caller) {
                (service: inout Service) throws(Failure) in
                guard shown.changes(of: Input.settings, in: service).isEmpty else {
                    throw .conflict("The settings have changed.")
                }
                let (next, failures) = input.applied(to: service)
                if let failure = failures.first { throw failure }
                service = next
            }
            let isUnchanged = saved == context.service
            return .seeOther(
                "\(context.servicePath)/settings\(path)", notice: isUnchanged ? .unchanged : .settingsSaved)
        } catch {
            guard error.isConflict || error.belongsInForm else { throw error }
            let current = registry.service(context.service.serviceID) ?? context.service
            guard error.isConflict else {
                state.problems.add(error)
                return try page(state)
            }
            var merged = FormState(input.merged(shown: shown, with: current), shown: current)
            merged.changes = shown.changes(of: Input.settings, in: current)
            return try page(merged)
        }
    }
}

/// What a settings page shows of its form.
struct FormState<Input: IntakeForm>: Sendable {
    let input: Input
    /// The service that the form is held against.
    let service: Service
    /// What the form showed first.
    let fingerprint: IntakeFingerprint
    /// What somebody else changed while it was open.
    var changes: [IntakeSettingName] = []
    var problems = Problems()

    /// - Parameter fingerprint: of what the form showed first, if that was earlier than now.
    init(_ input: Input, shown service: Service, fingerprint: IntakeFingerprint? = nil) {
        self.input = input
        self.service = service
        self.fingerprint = fingerprint ?? IntakeFingerprint(Input.settings, of: service)
    }

    var status: HTTPResponse.Status { changes.isEmpty ? problems.status : .conflict }

    /// The changes in words, and which of them saving would replace.
    var changesInWords: [SettingsPage.Change] {
        let yours = IntakeFingerprint(Input.settings, of: service)
            .changes(of: Input.settings, in: input.applied(to: service).service)
        return changes.map { setting in
            SettingsPage.Change(
                setting: setting.words, value: IntakeFingerprint.words(for: setting, in: service.settings),
                isReplaced: yours.contains(setting))
        }
    }
}
