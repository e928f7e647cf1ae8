package import Domain
package import UseCases
internal import Wire

/// The list of candidates as a spreadsheet reads it (RFC 4180): metadata only. A stretch of it at a time, so that a list of
/// any length needs little memory.
package enum ListSheet {
    private static let heads = [
        "Record id", "Support id", "refId", "Status", "Submitted", "Times submitted", "Waiting since",
        "In review since",
        "Approved", "Review requested", "Updated", "Reviewer", "Archive planned", "Archived",
        "Legal hold",
    ]

    /// With a byte order mark, without which the commonest spreadsheet takes UTF-8 for something else.
    package static let head = "\u{FEFF}" + heads.joined(separator: ",") + "\r\n"

    /// - Parameter names: of the rows' reviewers, former ones too, as in the list itself.
    package static func lines(_ rows: [CandidateListRow], names: [MemberID: String]) -> String {
        var text = ""
        for row in rows {
            let (candidate, dates) = (row.candidate, row.candidate.dates)
            let cells = [
                candidate.recordID.text, candidate.supportID.text,
                UsageSheet.cell(candidate.refID?.text ?? ""),
                candidate.status.rawValue, time(dates.submitted), String(candidate.submitCount),
                time(dates.waiting),
                time(dates.inReview), time(dates.approved), time(dates.reviewRequested),
                time(row.changedAt),
                row.reviewer.map { UsageSheet.cell(names[$0] ?? "Former member") } ?? "", time(dates.willArchive),
                time(candidate.archivedAt), row.isHeld ? "yes" : "no",
            ]
            text += cells.joined(separator: ",") + "\r\n"
        }
        return text
    }

    private static func time(_ instant: Instant?) -> String {
        instant.map { WireDate.string(milliseconds: $0.milliseconds) } ?? ""
    }
}
