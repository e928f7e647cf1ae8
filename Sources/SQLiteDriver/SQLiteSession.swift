internal import GRDB
internal import GRDBSQLite
internal import SQLCore

/// One connection's prepared statements, run through SQLite's own interface: GRDB opens, sets up and closes the
/// connection, but on the way to a row it costs ten times what SQLite does.
///
/// `@unchecked Sendable`: whoever has it uses it alone, the writer's worker or who was given it by `ReaderPool`.
final class SQLiteSession: @unchecked Sendable {
    private let queue: DatabaseQueue
    private let connection: OpaquePointer
    private var prepared: [ObjectIdentifier: OpaquePointer] = [:]
    private var commands: [String: OpaquePointer] = [:]
    /// Behind it the address belongs to nobody.
    private var isClosed = false

    /// SQLite is to copy what is bound.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(path: String, configuration: Configuration) throws {
        queue = try DatabaseQueue(path: path, configuration: configuration)
        let connection = queue.inDatabase { SendablePointer(raw: $0.sqliteConnection) }.raw
        guard let connection else { throw SQLFailure.engine("the connection is closed") }
        self.connection = connection
        // GRDB's own bookkeeping, which expects its own statements.
        sqlite3_commit_hook(connection, nil, nil)
        sqlite3_rollback_hook(connection, nil, nil)
        sqlite3_update_hook(connection, nil, nil)
        sqlite3_set_authorizer(connection, nil, nil)
    }

    /// `false` outside of a transaction, also when SQLite has ended it by itself.
    var isInsideTransaction: Bool { sqlite3_get_autocommit(connection) == 0 }

    /// Runs a text without inputs and rows that is used again and again, such as `COMMIT`.
    func command(_ text: String) throws(SQLFailure) {
        let statement: OpaquePointer
        if let known = commands[text] {
            statement = known
        } else {
            statement = try prepare(text)
            commands[text] = statement
        }
        defer { sqlite3_reset(statement) }
        guard sqlite3_step(statement) == SQLITE_DONE else { throw lastFailure }
    }

    /// Runs texts that are used once.
    func execute(_ text: String) throws(SQLFailure) {
        guard sqlite3_exec(connection, text, nil, nil, nil) == SQLITE_OK else { throw lastFailure }
    }

    /// The first column of each row of a text that is used once.
    func texts(of text: String) throws(SQLFailure) -> [String] {
        let statement = try prepare(text)
        defer { sqlite3_finalize(statement) }
        var texts: [String] = []
        while try step(statement) { texts.append(SQLiteColumns(statement: statement).text(at: 0)) }
        return texts
    }

    /// The statement of a type, made when it is first needed.
    func prepared<S: SQLCore.Statement>(_ type: S.Type) throws(SQLFailure) -> OpaquePointer {
        if let statement = prepared[ObjectIdentifier(type)] { return statement }
        let statement = try prepare(S.text.questionMarks)
        prepared[ObjectIdentifier(type)] = statement
        return statement
    }

    /// Runs a statement with its inputs and hands its rows over one by one, until `take` answers `false`.
    ///
    /// - Returns: how many rows it changed.
    @discardableResult
    func run<S: SQLCore.Statement>(
        _ statement: S, _ take: (inout SQLCore.Row) throws(SQLFailure) -> Bool
    ) throws(SQLFailure) -> Int {
        let prepared = try prepared(S.self)
        defer {
            sqlite3_reset(prepared)
            sqlite3_clear_bindings(prepared)
        }
        var inputs = Inputs()
        statement.bind(to: &inputs)
        var position: Int32 = 0
        for value in inputs.values {
            position += 1
            guard Self.bind(value, to: prepared, at: position) == SQLITE_OK else { throw lastFailure }
        }
        while try step(prepared) {
            var row = SQLCore.Row(SQLiteColumns(statement: prepared))
            guard try take(&row) else { break }
        }
        return Int(sqlite3_changes(connection))
    }

    deinit { finalize() }

    /// Finalizes the statements and closes the connection.
    func close() throws {
        finalize()
        isClosed = true
        try queue.close()
    }

    /// A connection that still has statements keeps its files open, also when its last owner lets it go.
    private func finalize() {
        for statement in prepared.values { sqlite3_finalize(statement) }
        for statement in commands.values { sqlite3_finalize(statement) }
        prepared = [:]
        commands = [:]
    }

    private func prepare(_ text: String) throws(SQLFailure) -> OpaquePointer {
        guard !isClosed else { throw .engine("the database is closed") }
        var statement: OpaquePointer?
        let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
        guard sqlite3_prepare_v3(connection, text, -1, flags, &statement, nil) == SQLITE_OK, let statement else {
            throw lastFailure
        }
        return statement
    }

    private func step(_ statement: OpaquePointer) throws(SQLFailure) -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        default: throw lastFailure
        }
    }

    private static func bind(_ value: SQLValue, to statement: OpaquePointer, at position: Int32) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(statement, position)
        case .integer(let integer): sqlite3_bind_int64(statement, position, integer)
        case .text(let text):
            // Lent with a zero behind its end, so there is an address for the empty text too.
            sqlite3_bind_text(statement, position, text, Int32(clamping: text.utf8.count), copied)
        case .blob(let blob) where blob.isEmpty: sqlite3_bind_zeroblob(statement, position, 0)
        case .blob(let blob):
            blob.withUnsafeBytes {
                sqlite3_bind_blob(statement, position, $0.baseAddress, Int32(clamping: $0.count), copied)
            }
        }
    }

    /// SQLite's code and its message about the schema; it never holds what was bound.
    private var lastFailure: SQLFailure {
        let code = sqlite3_extended_errcode(connection)
        let detail = "\(code): \(String(cString: sqlite3_errmsg(connection)))"
        let (unique, primaryKey) = (SQLITE_CONSTRAINT | 8 << 8, SQLITE_CONSTRAINT | 6 << 8)
        return switch code & 0xFF {
        case SQLITE_CONSTRAINT: [unique, primaryKey].contains(code) ? .unique(detail) : .constraint(detail)
        case SQLITE_FULL: .full(detail)
        case SQLITE_BUSY, SQLITE_LOCKED: .busy(detail)
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt(detail)
        default: .engine(detail)
        }
    }
}

/// The pointer on its way out of GRDB's queue.
///
/// `@unchecked Sendable`: it is the address of a connection that only its session uses from then on.
private struct SendablePointer: @unchecked Sendable {
    let raw: OpaquePointer?
}

/// The row that a statement stands on.
private struct SQLiteColumns: ColumnSource {
    let statement: OpaquePointer

    func value(at index: Int) -> SQLValue {
        let column = Int32(index)
        return switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: .integer(Int64(sqlite3_column_double(statement, column)))
        case SQLITE_TEXT: .text(text(at: column))
        case SQLITE_BLOB: .blob(blob(at: column))
        default: .null
        }
    }

    func text(at column: Int32) -> String {
        let bytes = UnsafeBufferPointer(
            start: sqlite3_column_text(statement, column), count: Int(sqlite3_column_bytes(statement, column)))
        return String(decoding: bytes, as: UTF8.self)
    }

    private func blob(at column: Int32) -> [UInt8] {
        let start = sqlite3_column_blob(statement, column)
        return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}
