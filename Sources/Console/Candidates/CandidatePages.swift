internal import Domain
internal import HTTPTypes
internal import Hummingbird
internal import UseCases
internal import WebCore

/// One candidate of a service, and what can be done to it: the reviewer's desk.
struct CandidatePages: Sendable {
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    static let pageLength = 50

    func addRoutes(to group: RouterGroup<ServiceContext>) {
        group.get("consent/:digest", use: consent)
        let candidates = group.group("candidates").get(":recordId", use: show)
        for act in CandidateAct.allCases {
            candidates.get(":recordId/\(act.rawValue)", use: form(act))
            candidates.post(":recordId/\(act.rawValue)", use: perform(act))
        }
        candidates.get(":recordId/acknowledgements/:keyId/undo", use: undoForm)
            .post(":recordId/acknowledgements/:keyId/undo", use: undo)
        candidates.post(":recordId/reviewer", use: assign)
            .post(":recordId/start", use: start)
            .post(":recordId/approve", use: approve)
            .post(":recordId/attributes/accept-all", use: acceptAll)
            .post(":recordId/attributes/:slug/accept", use: accept)
            .post(":recordId/attributes/:slug/reject", use: reject)
            .post(":recordId/attributes/:slug/undecide", use: undecide)
            .post(":recordId/notes", use: writeNote)
            .post(":recordId/fields", use: setFields)
        // The address that a refused form leaves behind, opened again.
        for below in [
            "reviewer", "start", "approve", "attributes/accept-all", "attributes/:slug/accept",
            "attributes/:slug/undecide", "notes", "fields",
        ] {
            candidates.get(":recordId/\(below)") { _, context in Response.seeOther(try path(context)) }
        }
        candidates.get(":recordId/attributes/:slug/reject", use: rejection)
            .get(":recordId/pictures/:slug", use: picture)
            .get(":recordId/pictures/:slug/full", use: fullPicture)
    }

    @Sendable private func show(
        _ request: Request, _ context: ServiceContext
    ) async throws
        -> Response
    {
        let isWhole = Form(request.uri.query ?? "")?.text("history") == "all"
        return try page(await desk(context, isWhole: isWhole), context)
    }

    /// The dialog that says what an act does.
    private func form(
        _ act: CandidateAct
    )
        -> @Sendable (Request, ServiceContext) async throws -> Response
    {
        { _, context in
            let desk = try await desk(context)
            guard desk.isPossible(act) else { return .seeOther(desk.path) }
            return try page(desk, context, kept: Kept(act: act))
        }
    }

    /// The page, with what was typed and what is wrong with it.
    func page(
        _ context: ServiceContext, kept: Kept = Kept(), over: CandidatePage.Over = CandidatePage.Over(),
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        try page(await desk(context), context, kept: kept, over: over, status: status)
    }

    func page(
        _ desk: CandidateDesk, _ context: ServiceContext, kept: Kept = Kept(),
        over: CandidatePage.Over = CandidatePage.Over(), undoing: HandoverOverview? = nil,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let names = try ActivityNames(
            for: desk.actors, details: desk.review.history.map(\.event.detail), context)
        var (over, kept) = (over, kept)
        if kept.note.isEmpty, let note = registry.keptNote(about: desk.candidate.recordID, by: context.caller) {
            kept.note = note.withExposed { $0 }
        }
        let offers = desk.settings.review.feedbackTexts
        if let undoing {
            over.dialog = CandidateDialog(
                undoing: undoing, key: names.key(undoing.keyID.text), of: desk.candidate, path: desk.path)
        } else if let act = kept.act, desk.isPossible(act) {
            over.dialog = CandidateDialog(act, desk.review, path: desk.path, kept: kept, offers: offers)
        } else if let slug = kept.slug, desk.canDecide {
            over.dialog = CandidateDialog(rejecting: slug, path: desk.path, typed: kept.reason, offers: offers)
        }
        let title = over.dialog?.title ?? "Candidate \(RecordText(desk.candidate.recordID).short)"
        var frame = PageFrame(title: title, tab: .candidates, context: context)
        frame.part = PageFrame.Part("review", pages.assets)
        if let list = desk.listHref { frame.leadCurrentTab(to: list) }
        let model = CandidatePage(frame: frame, desk: desk, names: names, over: over, kept: kept)
        return try pages.html("candidates-show", model, status: status)
            .retrying(after: kept.problems.retryAfter)
    }

