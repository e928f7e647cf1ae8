package import Domain
package import UseCases

/// What stands behind `/metrics`: what was counted since the start, and how things are at this moment. No ids, and nothing
/// of a person.
package struct OperatingMetrics: Sendable {
    private let registry: Registry
    private let counted: MetricsRegistry

    package init(registry: Registry, counted: MetricsRegistry) {
        self.registry = registry
        self.counted = counted
    }

    /// Prometheus' text format 0.0.4.
    package func text() throws(Failure) -> String {
        let figures = try registry.operatingFigures()
        return (Self.families(of: figures) + counted.families()).sorted { $0.name < $1.name }.map(\.text).joined()
    }

    package static func families(of figures: OperatingFigures) -> [MetricFamily] {
        [
            candidates(figures),
            gauge(
                "lethe_archive_overdue_candidates", "Candidates whose archive is due and not done.",
                figures.overdueCount),
            gauge(
                "lethe_archive_lag_seconds", "Age of the oldest archive that is due and not done.",
                figures.archiveLagSeconds),
            gauge("lethe_legal_holds", "Candidates under legal hold.", figures.heldCount),
            gauge("lethe_pending_erasures", "Keys and pictures that wait to be wiped.", figures.pendingErasures),
            gauge("lethe_open_drafts", "Submissions that were begun on the page and not sent.", figures.draftCount),
            gauge("lethe_outbox_deliveries", "Webhook deliveries that are still to be made.", figures.outboxCount),
            gauge(
                "lethe_outbox_age_seconds", "Age of the oldest webhook delivery that is still to be made.",
                figures.outboxAgeSeconds),
            gauge("lethe_webhooks_paused", "Webhooks that Lethe has paused.", figures.pausedWebhooks),
            gauge(
                "lethe_handovers_stuck",
                "Hand-overs that no receiver acknowledges, though they were taken again and again.",
                figures.stuckHandovers),
            keys(figures),
            MetricFamily(
                name: "lethe_extractions_today", kind: .gauge,
                help: "Candidates that keys have read with attributes, since midnight UTC.",
                samples: [.init(value: .number(Double(figures.extractionCount)))]),
        ]
    }

    private static func candidates(_ figures: OperatingFigures) -> MetricFamily {
        let samples = CandidateStatus.allCases.flatMap { status in
            [("living", figures.living), ("archived", figures.archived)].map { state, counts in
                MetricFamily.Sample(
                    labels: [MetricLabel("state", state), MetricLabel("status", status.rawValue)],
                    value: .number(Double(counts[status] ?? 0)))
            }
        }
        return MetricFamily(
            name: "lethe_candidates", kind: .gauge, help: "Candidates by status, living and archived.", samples: samples
        )
    }

    private static func keys(_ figures: OperatingFigures) -> MetricFamily {
        let states = [("usable", figures.usableKeys), ("disabled", figures.otherKeys)]
        return MetricFamily(
            name: "lethe_api_keys", kind: .gauge, help: "API keys; disabled are expired ones too.",
            samples: states.map { state, count in
                MetricFamily.Sample(labels: [MetricLabel("state", state)], value: .number(Double(count)))
            })
    }

    private static func gauge(_ name: String, _ help: String, _ value: some BinaryInteger) -> MetricFamily {
        gauge(name, help, Double(value))
    }

    private static func gauge(_ name: String, _ help: String, _ value: Double) -> MetricFamily {
        MetricFamily(name: name, kind: .gauge, help: help, samples: [.init(value: .number(value))])
    }
}
