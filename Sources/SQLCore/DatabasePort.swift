/// A store engine, as the rooms above see it. Two drivers implement it.
package protocol DatabasePort: Sendable {
    /// Runs `body` on one consistent view of the data. Returns in microseconds and never waits for a writer.
    func read<Result>(_ body: (any Transaction) throws -> Result) throws -> Result

    /// Runs `body` in a transaction of its own and returns once it is durable. Writes that wait at the same time
    /// share one commit; a body that throws leaves no trace and does not disturb the others.
    func write<Result: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Result) async throws -> Result

    /// Prepares each statement once on a connection, so that a bad text fails now.
    func prepare(_ statements: [any Statement.Type]) throws

    /// Executes schema texts that take no inputs, in one transaction.
    func executeSchema(_ texts: [String]) async throws

    /// The engine's own check of its files: an empty list, or what is wrong.
    func integrityProblems() throws -> [String]

    /// Waits for writes under way and closes the files.
    func close() async throws
}

/// Statements inside one transaction.
package protocol Transaction {
    /// The first row, or `nil`.
    func first<S: Statement>(_ statement: S) throws(SQLFailure) -> S.Output?
    /// All rows in order.
    func all<S: Statement>(_ statement: S) throws(SQLFailure) -> [S.Output]
    /// Runs a statement for its effect; the number of rows it changed.
    @discardableResult
    func run<S: Statement>(_ statement: S) throws(SQLFailure) -> Int
}
