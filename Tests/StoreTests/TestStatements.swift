import Domain
import SQLCore
import Store

/// Statements that only tests need.
struct Pragma<Name: PragmaName>: Statement {
    static var text: SQLText { "PRAGMA \(Name.name)" }
    func bind(to inputs: inout Inputs) {}
    static func row(_ row: inout Row) throws(SQLFailure) -> Int64 { try row.integer() }
}

protocol PragmaName: Sendable { static var name: String { get } }
enum Synchronous: PragmaName { static let name = "synchronous" }
enum SecureDelete: PragmaName { static let name = "secure_delete" }
enum ForeignKeys: PragmaName { static let name = "foreign_keys" }
enum MemoryMap: PragmaName { static let name = "mmap_size" }
enum TemporaryStore: PragmaName { static let name = "temp_store" }
enum TrustedSchema: PragmaName { static let name = "trusted_schema" }

struct JournalMode: Statement {
    static let text: SQLText = "PRAGMA journal_mode"
    func bind(to inputs: inout Inputs) {}
    static func row(_ row: inout Row) throws(SQLFailure) -> String { try row.text() }
}

/// Ends the whole transaction when the name is taken, as SQLite does by itself when a disk is full.
struct InsertOrRollBack: Statement {
    static let text: SQLText = "INSERT OR ROLLBACK INTO setting (name, value) VALUES ($1, $2)"
    let name: String
    func bind(to inputs: inout Inputs) {
        inputs.append(name)
        inputs.append("x")
    }
}

struct InsertSetting: Statement {
    static let text: SQLText = "INSERT INTO setting (name, value) VALUES ($1, $2)"
    let name: String
    let value: String
    func bind(to inputs: inout Inputs) {
        inputs.append(name)
        inputs.append(value)
    }
}

struct SettingNames: Statement {
    static let text: SQLText = "SELECT name FROM setting ORDER BY name"
    func bind(to inputs: inout Inputs) {}
    static func row(_ row: inout Row) throws(SQLFailure) -> String { try row.text() }
}

/// The plan by which the engine would run `S`.
struct Explained<S: Statement>: Statement {
    static var text: SQLText { "EXPLAIN QUERY PLAN \(S.text.dollars)" }

    func bind(to inputs: inout Inputs) {
        let count = (1...30).last { S.text.dollars.contains("$\($0)") } ?? 0
        for _ in 0..<count { inputs.append(nil as Int64?) }
    }

    static func row(_ row: inout Row) throws(SQLFailure) -> String {
        for _ in 0..<3 { _ = try row.integer() }
        return try row.text()
    }
}
