internal import Wire

/// What came of a run.
package struct Summary: Sendable {
    package private(set) var taken = 0
    package private(set) var alreadyThere = 0
    package private(set) var archived = 0
    package private(set) var gone = 0
    package private(set) var bytes = 0
    /// Those that failed and weren't taken later on.
    package private(set) var failures: [RecordName: CandidateFailure] = [:]
    /// Why the run didn't come to its end.
    package internal(set) var stopped: ExtractionFailure?
    /// Whether somebody ended it before all was done.
    package internal(set) var isInterrupted = false
    package internal(set) var seconds = 0.0
    package let way: Plan.Way

    private static let mostNamed = 100

    init(way: Plan.Way) { self.way = way }

    /// Whether everything that was there is now here.
    package var isComplete: Bool { stopped == nil && failures.isEmpty && !isInterrupted }

    mutating func add(_ outcome: Outcome, of record: RecordName) {
        switch outcome {
        case .taken(let count):
            taken += 1
            bytes += count
        case .alreadyThere: alreadyThere += 1
        case .archived: archived += 1
        case .gone: gone += 1
        case .failed(let failure):
            failures[record] = failure
            return
        case .unfinished:
            isInterrupted = true
            return
        case .stopped(let failure):
            stopped = stopped ?? failure
            return
        }
        failures[record] = nil
    }

    /// The note about the timer rule; `nil` where there is an acknowledgement.
    private var note: String? {
        way == .legacy
            ? "The Dashboard API knows no acknowledgement: with a timer rule the server archives what it has sent, whether "
                + "it was kept here or not."
            : nil
    }

    /// The answer of `--json`.
    package var document: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("taken", taken)
        writer.member("alreadyThere", alreadyThere)
        writer.member("archived", archived)
        writer.member("gone", gone)
        writer.key("failed")
        writer.beginObject()
        for (kind, count) in counts { writer.member(kind.rawValue, count) }
        writer.endObject()
        writer.key("failures")
        writer.beginArray()
        for (record, failure) in failures.sorted(by: { $0.key.text < $1.key.text }).prefix(Self.mostNamed) {
            writer.beginObject()
            writer.member("recordId", record.text)
            writer.member("reason", failure.rawValue)
            writer.endObject()
        }
        writer.endArray()
        writer.member("bytes", bytes)
        writer.key("seconds")
        writer.raw(Array(Self.decimal(seconds, digits: 3).utf8))
        if isInterrupted { writer.member("interrupted", true) }
        writer.memberIfPresent("stopped", stopped?.message)
        writer.memberIfPresent("note", note)
        writer.endObject()
        return writer.bytes
    }

    /// Lines for people.
    package var text: String {
        var lines = [
            "\(taken) taken, \(alreadyThere) already there, \(failures.count) failed; "
                + "\(Self.decimal(Double(bytes) / 1_000_000, digits: 1)) MB in \(Self.decimal(seconds, digits: 1)) s"
        ]
        if archived > 0 { lines.append("\(archived) archived: nothing of them is left to take") }
        if gone > 0 { lines.append("\(gone) no longer ready when their turn came") }
        for (kind, count) in counts { lines.append("\(count) failed: \(kind.sentence)") }
        if isInterrupted { lines.append("Ended before all was done. The next run goes on from here.") }
        if let note { lines.append(note) }
        return lines.joined(separator: "\n")
    }

    private var counts: [(CandidateFailure, Int)] {
        CandidateFailure.allCases.compactMap { kind in
            let count = failures.values.count { $0 == kind }
            return count > 0 ? (kind, count) : nil
        }
    }

    private static func decimal(_ value: Double, digits: Int) -> String {
        let power = (0..<digits).reduce(1) { power, _ in power * 10 }
        let scaled = Int((value * Double(power)).rounded())
        let fraction = String(scaled % power)
        return "\(scaled / power)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}
