internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore

/// The candidates of a service: the list, one of them, and what can be done to it.
struct CandidatePages: Sendable {
    let registry: Registry
    let pages: Pages
    let settings: ConsoleSettings

    static let pageLength = 50

    func addRoutes(to group: RouterGroup<ServiceContext>) {
        let candidates = group.group("candidates").get("", use: list).get(":recordId", use: show)
        for act in CandidateAct.allCases {
            candidates.get(":recordId/\(act.rawValue)", use: form(act))
            candidates.post(":recordId/\(act.rawValue)", use: perform(act))
        }
        candidates.get(":recordId/acknowledgements/:keyId/undo", use: undoForm)
            .post(":recordId/acknowledgements/:keyId/undo", use: undo)
    }

    @Sendable private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let query = Form(request.uri.query ?? "") ?? .empty
        let status = CandidateStatus(rawValue: query.text("status"))
        let before = Int64(query.text("before"))
        let page = try registry.candidatePage(
            status: status, before: before, limit: Self.pageLength, in: context.service.serviceID, by: context.caller)
        return try pages.html(
            "candidates-list",
            CandidateTablePage(
                frame: PageFrame(title: "Candidates", tab: .candidates, context: context), path: context.servicePath,
                page: page, status: status, isFirst: before == nil,
                managesKeys: context.rights.contains(.manageKeys), now: context.visit.now))
    }

    @Sendable private func show(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try pages.html("candidates-show", page(context))
    }

    /// The dialog that says what an act does.
    private func form(_ act: CandidateAct) -> @Sendable (Request, ServiceContext) async throws -> Response {
        { _, context in
            let overview = try overview(context)
            guard act.isPossible(for: overview.candidate, with: context.rights) else {
                return .seeOther(path(of: overview.candidate, context))
            }
            return try pages.html("candidates-show", page(context, act))
        }
    }

    private func perform(_ act: CandidateAct) -> @Sendable (Request, ServiceContext) async throws -> Response {
        { request, context in
            let form = try await Form.read(request, context)
            let candidate = try overview(context).candidate
            do throws(Failure) {
                try await perform(act, on: candidate, form, context)
                let target = act == .delete ? "\(context.servicePath)/candidates" : path(of: candidate, context)
                return .seeOther(target, notice: act.notice)
            } catch {
                guard error.belongsInForm else { throw error }
                return try pages.html(
                    "candidates-show", page(context, act, Problems(error)), status: .init(code: error.httpStatus))
            }
        }
    }

    private func perform(
        _ act: CandidateAct, on candidate: Candidate, _ form: Form, _ context: ServiceContext
    ) async throws(Failure) {
        let selector = CandidateSelector.recordID(candidate.recordID)
        let serviceID = context.service.serviceID
        switch act {
        case .archive: _ = try await registry.archiveNow(selector, in: serviceID, by: context.caller)
        case .block: _ = try await registry.changeStatus(.block, of: selector, in: serviceID, by: context.caller)
        case .unblock: _ = try await registry.changeStatus(.unblock, of: selector, in: serviceID, by: context.caller)
        case .delete:
            let confirmed = try await registry.confirm(
                context.caller, password: form.secret("password"), from: context.address)
            try await registry.delete(selector, in: serviceID, by: confirmed)
        }
    }

    /// The dialog that says what taking an acknowledgement back does.
    @Sendable private func undoForm(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let overview = try overview(context)
        guard let handover = try undoable(of: overview.candidate, context) else {
            return .seeOther(path(of: overview.candidate, context))
        }
        return try pages.html("candidates-show", page(context, undoing: handover))
    }

    @Sendable private func undo(_ request: Request, _ context: ServiceContext) async throws -> Response {
        _ = try await Form.read(request, context)
        let candidate = try overview(context).candidate
        guard let keyID = KeyID(context.parameter("keyId")) else { throw Self.nothingAcknowledged }
        do throws(Failure) {
            try await registry.undoAcknowledgement(
                of: .recordID(candidate.recordID), to: keyID, in: context.service.serviceID, by: context.caller)
            return .seeOther(path(of: candidate, context), notice: .acknowledgementUndone)
        } catch {
            guard error.isConflict else { throw error }
            var problems = Problems()
            problems.add("general", error.message)
            return try pages.html("candidates-show", page(context, nil, problems), status: .conflict)
        }
    }

    private func undoable(
        of candidate: Candidate, _ context: ServiceContext
    ) throws(Failure) -> HandoverOverview? {
        guard context.rights.contains(.archive) else { return nil }
        return try registry.handovers(
            of: .recordID(candidate.recordID), in: context.service.serviceID, by: context.caller
        ).first { $0.isUndoable && $0.keyID.text == context.parameter("keyId") }
    }

    private static let nothingAcknowledged = Failure.notFound("Nothing was acknowledged for this key.")

    private func path(of candidate: Candidate, _ context: ServiceContext) -> String {
        "\(context.servicePath)/candidates/\(candidate.recordID.text)"
    }

    private func overview(_ context: ServiceContext) throws(Failure) -> CandidateOverview {
        guard let recordID = RecordID(context.parameter("recordId")) else {
            throw .notFound("There is no such candidate.")
        }
        return try registry.candidateOverview(
            .recordID(recordID), in: context.service.serviceID, by: context.caller)
    }

    private func page(
        _ context: ServiceContext, _ act: CandidateAct? = nil, undoing: HandoverOverview? = nil,
        _ problems: Problems = Problems()
    ) throws(Failure) -> CandidatePage {
        let overview = try overview(context)
        let recordID = overview.candidate.recordID
        let extractions = try registry.extractions(
            of: recordID, limit: Self.pageLength, in: context.service.serviceID, by: context.caller)
        var actors = overview.history.map(\.actor)
        actors += extractions.map(\.actor)
        let details = overview.history.map(\.detail)
        let names = try ActivityNames(for: actors, details: details, context)
        let handovers = try registry.handovers(
            of: .recordID(recordID), in: context.service.serviceID, by: context.caller)
        let path = path(of: overview.candidate, context)
        let dialog =
            act.map { CandidateDialog($0, overview, path: path, problems: problems) }
            ?? undoing.map {
                CandidateDialog(
                    undoing: $0, key: names.key($0.keyID.text), of: overview.candidate, path: path, problems: problems)
            }
        return CandidatePage(
            frame: PageFrame(
                title: dialog?.title ?? "Candidate \(RecordText(recordID).short)", tab: .candidates, context: context),
            overview: overview, extractions: extractions, handovers: handovers, names: names, rights: context.rights,
            path: path, now: context.visit.now, dialog: dialog, problems: problems)
    }
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
            if let id = detail.split(separator: " ").first.flatMap({ MemberID(String($0)) }) { ids.insert(id) }
        }
        let registry = context.visit.registry
        for (id, name) in try registry.memberNames(ids) { members[id] = name.withExposed { $0 } }
        guard context.rights.contains(.seeCandidates) else { return }
        keys = try registry.keyNames(of: context.service.serviceID, by: context.caller)
    }
}
