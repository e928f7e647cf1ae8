package import CoreMetrics
internal import Synchronization

/// Keeps what the program counts and measures, and hands it out as Prometheus text. It knows counts and durations only:
/// labels are words of ours, such as a route's pattern, never anything that a caller has sent.
///
/// swift-metrics calls it through `MetricsSystem`; this is its backend.
package final class MetricsRegistry: MetricsFactory {
    /// One name with one set of labels.
    private struct Key: Hashable {
        let name: String
        let labels: [MetricLabel]
    }

    private enum Instrument {
        case counter(MetricCounter)
        case gauge(MetricGauge)
        case histogram(MetricHistogram)
    }

    /// More than the program has by far; beyond it a series is measured and not shown.
    private static let mostSeries = 4000
    private let instruments = Mutex<[Key: Instrument]>([:])

    package init() {}

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        gauge(label, dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions)
    }

    // Series live as long as the program.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// Everything so far, by name.
    package func families() -> [MetricFamily] {
        let all = instruments.withLock { $0 }
        var samples: [String: [MetricFamily.Sample]] = [:]
        var kinds: [String: MetricFamily.Kind] = [:]
        for (key, instrument) in all {
            let (kind, value) = Self.value(of: instrument)
            // The first kind that a name was used with is the name's.
            guard kinds[key.name, default: kind] == kind else { continue }
            kinds[key.name] = kind
            samples[key.name, default: []].append(MetricFamily.Sample(labels: key.labels, value: value))
        }
        return samples.compactMap { name, samples in
            kinds[name].map { MetricFamily(name: name, kind: $0, help: "", samples: samples) }
        }
    }

    private static func value(of instrument: Instrument) -> (MetricFamily.Kind, MetricFamily.Value) {
        switch instrument {
        case .counter(let counter): (.counter, .number(Double(counter.value)))
        case .gauge(let gauge): (.gauge, .number(gauge.value))
        case .histogram(let histogram): (.histogram, .histogram(histogram.value))
        }
    }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> MetricCounter {
        let fresh = MetricCounter()
        guard case .counter(let known) = keep(.counter(fresh), MetricFamily.counterName(label), dimensions) else {
            return fresh
        }
        return known
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> MetricGauge {
        let fresh = MetricGauge()
        guard case .gauge(let known) = keep(.gauge(fresh), MetricFamily.name(label), dimensions) else { return fresh }
        return known
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> MetricHistogram {
        let fresh = MetricHistogram()
        let name = MetricFamily.name(label) + "_seconds"
        guard case .histogram(let known) = keep(.histogram(fresh), name, dimensions) else { return fresh }
        return known
    }

    /// What stands under the name and labels already, or the fresh one.
    private func keep(_ fresh: Instrument, _ name: String, _ dimensions: [(String, String)]) -> Instrument {
        let labels = dimensions.map { MetricLabel(MetricFamily.name($0.0), $0.1) }.sorted { $0.name < $1.name }
        return instruments.withLock { instruments in
            let key = Key(name: name, labels: labels)
            if let known = instruments[key] { return known }
            if instruments.count < Self.mostSeries { instruments[key] = fresh }
            return fresh
        }
    }
}

final class MetricCounter: CounterHandler {
    private let count = Atomic<Int64>(0)
    var value: Int64 { count.load(ordering: .relaxed) }

    func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { count.store(0, ordering: .relaxed) }
}

final class MetricGauge: MeterHandler, RecorderHandler {
    private let number = Mutex(0.0)
    var value: Double { number.withLock { $0 } }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { number.withLock { $0 = value } }
    func increment(by amount: Double) { number.withLock { $0 += amount } }
    func decrement(by amount: Double) { number.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
}

final class MetricHistogram: TimerHandler {
    /// Upper bounds in nanoseconds: from a quarter of a millisecond to ten seconds.
    static let bounds: [Int64] = [
        250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000,
        500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
    ]

    private struct State {
        var counts = [Int64](repeating: 0, count: MetricHistogram.bounds.count + 1)
        var sum: Int64 = 0
    }

    private let state = Mutex(State())

    func recordNanoseconds(_ duration: Int64) {
        let place = Self.bounds.firstIndex { duration <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[place] += 1
            state.sum += max(0, duration)
        }
    }

    var value: MetricFamily.Histogram {
        let state = state.withLock { $0 }
        var running: Int64 = 0
        var buckets: [(bound: Double, count: Int64)] = []
        for (bound, count) in zip(Self.bounds, state.counts) {
            running += count
            buckets.append((Double(bound) / 1e9, running))
        }
        return MetricFamily.Histogram(
            buckets: buckets, count: running + (state.counts.last ?? 0), sum: Double(state.sum) / 1e9)
    }
}
