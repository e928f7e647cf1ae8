internal import Domain
internal import Synchronization

/// Which candidates are being handed over at this moment.
///
/// It serves two ends: an archive or a deletion cuts the answers that still carry the candidate, and a reader who comes
/// while the clock of an answer is being started waits for that moment, so that what he reads is never older than what
/// the other has already received.
final class StreamsUnderWay: Sendable {
    /// One answer.
    final class Stream: Sendable {
        let recordID: RecordID
        private let cut = Atomic(false)

        init(recordID: RecordID) {
            self.recordID = recordID
        }

        var isCut: Bool { cut.load(ordering: .acquiring) }

        func end() {
            cut.store(true, ordering: .releasing)
        }
    }

    private struct State: Sendable {
        var streams: [RecordID: [ObjectIdentifier: Stream]] = [:]
        /// Answers whose last bytes are on their way and that will start a clock.
        var arming: [RecordID: Int] = [:]
        var waiting: [RecordID: [CheckedContinuation<Void, Never>]] = [:]
    }

    private let state = Mutex(State())
    private let armingCount = Atomic(0)

    func begin(_ recordID: RecordID) -> Stream {
        let stream = Stream(recordID: recordID)
        state.withLock { $0.streams[recordID, default: [:]][ObjectIdentifier(stream)] = stream }
        return stream
    }

    func end(_ stream: Stream) {
        state.withLock { state in
            state.streams[stream.recordID]?[ObjectIdentifier(stream)] = nil
            if state.streams[stream.recordID]?.isEmpty ?? false { state.streams[stream.recordID] = nil }
        }
    }

    /// Ends every answer that carries one of these candidates.
    func cut(_ recordIDs: some Sequence<RecordID>) {
        let streams = state.withLock { state in recordIDs.flatMap { state.streams[$0].map { Array($0.values) } ?? [] } }
        for stream in streams { stream.end() }
    }

    func beginArming(_ recordID: RecordID) {
        armingCount.add(1, ordering: .releasing)
        state.withLock { $0.arming[recordID, default: 0] += 1 }
    }

    func endArming(_ recordID: RecordID) {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            let left = (state.arming[recordID] ?? 1) - 1
            state.arming[recordID] = left > 0 ? left : nil
            return left > 0 ? [] : state.waiting.removeValue(forKey: recordID) ?? []
        }
        armingCount.subtract(1, ordering: .releasing)
        for continuation in waiting { continuation.resume() }
    }

    /// Whether no clock is being started, of anybody.
    var isQuiet: Bool { armingCount.load(ordering: .acquiring) == 0 }

    /// Returns when no clock of this candidate is being started.
    func waitForArming(_ recordID: RecordID) async {
        await withCheckedContinuation { continuation in
            let isQuiet = state.withLock { state in
                guard state.arming[recordID] != nil else { return true }
                state.waiting[recordID, default: []].append(continuation)
                return false
            }
            if isQuiet { continuation.resume() }
        }
    }
}
