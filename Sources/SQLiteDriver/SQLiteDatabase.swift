internal import Dispatch
internal import GRDB
package import SQLCore
internal import Synchronization

/// The embedded engine: SQLite in WAL mode, one connection that writes and checkpoints, a few that only read.
///
/// Reads run on the caller's thread: they take microseconds from the page cache and never wait for the writer.
/// Writes queue up; one worker takes all that wait into one transaction, each behind a savepoint of its own, and
/// commits once.
package final class SQLiteDatabase: DatabasePort, Sendable {
    private struct Job: Sendable {
        /// Runs the body and hands back what to call once the commit's fate is known.
        let run: @Sendable (SQLiteTransaction) -> @Sendable (SQLFailure?) -> Void
        /// Tells the caller that no transaction could be begun.
        let refuse: @Sendable (SQLFailure?) -> Void
    }

    private struct Queue: Sendable {
        var jobs: [Job] = []
        var isWorking = false
        var isClosed = false
    }

    private static let largestBatch = 512
    /// Used on `worker` only.
    private let writer: SQLiteSession
    private let readers: ReaderPool
    private let queue = Mutex(Queue())
    private let worker = DispatchQueue(label: "lethe.sqlite.writer", qos: .userInitiated)

    /// Opens the file, making it if it isn't there.
    ///
    /// - Parameters:
    ///   - path: of the database file; its `-wal` and `-shm` lie beside it.
    ///   - readerCount: connections that read at the same time.
    package init(path: String, readerCount: Int = 4) throws(SQLFailure) {
        do {
            writer = try SQLiteSession(path: path, configuration: Self.configuration(readsOnly: false))
            let readers = try (0..<max(1, readerCount)).map { _ in
                try SQLiteSession(path: path, configuration: Self.configuration(readsOnly: true))
            }
            self.readers = ReaderPool(readers)
        } catch {
            throw SQLFailure(wrapping: error)
        }
    }

    private static func configuration(readsOnly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.label = "lethe"
        configuration.readonly = readsOnly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { connection in
            // No memory map: 3.40's WAL-reset fault needs a second checkpointer, and a map could show erased pages.
            try connection.execute(
                sql: """
                    PRAGMA mmap_size = 0;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA trusted_schema = OFF;
                    """)
            if !readsOnly {
                // Not by `journalMode`: that also sets `synchronous` to NORMAL, and an acknowledged write could be lost.
                try connection.execute(
                    sql: """
                        PRAGMA journal_mode = WAL;
                        PRAGMA synchronous = FULL;
                        PRAGMA secure_delete = ON;
                        PRAGMA wal_autocheckpoint = 1000;
                        PRAGMA journal_size_limit = 67108864;
                        """)
            }
        }
        return configuration
    }

    package func read<Result>(_ body: (any Transaction) throws -> Result) throws -> Result {
        try readers.withReader { session in
            try session.command("BEGIN DEFERRED")
            defer { try? session.command("COMMIT") }
            return try body(SQLiteTransaction(session: session))
        }
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
            let job = Job(
                run: { transaction in
                    let outcome = Self.inSavepoint(transaction, body)
                    return { commitFailure in
                        if let commitFailure {
                            continuation.resume(throwing: commitFailure)
                        } else {
                            continuation.resume(with: outcome)
                        }
                    }
                },
                refuse: { continuation.resume(throwing: $0 ?? .busy("no transaction could be begun")) }
            )
            guard enqueue(job) else {
                continuation.resume(throwing: SQLFailure.engine("the database is closed"))
                return
            }
        }
    }

    private static func inSavepoint<Result>(
        _ transaction: SQLiteTransaction, _ body: (any Transaction) throws -> Result
    ) -> Swift.Result<Result, any Error> {
        let session = transaction.session
        do {
            try session.command("SAVEPOINT act")
            let result = try body(transaction)
            try session.command("RELEASE act")
            return .success(result)
        } catch {
            // A full disk may have rolled everything back already; then there is no savepoint left to return to.
            try? session.command("ROLLBACK TO act")
            try? session.command("RELEASE act")
            return .failure(error)
        }
    }

    /// Adds a job and wakes the worker if it sleeps; `false` once closed.
    private func enqueue(_ job: Job) -> Bool {
        let (isTaken, wakes) = queue.withLock { queue in
            guard !queue.isClosed else { return (false, false) }
            queue.jobs.append(job)
            defer { queue.isWorking = true }
            return (true, !queue.isWorking)
        }
        if wakes { worker.async { self.work() } }
        return isTaken
    }

    private func work() {
        while let batch = nextBatch() {
            let (commitFailure, completions) = Self.commit(batch, on: writer)
            for complete in completions { complete(commitFailure) }
        }
    }

    private func nextBatch() -> [Job]? {
        queue.withLock { queue in
            guard !queue.jobs.isEmpty else {
                queue.isWorking = false
                return nil
            }
            let batch = Array(queue.jobs.prefix(Self.largestBatch))
            queue.jobs.removeFirst(batch.count)
            return batch
        }
    }

    private static func commit(
        _ batch: [Job], on session: SQLiteSession
    ) -> (SQLFailure?, [@Sendable (SQLFailure?) -> Void]) {
        var completions: [@Sendable (SQLFailure?) -> Void] = []
        do {
            try session.command("BEGIN IMMEDIATE")
        } catch {
            return (SQLFailure(wrapping: error), batch.map(\.refuse))
        }
        for job in batch {
            // SQLite ends a transaction by itself after some errors. A savepoint would begin another one then, and keep
            // what its caller is told was lost: nothing more is run, and nothing of the batch is kept.
            let isWhole = session.isInsideTransaction
            completions.append(isWhole ? job.run(SQLiteTransaction(session: session)) : job.refuse)
        }
        do {
            guard session.isInsideTransaction else { throw SQLFailure.engine("the transaction was rolled back") }
            try session.command("COMMIT")
            return (nil, completions)
        } catch {
            try? session.command("ROLLBACK")
            return (SQLFailure(wrapping: error), completions)
        }
    }

    package func prepare(_ statements: [any SQLCore.Statement.Type]) throws {
        try worker.sync {
            for statement in statements {
                do throws(SQLFailure) {
                    _ = try writer.prepared(statement)
                } catch {
                    throw SQLFailure.engine("\(statement): \(error.detail)")
                }
            }
        }
    }

    package func executeSchema(_ texts: [String]) async throws {
        try await write { transaction in
            guard let transaction = transaction as? SQLiteTransaction else { return }
            for text in texts { try transaction.session.execute(text) }
        }
    }

    package func integrityProblems() throws -> [String] {
        try readers.withReader { session in
            let answers = try session.texts(of: "PRAGMA integrity_check(20)")
            let orphans = try session.texts(of: "PRAGMA foreign_key_check").map { "a row of \($0) points nowhere" }
            return answers.filter { $0 != "ok" } + orphans
        }
    }

    package func close() async throws {
        let wasOpen = queue.withLock { queue in
            defer { queue.isClosed = true }
            return !queue.isClosed
        }
        guard wasOpen else { return }
        await withCheckedContinuation { continuation in
            worker.async { continuation.resume() }
        }
        readers.close()
        do {
            try writer.close()
        } catch {
            throw SQLFailure(wrapping: error)
        }
    }
}

extension SQLFailure {
    /// Keeps what GRDB says of a connection that can't be opened or closed; leaves out arguments.
    init(wrapping error: any Error) {
        if let failure = error as? SQLFailure {
            self = failure
        } else if let error = error as? DatabaseError {
            let detail = "\(error.extendedResultCode): \(error.message ?? "")"
            self =
                switch error.resultCode {
                case .SQLITE_FULL: .full(detail)
                case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(detail)
                case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt(detail)
                default: .engine(detail)
                }
        } else {
            self = .engine("\(type(of: error))")
        }
    }
}
