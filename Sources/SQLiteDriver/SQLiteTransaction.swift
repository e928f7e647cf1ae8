internal import SQLCore

/// Statements on one SQLite connection, inside a transaction that somebody else opened.
struct SQLiteTransaction: Transaction {
    let session: SQLiteSession

    func first<S: SQLCore.Statement>(_ statement: S) throws(SQLFailure) -> S.Output? {
        var output: S.Output?
        try session.run(statement) { (row) throws(SQLFailure) in
            output = try S.row(&row)
            return false
        }
        return output
    }

    func all<S: SQLCore.Statement>(_ statement: S) throws(SQLFailure) -> [S.Output] {
        var outputs: [S.Output] = []
        try session.run(statement) { (row) throws(SQLFailure) in
            outputs.append(try S.row(&row))
            return true
        }
        return outputs
    }

    func run<S: SQLCore.Statement>(_ statement: S) throws(SQLFailure) -> Int {
        try session.run(statement) { _ in true }
    }
}
