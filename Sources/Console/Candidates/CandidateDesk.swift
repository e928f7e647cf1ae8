internal import Domain
internal import UseCases

/// Everything that the page of one candidate is made from.
struct CandidateDesk: Sendable {
    let review: CandidateReview
    let extractions: [ActivityLine]
    let handovers: [HandoverOverview]
    /// Who may be made the reviewer; empty for who can't choose.
    let people: [(memberID: MemberID, name: String)]
    let settings: ServiceSettings
    let rights: Set<Role.Right>
    let me: MemberID?
    let path: String
    let now: Instant
    /// Where the list was left, with its filter and columns.
    let listHref: String?

    /// In the address of a page that shows every line of the history.
    static let wholeHistory = "history=all"
    static let historyLength = 50

    var candidate: Candidate { review.candidate }

    var reviewer: ReviewStep.Reviewer {
        review.reviewer.map { $0 == me ? .oneself : .somebodyElse } ?? .nobody
    }

    /// Whether the member can accept and reject attributes now: nobody decides about what they don't see.
    var canDecide: Bool {
        review.identity == .open && candidate.status == .inreview && rights.contains(.review)
    }

    /// Whether the member is the reviewer, or has decided about an attribute.
    var hasReviewed: Bool {
        let me = me.map { HistoryEvent.Actor.member($0) }
        return reviewer == .oneself || me != nil && review.attributes.contains { $0.decidedBy == me }
    }

    /// Whose names the page needs.
    var actors: [HistoryEvent.Actor] {
        var actors =
            review.history.map(\.event.actor) + extractions.map(\.actor) + review.notes.map(\.author)
        actors += review.attributes.compactMap(\.decidedBy)
        actors += [review.hold?.placedBy, review.hold?.liftAskedBy].compactMap(\.self)
        if let reviewer = review.reviewer { actors.append(.member(reviewer)) }
        return actors
    }

    func isPossible(_ act: CandidateAct) -> Bool {
        act.isPossible(for: review, by: me, with: rights, takesSubmissions: settings.submission.isOn)
    }
}

extension CandidatePages {
    func recordID(_ context: ServiceContext) throws(Failure) -> RecordID {
        guard let recordID = RecordID(context.parameter("recordId")) else {
            throw .notFound("There is no such candidate.")
        }
        return recordID
    }

    func path(_ context: ServiceContext) throws(Failure) -> String {
        "\(context.servicePath)/candidates/\(try recordID(context).text)"
    }

    /// - Parameter isWhole: whether every line of the history is wanted.
    func review(_ context: ServiceContext, isWhole: Bool = false) async throws(Failure) -> CandidateReview {
        try await registry.candidateReview(
            .recordID(recordID(context)), in: context.service.serviceID,
            lines: isWhole ? nil : CandidateDesk.historyLength, by: context.caller)
    }

    func desk(_ context: ServiceContext, isWhole: Bool = false) async throws(Failure) -> CandidateDesk {
        let review = try await review(context, isWhole: isWhole)
        let (serviceID, recordID) = (context.service.serviceID, review.candidate.recordID)
        let chooses = context.rights.contains(.review) && !review.candidate.isArchived
        let people =
            chooses
            ? try registry.possibleReviewers(in: serviceID, by: context.caller).map { one in
                (memberID: one.memberID, name: one.name.withExposed { $0 })
            } : []
        return CandidateDesk(
            review: review,
            extractions: try registry.extractions(
                of: recordID, limit: Self.pageLength, in: serviceID, by: context.caller),
            handovers: try registry.handovers(of: .recordID(recordID), in: serviceID, by: context.caller),
            people: people, settings: context.service.settings, rights: context.rights,
            me: context.caller.member?.member.memberID, path: try path(context), now: context.visit.now,
            listHref: registry.keptList(of: serviceID, by: context.caller))
    }
}