    /// Does what a form asks for. A refusal that belongs on the page comes back with what was typed.
    ///
    /// - Parameter kept: what was typed.
    func answer(
        _ request: Request, _ context: ServiceContext, keeping kept: (Form) -> Kept = { _ in Kept() },
        _ act: (_ form: Form, _ recordID: RecordID) async throws(Failure) -> Response
    ) async throws -> Response {
        let form = try await Form.read(request, context)
        let recordID = try recordID(context)
        // A note that somebody was typing when they pressed another button.
        if form.has("note") {
            try registry.keepNote(
                form.sensitive("note"), about: recordID, in: context.service.serviceID, by: context.caller)
        }
        do throws(Failure) {
            return try await act(form, recordID)
        } catch {
            guard error.belongsInForm else { throw error }
            var kept = kept(form)
            kept.take(error, form)
            return try await page(context, kept: kept, status: .init(code: error.httpStatus))
        }
    }

    /// The dialog that says what taking an acknowledgement back does.
    @Sendable private func undoForm(
        _ request: Request, _ context: ServiceContext
    ) async throws
        -> Response
    {
        let desk = try await desk(context)
        let asked = context.parameter("keyId")
        let handover = desk.handovers.first { $0.isUndoable && $0.keyID.text == asked }
        guard context.rights.contains(.archive), let handover else { return .seeOther(desk.path) }
        return try page(desk, context, undoing: handover)
    }

    @Sendable private func undo(
        _ request: Request, _ context: ServiceContext
    ) async throws
        -> Response
    {
        try await answer(request, context) { _, recordID throws(Failure) in
            guard let keyID = KeyID(context.parameter("keyId")) else {
                throw .notFound("Nothing was acknowledged for this key.")
            }
            try await registry.undoAcknowledgement(
                of: .recordID(recordID), to: keyID, in: context.service.serviceID, by: context.caller)
            return .back(to: try path(context), at: "handovers", notice: .acknowledgementUndone)
        }
    }
}

extension Response {
    /// 303 to the place of a page where one was.
    static func back(to path: String, at place: String? = nil, notice: Notice) -> Response {
        let fragment = place.map { "#\($0)" } ?? ""
        return .seeOther("\(path)?notice=\(notice.rawValue)\(fragment)")
    }
}

extension Form {
    /// The revision of the page that it stands on; none that could be right where it is absent.
    var revision: Int64 { Int64(text("revision")) ?? -1 }

    /// A text that may be left out.
    func given(_ name: String) -> Sensitive<String>? { text(name).isEmpty ? nil : sensitive(name) }
}

extension ActivityNames {
    /// The names that the lines need and the member may see: members by name, keys by description.
    init(
        for actors: [HistoryEvent.Actor], details: [String], _ context: ServiceContext
    ) throws(Failure) {
        self.init()
        var ids: Set<MemberID> = []
        for case .member(let memberID) in actors { ids.insert(memberID) }
        for detail in details {
            if let id = detail.split(separator: " ").first.flatMap({ MemberID(String($0)) }) {
                ids.insert(id)
            }
        }
        let registry = context.visit.registry
        for (id, name) in try registry.memberNames(ids) { members[id] = name.withExposed { $0 } }
        guard context.rights.contains(.seeCandidates) else { return }
        keys = try registry.keyNames(of: context.service.serviceID, by: context.caller)
    }
}
