internal import Dispatch
internal import Synchronization

/// A few read-only connections. A caller gets one that is free; if none is, it waits the microseconds until one is.
final class ReaderPool: Sendable {
    private let all: [SQLiteSession]
    private let free: Mutex<[SQLiteSession]>
    private let freeCount: DispatchSemaphore

    init(_ sessions: [SQLiteSession]) {
        all = sessions
        free = Mutex(sessions)
        freeCount = DispatchSemaphore(value: sessions.count)
    }

    func withReader<Result>(_ body: (SQLiteSession) throws -> Result) throws -> Result {
        freeCount.wait()
        let session = free.withLock { $0.removeLast() }
        defer {
            free.withLock { $0.append(session) }
            freeCount.signal()
        }
        return try body(session)
    }

    /// Waits for who reads at this moment.
    func close() {
        for _ in all { freeCount.wait() }
        for session in all { try? session.close() }
        for _ in all { freeCount.signal() }
    }
}
