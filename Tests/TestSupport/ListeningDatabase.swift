internal import SQLCore
internal import Synchronization

/// A database that lets a test do something between two reads of somebody else.
final class ListeningDatabase: DatabasePort {
    private let database: any DatabasePort
    private let afterRead = Mutex<(@Sendable () -> Void)?>(nil)

    init(_ database: any DatabasePort) {
        self.database = database
    }

    func afterNextRead(_ action: @escaping @Sendable () -> Void) {
        afterRead.withLock { $0 = action }
    }

    func read<Result>(_ body: (any Transaction) throws -> Result) throws -> Result {
        let result = try database.read(body)
        let action = afterRead.withLock { action in
            defer { action = nil }
            return action
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
