package import Domain
internal import UseCases

/// `candidates-list.mustache`
struct CandidateTablePage: PageModel {
    struct Chip: Sendable {
        let words: String
        let href: String
        let isCurrent: Bool
    }

    struct Row: Sendable {
        let href: String
        let record: RecordText
        let status: StatusWord
        let refId: String?
        let submitted: TimeCell
        let statusSince: TimeCell?
        let archived: TimeCell?
        let willArchive: TimeCell?

        init(_ candidate: Candidate, changedAt: Instant?, path: String, now: Instant) {
            record = RecordText(candidate.recordID)
            href = "\(path)/\(record.full)"
            status = StatusWord(candidate.status)
            refId = candidate.refID?.text
            submitted = TimeCell(candidate.dates.submitted, now: now)
            statusSince = candidate.statusSince(changedAt: changedAt).map { TimeCell($0, now: now) }
            archived = candidate.archivedAt.map { TimeCell($0, now: now) }
            willArchive = candidate.isArchived ? nil : candidate.dates.willArchive.map { TimeCell($0, now: now) }
        }
    }

    let frame: PageFrame
    let path: String
    let chips: [Chip]
    /// The status that is asked for.
    let statusWords: String?
    /// Absent for whoever doesn't manage keys.
    let keysHref: String?
    let rows: [Row]
    let count: String
    /// Nobody has ever submitted.
    let isEmpty: Bool
    let isNothingFound: Bool
    let olderHref: String?
    let newestHref: String?
    let hasPager: Bool

    init(
        frame: PageFrame, path servicePath: String, page: CandidateListPage, status: CandidateStatus?,
        isFirst: Bool, managesKeys: Bool, now: Instant
    ) {
        let path = "\(servicePath)/candidates"
        self.frame = frame
        self.path = path
        statusWords = status.map { StatusWord($0).words }
        keysHref = managesKeys ? "\(servicePath)/keys" : nil
        let all = Chip(words: "All", href: path, isCurrent: status == nil)
        chips =
            [all]
            + CandidateStatus.allCases.map {
                Chip(
                    words: StatusWord($0).words, href: PageAddress.text(path, [("status", $0.rawValue)]),
                    isCurrent: $0 == status)
            }
        rows = page.candidates.map { Row($0, changedAt: page.changedAt[$0.recordID], path: path, now: now) }
        count = Figures.count(page.total, "candidate")
        isEmpty = rows.isEmpty && status == nil && isFirst
        isNothingFound = rows.isEmpty && !isEmpty
        let filter = ("status", status?.rawValue ?? "")
        olderHref = page.next.map { PageAddress.text(path, [filter, ("before", String($0))]) }
        newestHref = isFirst ? nil : PageAddress.text(path, [filter])
        hasPager = olderHref != nil || newestHref != nil
    }
}

extension Candidate {
    /// When the candidate came to its status. A rejection and a block leave no date of their own; they are the last
    /// change then.
    package func statusSince(changedAt: Instant?) -> Instant? {
        switch status {
        case .incomplete, .rejected, .blocked: changedAt
        case .waiting: dates.waiting
        case .inreview: dates.inReview
        case .approved: dates.approved
        case .reviewRequested: dates.reviewRequested
        }
    }
}
