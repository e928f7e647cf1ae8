internal import Synchronization
internal import UseCases

/// One answer whose end is watched: it is settled when its last byte was written, or can't be any more.
package final class Delivery: Sendable {
    private struct State: Sendable {
        var isWritten: Bool?
        var waiting: CheckedContinuation<Bool, Never>?
    }

    let ticket: ExtractionTicket
    let byteCount: Int
    private let sentCount = Atomic(0)
    private let state = Mutex(State())

    init(_ ticket: ExtractionTicket, byteCount: Int) {
        self.ticket = ticket
        self.byteCount = byteCount
    }

    /// Counts bytes of the body that were handed to the connection.
    package func sent(_ bytes: Int) {
        sentCount.add(bytes, ordering: .relaxed)
    }

    /// What the connection says of the end of the answer; only the first word counts.
    func end(isWritten: Bool) {
        let waiting = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard state.isWritten == nil else { return nil }
            state.isWritten = isWritten
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: isWritten)
    }

    /// Waits for that word.
    func ended() async -> Bool {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> Bool? in
                if state.isWritten == nil { state.waiting = continuation }
                return state.isWritten
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    func settle(isWritten: Bool) async {
        if isWritten {
            await ticket.complete(bytes: byteCount)
        } else {
            ticket.cut(bytes: sentCount.load(ordering: .relaxed))
        }
    }
}
