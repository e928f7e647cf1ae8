import Crypto
import Dispatch
import Synchronization

/// The only one who writes to `keys.bin`. Callers that come while a sync is under way share the next one.
///
/// A list of requests behind a mutex, and one queue of its own that drains it, so that no thread of the cooperative pool
/// ever waits for a disk.
final class SlotWriter: Sendable {
    private enum Work {
        case make(count: Int)
        case destroy([SlotNumber])
    }

    private typealias Answer = Result<[SlotNumber], VaultFailure>

    private struct Request: Sendable {
        let work: Work
        let continuation: CheckedContinuation<Answer, Never>

        var slotCount: Int {
            switch work {
            case .make(let count): count
            case .destroy(let slots): slots.count
            }
        }
    }

    private struct State {
        var waiting: [Request] = []
        var isDraining = false
        var end: Int64
        var syncs = 0
    }

    /// Keys that one call may ask for, and about the most that one batch holds: 4 MiB of slots.
    static let mostAtOnce = 65536

    private let file: OpenFile
    private let key: SymmetricKey
    private let epoch: UInt32
    private let random: RandomSource
    private let queue = DispatchQueue(label: "lethe.vault.slots")
    private let state: Mutex<State>

    /// - Parameter end: the first slot that was never given out.
    init(file: OpenFile, key: SymmetricKey, epoch: UInt32, random: RandomSource, end: SlotNumber) {
        self.file = file
        self.key = key
        self.epoch = epoch
        self.random = random
        state = Mutex(State(end: end.value))
    }

    var end: SlotNumber { SlotNumber(value: state.withLock { $0.end }) }

    /// How often the disk was waited for.
    var syncCount: Int { state.withLock { $0.syncs } }

    func make(_ count: Int) async throws(VaultFailure) -> [SlotNumber] {
        guard (0...Self.mostAtOnce).contains(count) else {
            throw .format("make data keys", "One call makes 0 to \(Self.mostAtOnce) keys.")
        }
        return count == 0 ? [] : try await perform(.make(count: count))
    }

    func destroy(_ slots: [SlotNumber]) async throws(VaultFailure) {
        let end = end
        if let stranger = slots.first(where: { $0.value < 1 || $0 >= end }) {
            throw .format(
                "destroy data keys",
                "There is no slot \(stranger.value) in \(file.path): key store and database do not belong together."
            )
        }
        if !slots.isEmpty { _ = try await perform(.destroy(slots)) }
    }

    private func perform(_ work: Work) async throws(VaultFailure) -> [SlotNumber] {
        let answer = await withCheckedContinuation { continuation in
            let request = Request(work: work, continuation: continuation)
            let mustStart = state.withLock { state in
                state.waiting.append(request)
                defer { state.isDraining = true }
                return !state.isDraining
            }
            if mustStart { queue.async { self.drain() } }
        }
        return try answer.get()
    }

    private func drain() {
        while let batch = nextBatch() {
            let answer: Result<SlotBatch, VaultFailure>
            do throws(VaultFailure) {
                answer = .success(try commit(batch))
            } catch {
                answer = .failure(error)
            }
            // Slots are dealt to the requests in the order in which they came.
            var made = answer.map { $0.made[...] }
            for request in batch {
                request.continuation.resume(
                    returning: made.map { slots in
                        guard case .make(let count) = request.work else { return [] }
                        return Array(slots.prefix(count))
                    })
                if case .make(let count) = request.work { made = made.map { $0.dropFirst(count) } }
            }
        }
    }

    /// Everything that waits, up to about `mostAtOnce` slots; `nil` when nothing does, and then draining has ended.
    private func nextBatch() -> [Request]? {
        state.withLock { state in
            var slots = 0
            let batch = state.waiting.prefix { request in
                defer { slots += request.slotCount }
                return slots < Self.mostAtOnce
            }
            state.waiting.removeFirst(batch.count)
            state.isDraining = !batch.isEmpty
            return batch.isEmpty ? nil : Array(batch)
        }
    }

    private func commit(_ requests: [Request]) throws(VaultFailure) -> SlotBatch {
        var count = 0
        var destroyed: [SlotNumber] = []
        for request in requests {
            switch request.work {
            case .make(let more): count += more
            case .destroy(let slots): destroyed += slots
            }
        }
        // Numbers only go up, also past a batch that failed: what may be on the disk is never written as another key.
        let first = state.withLock { state in
            defer { state.end += Int64(count) }
            return SlotNumber(value: state.end)
        }
        let batch = try SlotBatch(
            first: first, count: count, destroying: destroyed, key: key, epoch: epoch, random: random)
        try batch.write(to: file)
        try file.syncData()
        state.withLock { $0.syncs += 1 }
        try batch.verify(in: file)
        return batch
    }
}
