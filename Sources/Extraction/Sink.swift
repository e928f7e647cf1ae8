/// Where candidates are kept. What a sink has kept is on the disk for good: only then a candidate is acknowledged.
package protocol Sink: Sendable {
    /// The submission that is held of a candidate; `nil` when nothing is.
    func submitCount(of record: RecordName) throws -> Int?

    /// Keeps a candidate, instead of what was held of it before. Blocks until it is durable.
    ///
    /// - Parameter reached: told after each step that could be the last before a crash.
    func keep(_ candidate: ReceivedCandidate, reached: (ExtractionStep) -> Void) throws -> Kept
}

/// What came of keeping a candidate.
package enum Kept: Hashable, Sendable {
    case written(bytes: Int)
    /// The same attributes of the same submission are there already.
    case alreadyThere
}

/// Opens the sink that a path means.
package enum Sinks {
    /// Whether the path means a file with one candidate a line, by its ending.
    package static func isLines(_ path: String) -> Bool { path.hasSuffix(".ndjson") || path.hasSuffix(".jsonl") }

    /// - Parameter keepsSealed: with the keys that prove what was kept; `nil` to keep in plain.
    package static func open(_ plan: Plan, _ surroundings: Surroundings) throws -> any Sink {
        do {
            if isLines(plan.sink) { return try NDJSONSink(plan.sink) }
            let root = try SinkFolder(plan.sink)
            guard plan.keepsSealed else { return try FolderSink(root, random: surroundings.random) }
            return SealedSink(root, opener: Opener(keys: plan.receiverKeys), random: surroundings.random)
        } catch let fault as FileFault {
            throw ExtractionFailure(.cannotCreate, fault.failure.message)
        }
    }
}
