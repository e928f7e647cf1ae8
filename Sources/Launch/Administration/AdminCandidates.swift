internal import Domain
internal import Hummingbird
internal import UseCases
internal import WebCore
internal import Wire

/// Candidates, as the commands look at them and decide about them. No value of an attribute is ever answered.
struct AdminCandidates: Sendable {
    let registry: Registry
    private static let largestPage = 1000

    @Sendable func list(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        let service = try registry.service(context)
        let skip = max(0, Int(try asked.number("skip") ?? 0))
        let limit = min(max(1, Int(try asked.number("limit") ?? 20)), Self.largestPage)
        let candidates = try registry.candidates(
            status: asked.status("status"), skip: skip, limit: limit, in: service.serviceID, by: .localOperator)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("candidates")
        writer.beginArray()
        for candidate in candidates { CandidateDocument(candidate).write(into: &writer) }
        writer.endArray()
        writer.member("skip", skip)
        writer.member("limit", limit)
        writer.endObject()
        return .json(writer.bytes)
    }

    @Sendable func show(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        let service = try registry.service(context)
        let overview = try registry.candidateOverview(asked.selector(), in: service.serviceID, by: .localOperator)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("candidate")
        CandidateDocument(overview.candidate).write(into: &writer)
        writer.key("attributes")
        writer.beginObject()
        for (slug, kind) in overview.attributes { writer.member(slug, kind.rawValue) }
        writer.endObject()
        writer.member("extractions", overview.extractionCount)
        try registry.legalHold(of: asked.selector(), in: service.serviceID, by: .localOperator).hold?
            .write(into: &writer)
        writer.key("handovers")
        writer.beginArray()
        for handover in try registry.handovers(of: asked.selector(), in: service.serviceID, by: .localOperator) {
            write(handover, into: &writer)
        }
        writer.endArray()
        writer.key("history")
        writer.beginArray()
        for event in overview.history { write(event, into: &writer) }
        writer.endArray()
        if !overview.consents.isEmpty {
            writer.key("consents")
            writer.beginArray()
            for consent in overview.consents { write(consent, into: &writer) }
            writer.endArray()
        }
        writer.endObject()
        return .json(writer.bytes)
    }

    @Sendable func changeStatus(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        guard let change = StatusChange(rawValue: try asked.requiredText("change")), change != .resubmit else {
            throw Failure.invalid(field: "change", "There is no such change.")
        }
        let candidate = try await registry.changeStatus(
            change, of: asked.selector(), in: registry.service(context).serviceID, reason: asked.reason(),
            by: .localOperator)
        return answer(candidate)
    }

    @Sendable func reviewAttribute(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        guard let decision = AttributeDecision(rawValue: try asked.requiredText("decision")) else {
            throw Failure.invalid(field: "decision", "A decision is accepted or rejected.")
        }
        let slug = try Slug(asked.requiredText("slug"))
        try await registry.reviewAttribute(
            slug, of: asked.selector(), as: decision, reason: asked.reason(),
            in: registry.service(context).serviceID, by: .localOperator)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("slug", slug.text)
        writer.member("decision", decision.rawValue)
        writer.endObject()
        return .json(writer.bytes)
    }

    @Sendable func archive(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        return answer(
            try await registry.archiveNow(
                asked.selector(), in: registry.service(context).serviceID, by: .localOperator))
    }

    @Sendable func undoAcknowledgement(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        let serviceID = try registry.service(context).serviceID
        guard let keyID = try KeyID(asked.requiredText("key")) else {
            throw Failure.invalid(field: "key", "A key's id is 12 letters and digits.")
        }
        let selector = try asked.selector()
        try await registry.undoAcknowledgement(of: selector, to: keyID, in: serviceID, by: .localOperator)
        return answer(try registry.candidateOverview(selector, in: serviceID, by: .localOperator).candidate)
    }

    @Sendable func delete(_ request: Request, _ context: AdminRouter.Context) async throws -> Response {
        let asked = try await request.adminRequest()
        try await registry.delete(asked.selector(), in: registry.service(context).serviceID, by: .localOperator)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("deleted", true)
        writer.endObject()
        return .json(writer.bytes)
    }

    private func answer(_ candidate: Candidate) -> Response {
        var writer = JSONWriter()
        CandidateDocument(candidate).write(into: &writer)
        return .json(writer.bytes)
    }

    private func write(_ handover: HandoverOverview, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("key", handover.keyID.text)
        writer.member("submitCount", handover.submitCount)
        writer.memberIfPresent("leaseEndsAt", milliseconds: handover.leaseEndsAt?.milliseconds)
        writer.member("expiredLeases", handover.expiredLeases)
        writer.memberIfPresent("acknowledgedAt", milliseconds: handover.acknowledgedAt?.milliseconds)
        writer.member("undoable", handover.isUndoable)
        writer.endObject()
    }

    private func write(_ consent: ConsentWording, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("digest", consent.digest.text)
        writer.member("text", consent.wording)
        writer.member("firstUsedAt", milliseconds: consent.firstUsedAt.milliseconds)
        writer.endObject()
    }

    private func write(_ event: HistoryEvent, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("at", milliseconds: event.at.milliseconds)
        writer.member("event", event.kind.rawValue)
        writer.member("by", event.actor.text)
        if !event.detail.isEmpty { writer.member("detail", event.detail) }
        writer.endObject()
    }
}

extension CandidateDocument {
    /// What is known without opening anything.
    init(_ candidate: Candidate) {
        let dates = candidate.dates
        self.init(
            status: candidate.status.rawValue, recordID: candidate.recordID.text, blockPassID: candidate.supportID.text,
            refID: candidate.refID?.text, isArchived: candidate.isArchived, submitCount: candidate.submitCount,
            waitingDate: dates.waiting?.milliseconds, inreviewDate: dates.inReview?.milliseconds,
            approvedDate: dates.approved?.milliseconds, reviewRequestedDate: dates.reviewRequested?.milliseconds,
            willArchiveAtDate: dates.willArchive?.milliseconds)
    }
}
