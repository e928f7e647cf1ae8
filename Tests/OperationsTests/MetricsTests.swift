import CoreMetrics
import Domain
import Operations
import Testing
import UseCases

struct MetricsTests {
    private func text(_ registry: MetricsRegistry) -> String {
        registry.families().sorted { $0.name < $1.name }.map(\.text).joined()
    }

    @Test func countersCountAndAreNamedAsCounters() {
        let registry = MetricsRegistry()
        for _ in 0..<3 {
            registry.makeCounter(label: "hb.requests", dimensions: [("http.route", "/a/:id"), ("code", "200")])
                .increment(by: 1)
        }
        registry.makeCounter(label: "hb.requests", dimensions: [("http.route", "/b"), ("code", "404")]).increment(by: 7)
        #expect(
            text(registry) == """
                # TYPE hb_requests_total counter
                hb_requests_total{code="200",http_route="/a/:id"} 3
                hb_requests_total{code="404",http_route="/b"} 7

                """)
    }

    @Test func aHistogramsBucketsHoldAllThatIsFaster() throws {
        let registry = MetricsRegistry()
        let timer = registry.makeTimer(label: "store", dimensions: [])
        for nanoseconds in [100, 250_000, 250_001, 3_000_000, 99_000_000_000] as [Int64] {
            timer.recordNanoseconds(nanoseconds)
        }
        let lines = text(registry).split(separator: "\n").map(String.init)
        #expect(lines.first == "# TYPE store_seconds histogram")
        #expect(lines.contains("store_seconds_bucket{le=\"0.00025\"} 2"))
        #expect(lines.contains("store_seconds_bucket{le=\"0.0005\"} 3"))
        #expect(lines.contains("store_seconds_bucket{le=\"0.005\"} 4"))
        #expect(lines.contains("store_seconds_bucket{le=\"10\"} 4"))
        #expect(lines.contains("store_seconds_bucket{le=\"+Inf\"} 5"))
        #expect(lines.contains("store_seconds_count 5"))
    }

    @Test func labelsCannotBreakOutOfTheirLine() {
        let sample = MetricFamily.Sample(labels: [MetricLabel("a", "x\"} 1\nevil 2\\")], value: .number(0.5))
        let family = MetricFamily(name: "n", kind: .gauge, help: "", samples: [sample])
        #expect(family.text == "# TYPE n gauge\nn{a=\"x\\\"} 1\\nevil 2\\\\\"} 0.5\n")
    }

    @Test func gaugesGoUpAndDownAndAreOneForAll() {
        let registry = MetricsRegistry()
        registry.makeMeter(label: "active", dimensions: []).increment(by: 2)
        registry.makeMeter(label: "active", dimensions: []).decrement(by: 1)
        #expect(text(registry) == "# TYPE active gauge\nactive 1\n")
    }

    @Test func seriesBeyondTheBoundAreNotKept() {
        let registry = MetricsRegistry()
        for index in 0..<5000 {
            registry.makeCounter(label: "c", dimensions: [("n", String(index))]).increment(by: 1)
        }
        #expect(registry.families().first?.samples.count == 4000)
    }

    @Test func everyFigureHasAFamilyOfItsOwn() {
        var figures = OperatingFigures()
        figures.living = [.waiting: 3]
        figures.archived = [.approved: 4]
        let families = OperatingMetrics.families(of: figures)
        #expect(Set(families.map(\.name)).count == families.count)
        let candidates = families.first { $0.name == "lethe_candidates" }?.text ?? ""
        #expect(candidates.contains("lethe_candidates{state=\"living\",status=\"waiting\"} 3\n"))
        #expect(candidates.contains("lethe_candidates{state=\"archived\",status=\"approved\"} 4\n"))
    }
}
