internal import Domain
internal import JOSE
internal import SQLCore
internal import Store

/// When a service approves a candidate by itself: every attribute the candidate has carries a certificate of a chosen name.
/// Pure.
///
/// What a certificate vouches for, `VouchedAttributes` says. Only certificates that came with this very submission count: an
/// earlier one knows nothing of what was given since. One that came from the submission page never does.
///
/// The rule is the service's own choice and stands beside four eyes: where it approves, nobody reviewed. A status that an
/// import brings along is taken as it is.
struct ApprovalRule: Sendable {
    private let names: Set<String>

    init(_ settings: ReviewSettings) {
        names = Set(settings.approvingCertificates)
    }

    /// - Parameters:
    ///   - earlier: texts and pictures that stay from before.
    ///   - caller: who submits.
    func approves(
        _ submission: Submission, over earlier: (texts: [AttributeEntry], pictures: [Slug]), by caller: Caller,
        at now: Instant
    ) -> Bool {
        if case .candidate = caller.identity { return false }
        guard !names.isEmpty, submission.past.status == nil else { return false }
        let vouched = submission.certificates.filter { names.contains($0.name) }
            .map { $0.json.withExposed { VouchedAttributes(of: $0, at: now.milliseconds) } }
        guard !vouched.isEmpty else { return false }
        var values = Dictionary(earlier.texts.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        for text in submission.texts { values[text.slug.text] = text.value }
        let pictures = Set(earlier.pictures + submission.pictures.map(\.slug))
        guard !values.isEmpty || !pictures.isEmpty else { return false }
        return values.allSatisfy { slug, value in
            value.withExposed { value in vouched.contains { $0.contain(slug, value: value) } }
        } && pictures.allSatisfy { slug in vouched.contains { $0.contain(slug.text, value: nil) } }
    }
}

typealias AttributeEntry = (name: String, value: Sensitive<String>)

extension Work {
    /// Approves who has just been taken in, as the service's rule says: a review that begins and ends at once, by Lethe. A
    /// rejected attribute that was not given anew stands against it.
    mutating func approveByRule(_ record: CandidateRecord, attributes: Set<Slug>) throws {
        let before = record.candidate
        let recordID = before.recordID
        let reviews = try transaction.all(AttributeReviews(of: recordID))
        guard before.status == .waiting, !reviews.contains(where: { $0.decision == .rejected }) else { return }
        let inReview = try before.after(.startReview, at: now)
        var approved = record
        approved.candidate = try inReview.after(.approve, at: now)
        approved.changedAt = now
        for slug in attributes.subtracting(reviews.map(\.slug)).sorted() {
            try accept(slug, of: recordID, by: .lethe)
        }
        try transaction.run(UpdateCandidate(approved))
        try moveTally(from: before, to: approved.candidate)
        for (from, to) in [(before, inReview), (inReview, approved.candidate)] {
            try recordStatus(from: from.status, to: to.status, of: recordID, by: .lethe)
            try announce(.status, of: to)
        }
    }
}
