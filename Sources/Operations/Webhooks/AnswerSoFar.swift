internal import Synchronization
internal import UseCases

/// What came of an answer until now, also when the rest never comes.
final class AnswerSoFar: Sendable {
    struct Read: Sendable {
        var status: Int?
        var retryAfter: Int64?
        var kept: [UInt8] = []
        var count = 0
    }

    private let state = Mutex(Read())

    var read: Read { state.withLock { $0 } }

    func began(status: Int, retryAfter: Int64?) {
        state.withLock { $0 = Read(status: status, retryAfter: retryAfter) }
    }

    /// Keeps the first part of it, and says whether more is wanted.
    func take(_ bytes: some Collection<UInt8>) -> Bool {
        state.withLock { read in
            read.kept += bytes.prefix(DeliveryAttempt.keptBytes - read.kept.count)
            read.count += bytes.count
            return read.count < WebhookTransport.largestAnswer
        }
    }
}
