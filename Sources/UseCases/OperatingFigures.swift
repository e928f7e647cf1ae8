package import Domain
internal import SQLCore
internal import Store

/// How things stand in all services together: counts and ages, no ids.
package struct OperatingFigures: Sendable {
    package var living: [CandidateStatus: Int] = [:]
    package var archived: [CandidateStatus: Int] = [:]
    package var overdueCount = 0
    /// Of the oldest archive that is due and not done; 0 without one.
    package var archiveLagSeconds = 0.0
    package var heldCount = 0
    package var pendingErasures = 0
    package var draftCount = 0
    package var outboxCount = 0
    package var outboxAgeSeconds = 0.0
    package var pausedWebhooks = 0
    /// Of living candidates, in the submission that they stand at.
    package var stuckHandovers = 0
    /// Since midnight, UTC.
    package var extractionCount = 0
    package var usableKeys = 0
    /// Disabled or expired.
    package var otherKeys = 0

    package init() {}
}

extension Registry {
    /// For whoever watches the machine; it shows nothing that belongs to a service.
    package func operatingFigures() throws(Failure) -> OperatingFigures {
        let at = now
        var figures = OperatingFigures()
        let (counts, tallies) = try read { transaction in
            (try transaction.first(OperatingCounts(now: at)), try transaction.all(AllTallies()))
        }
        for tally in tallies {
            figures.living[tally.status] = tally.count - tally.archived
            figures.archived[tally.status] = tally.archived
        }
        (figures.usableKeys, figures.otherKeys) = directory.keyCounts(at: at)
        guard let counts else { return figures }
        let age = { (since: Instant?) in since.map { Double(max(0, at.milliseconds - $0.milliseconds)) / 1000 } ?? 0 }
        figures.overdueCount = counts.overdue
        figures.archiveLagSeconds = age(counts.oldestDue)
        figures.heldCount = counts.held
        figures.pendingErasures = counts.erasures
        figures.draftCount = counts.drafts
        figures.outboxCount = counts.outbox
        figures.outboxAgeSeconds = age(counts.oldestDelivery)
        figures.pausedWebhooks = counts.pausedWebhooks
        figures.stuckHandovers = counts.stuckHandovers
        figures.extractionCount = counts.extractions
        return figures
    }
}
