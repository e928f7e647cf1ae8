internal import Domain
internal import Hummingbird
internal import UseCases

/// "What would this key return?" Looking starts no clock and leaves no extraction.
struct KeyPreview: Sendable {
    let console: KeyPages

    private static let mostCandidates = 50

    /// For a scope that is only thought of.
    @Sendable func ofScope(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let query = request.uri.queryParameters
        let scope = query["scope"].flatMap { Scope(rawValue: String($0)) } ?? .text
        let delay = Delay(number: String(query["archive"] ?? ""), unitText: String(query["unit"] ?? ""))
        var problems = Problems()
        var rule: ArchiveRule?
        if !delay.number.isEmpty {
            switch delay.reading(within: ArchiveRule.allowedSeconds) {
            case .seconds(let seconds): rule = scope.readsAttributes ? ArchiveRule(stored: seconds) : nil
            case .notWhole: problems.add("archive", "Give the delay as a whole number, or leave it empty.")
            case .outOfRange: problems.add("archive", "The delay is 0 seconds to 365 days.")
            }
        }
        return try page(nil, scope, rule, delay, request, problems, context)
    }

    @Sendable func ofKey(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let overview = try console.overview(context)
        let (scope, rule) = (overview.key.scope, overview.key.archiveRule)
        return try page(
            try console.row(overview, context), scope, rule, Delay(seconds: rule?.seconds ?? 0), request, Problems(),
            context)
    }

    private func page(
        _ row: KeyRow?, _ scope: Scope, _ rule: ArchiveRule?, _ delay: Delay, _ request: Request, _ found: Problems,
        _ context: ServiceContext
    ) throws -> Response {
        let (masked, chosen, problems) = try masked(scope, rule, request, found, context)
        let keysPath = "\(context.servicePath)/keys"
        let candidates = try candidates(chosen: chosen, context)
        let page = KeyPreviewPage(
            frame: console.frame("What would this key return?", context),
            path: row.map { "\($0.path)/preview" } ?? "\(keysPath)/preview", back: row?.path ?? keysPath, row: row,
            scopes: Scope.allCases.map {
                Choice(value: $0.rawValue, label: KeyWords.scope($0), isChosen: $0 == scope)
            },
            delay: delay.number, units: Choice.units(chosen: delay.unit), candidates: candidates,
            hasCandidates: candidates.count > 1, isSample: chosen == nil, problems: problems,
            request: "GET \(console.settings.apiURL())/kyc/1.0/connect/\(context.service.clientID.text)"
                + "/recordId/\(masked.candidate.recordID.text)",
            json: ReadableJSON.indented(MaskedAnswer.json(masked)),
            consequence: KeyWords.consequence(of: rule, isArchived: masked.candidate.isArchived),
            sealing: row?.sealing)
        return try console.pages.html("keys-preview", page, status: problems.status)
    }

    /// The candidate that was asked for, or the sample where there is none.
    private func masked(
        _ scope: Scope, _ rule: ArchiveRule?, _ request: Request, _ found: Problems, _ context: ServiceContext
    ) throws(Failure) -> (masked: MaskedCandidate, chosen: RecordID?, problems: Problems) {
        var problems = found
        let service = context.service.serviceID
        let wanted = request.uri.queryParameters["recordId"].map(String.init) ?? ""
        if !wanted.isEmpty {
            do throws(Failure) {
                guard let recordID = RecordID(wanted) else { throw .notFound("There is no such candidate.") }
                let masked = try console.registry.preview(
                    scope: scope, archiveRule: rule, of: .recordID(recordID), in: service, by: context.caller)
                return (masked, recordID, problems)
            } catch {
                guard error.isNotFound else { throw error }
                problems.add("recordId", "This candidate isn't there any more. Below stands the sample.")
            }
        }
        let sample = try console.registry.preview(
            scope: scope, archiveRule: rule, of: nil, in: service, by: context.caller)
        return (sample, nil, problems)
    }

    private func candidates(chosen: RecordID?, _ context: ServiceContext) throws(Failure) -> [Choice] {
        let sample = Choice(value: "", label: "An invented sample", isChosen: chosen == nil)
        guard context.rights.contains(.seeCandidates) else { return [sample] }
        var candidates = try console.registry.candidatePage(
            status: nil, before: nil, limit: Self.mostCandidates, in: context.service.serviceID, by: context.caller
        ).candidates.map { candidate in
            Choice(
                value: candidate.recordID.text,
                label: "\(candidate.refID?.text ?? candidate.recordID.text) · \(Self.words(for: candidate))",
                isChosen: candidate.recordID == chosen)
        }
        if let chosen, !candidates.contains(where: \.isChosen) {
            candidates.append(Choice(value: chosen.text, label: chosen.text, isChosen: true))
        }
        return [sample] + candidates
    }

    private static func words(for candidate: Candidate) -> String {
        let status = candidate.status.rawValue.replacing("_", with: " ")
        return candidate.isArchived ? "\(status), archived" : status
    }
}
