internal import Glibc

/// One run of `lethe extract`, from its plan to its summary.
package struct ExtractionRun: Sendable {
    private let plan: Plan
    private let surroundings: Surroundings
    private let stop: Stop

    package init(_ plan: Plan, _ surroundings: Surroundings, stop: Stop) {
        self.plan = plan
        self.surroundings = surroundings
        self.stop = stop
    }

    /// - Throws: `ExtractionFailure` when nothing could be begun. Later on it stands in the summary.
    package func run() async throws -> Summary {
        let sink = try await Disk.run { [plan, surroundings] in try Sinks.open(plan, surroundings) }
        if let concern = KeyFile.concern(plan.sink, what: "the sink") { surroundings.warn(concern) }
        let began = surroundings.uptime()
        var summary = Summary(way: plan.way)
        summary = try await Receiver.with(plan, surroundings, stop) { [summary] receiver in
            var summary = summary
            let source = source(receiver, sink)
            if plan.watches {
                let watch = Watch(
                    plan: plan, receiver: receiver, source: source, surroundings: surroundings, stop: stop)
                await watch.run(into: &summary)
                // Watching ends when somebody says so: that is no interruption.
                summary.isInterrupted = false
            } else {
                var drain = Drain(source, plan, surroundings, stop)
                await drain.run(into: &summary)
                if stop.isRequested { summary.isInterrupted = true }
            }
            return summary
        }
        summary.seconds = Double(surroundings.uptime() - began) / 1000
        return summary
    }

    private func source(_ receiver: Receiver, _ sink: any Sink) -> any Source {
        switch plan.way {
        case .handover:
            HandoverSource(plan: plan, receiver: receiver, sink: sink, reached: surroundings.reached)
        case .legacy:
            LegacySource(plan: plan, receiver: receiver, sink: sink, reached: surroundings.reached)
        }
    }
}
