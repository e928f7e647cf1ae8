/// Takes all that is there, several at a time, and tallies what came of it.
struct Drain {
    private typealias Group = TaskGroup<(RecordName, Outcome)>

    private let source: any Source
    private let plan: Plan
    private let surroundings: Surroundings
    private let stop: Stop
    private var seen: Set<RecordName> = []

    /// So many are listed before they are taken, so that there is a number to measure progress by.
    private static let listedAhead = 10_000
    /// A list that shifts while it is read by `skip` is read again so often.
    private static let mostPasses = 3

    init(_ source: any Source, _ plan: Plan, _ surroundings: Surroundings, _ stop: Stop) {
        self.source = source
        self.plan = plan
        self.surroundings = surroundings
        self.stop = stop
    }

    /// Adds to `summary`, also when it ends with a failure, which is then in the summary.
    mutating func run(into summary: inout Summary) async {
        var progress = Progress(startedAt: surroundings.uptime())
        for _ in 0..<Self.mostPasses {
            var ahead = Ahead()
            let found = seen.count
            repeat {
                guard summary.stopped == nil, !stop.isRequested else { return }
                let round: [Listed]
                do {
                    round = try await list(&ahead)
                } catch is Stop.Stopped {
                    return
                } catch {
                    summary.stopped = Self.fatal(error)
                    return
                }
                progress.total += round.count
                await take(round, into: &summary, &progress)
            } while !ahead.isAtEnd
            // A number of all that didn't move means that no page has shifted.
            guard ahead.totals.count > 1, seen.count > found else { return }
        }
    }

    /// How far the list has been read.
    private struct Ahead {
        var mark: String?
        var isAtEnd = false
        var totals: Set<Int> = []
    }

    private mutating func list(_ ahead: inout Ahead) async throws -> [Listed] {
        var round: [Listed] = []
        while !ahead.isAtEnd, round.count < Self.listedAhead {
            let page = try await source.page(after: ahead.mark)
            if let total = page.total { ahead.totals.insert(total) }
            round += page.records.filter { seen.insert($0.record).inserted }
            ahead.mark = page.next
            ahead.isAtEnd = page.next == nil
        }
        return round
    }

    private func take(_ round: [Listed], into summary: inout Summary, _ progress: inout Progress) async {
        let (parallelism, source) = (plan.parallelism, source)
        await withTaskGroup(of: (RecordName, Outcome).self) { group in
            var underWay = 0
            for listed in round {
                while underWay >= parallelism { await settle(&group, &underWay, &summary, &progress) }
                guard summary.stopped == nil, !stop.isRequested else {
                    summary.isInterrupted = stop.isRequested
                    break
                }
                underWay += 1
                group.addTask { (listed.record, await Self.outcome(of: listed, source)) }
            }
            while underWay > 0 { await settle(&group, &underWay, &summary, &progress) }
        }
    }

    private func settle(
        _ group: inout Group, _ underWay: inout Int, _ summary: inout Summary, _ progress: inout Progress
    ) async {
        guard let (record, outcome) = await group.next() else { return }
        underWay -= 1
        summary.add(outcome, of: record)
        if case .failed(let failure) = outcome {
            surroundings.warn("\(record): \(failure.sentence). It stays ready at the server.")
        }
        progress.done += 1
        surroundings.progress(progress)
    }

    private static func outcome(of listed: Listed, _ source: any Source) async -> Outcome {
        do {
            return try await source.take(listed)
        } catch let failure as CandidateFailure {
            return .failed(failure)
        } catch is Stop.Stopped {
            return .unfinished
        } catch ReceptionFailure.unavailable {
            return .failed(.unavailable)
        } catch ReceptionFailure.tooLarge {
            return .failed(.tooLarge)
        } catch {
            return .stopped(fatal(error))
        }
    }

    private static func fatal(_ error: any Error) -> ExtractionFailure {
        switch error {
        case let failure as ExtractionFailure: failure
        case let failure as ReceptionFailure: failure.asFatal
        case let fault as FileFault: fault.failure
        default: ExtractionFailure(.inputOutput, "Something failed: \(type(of: error)).")
        }
    }
}
