internal import SQLCore
internal import Synchronization

/// A database that lets a test do something between two reads of somebody else.
final class ListeningDatabase: DatabasePort {
    private let database: any DatabasePort
    private let afterRead = Mutex<(reads: Int, action: @Sendable () -> Void)?>(nil)

    init(_ database: any DatabasePort) {
        self.database = database
    }

    /// - Parameter number: of the read, from 1.
    func afterRead(_ number: Int, _ action: @escaping @Sendable () -> Void) {
        afterRead.withLock { $0 = (number, action) }
    }

    func read<Result>(_ body: (any Transaction) throws -> Result) throws -> Result {
        let result = try database.read(body)
        let action = afterRead.withLock { next -> (@Sendable () -> Void)? in
            guard let waiting = next else { return nil }
            next = waiting.reads > 1 ? (waiting.reads - 1, waiting.action) : nil
            return next == nil ? waiting.action : nil
        }
        action?()
        return result
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await database.write(body)
    }

    func prepare(_ statements: [any Statement.Type]) throws { try database.prepare(statements) }
    func executeSchema(_ texts: [String]) async throws { try await database.executeSchema(texts) }
    func integrityProblems() throws -> [String] { try database.integrityProblems() }
    func close() async throws { try await database.close() }
}
