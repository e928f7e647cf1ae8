import SQLCore
import SQLiteDriver
import Store
import TestSupport
import Testing

struct MigrationTests {
    @Test func fromEmptyAndOnlyOnce() async throws {
        let directory = try DataDirectory()
        let database = try SQLiteDatabase(path: directory.path + "/lethe.db")
        let names = Schema.steps.map(\.name)
        #expect(try await Migrator.migrate(database, at: 7) == names && !names.isEmpty)
        #expect(try await Migrator.migrate(database, at: 8) == [])
        try database.prepare(Statements.all)
        #expect(try database.integrityProblems() == [])
        try await database.close()
        let again = try SQLiteDatabase(path: directory.path + "/lethe.db")
        #expect(try await Migrator.migrate(again, at: 9) == [])
        try again.prepare(Statements.all)
    }

    @Test func laterStepsAreAddedToWhatIsThere() async throws {
        let directory = try DataDirectory()
        let database = try SQLiteDatabase(path: directory.path + "/lethe.db")
        let later = Schema.steps + [step(9, "CREATE TABLE later (a BIGINT)"), step(10, "DROP TABLE later")]
        try await Migrator.migrate(database, at: 1)
        #expect(try await Migrator.migrate(database, steps: later, at: 2) == ["step 9", "step 10"])
        #expect(try await Migrator.migrate(database, steps: later, at: 3) == [])
        let failed = await refusal { try await Migrator.migrate(database, at: 4) }
        #expect(failed?.isNewerSchema == true, "a database of a newer program is refused")
        #expect(try await Migrator.migrate(database, steps: later, at: 5) == [], "and was left as it is")
    }

    @Test func anEditedPastIsRefused() async throws {
        let directory = try DataDirectory()
        let database = try SQLiteDatabase(path: directory.path + "/lethe.db")
        try await Migrator.migrate(
            database, steps: [step(1, "CREATE TABLE a (b BIGINT)"), step(2, "CREATE TABLE c (d BIGINT)")], at: 1)
        let pasts = [
            [step(1, "CREATE TABLE a (b TEXT)"), step(2, "CREATE TABLE c (d BIGINT)")],
            [
                step(1, "CREATE TABLE a (b BIGINT)"), step(2, "CREATE TABLE c (d BIGINT) "),
                step(3, "CREATE TABLE e (f TEXT)"),
            ],
            [step(1, "CREATE TABLE a (b BIGINT)"), step(3, "CREATE TABLE c (d BIGINT)")],
        ]
        for past in pasts {
            let failed = await refusal { try await Migrator.migrate(database, steps: past, at: 2) }
            #expect(failed?.isEditedSchema == true)
        }
    }

    @Test func aStepThatFailsLeavesNothing() async throws {
        let directory = try DataDirectory()
        let database = try SQLiteDatabase(path: directory.path + "/lethe.db")
        let bad = [Schema.steps[0], step(2, "CREATE TABLE x (y BIGINT)", "CREATE TABLE x (y BIGINT)")]
        await #expect(throws: SQLFailure.self) { try await Migrator.migrate(database, steps: bad, at: 1) }
        let good = [Schema.steps[0], step(2, "CREATE TABLE x (y BIGINT)")]
        #expect(try await Migrator.migrate(database, steps: good, at: 1) == ["step 2"])
    }

    @Test func aBadTextIsFoundWhenPreparing() async throws {
        struct Bad: Statement {
            static let text: SQLText = "SELECT no_such_column FROM candidate"
            func bind(to inputs: inout Inputs) {}
        }
        let shelf = try await Shelf()
        let failed = await refusal { try shelf.database.prepare([Bad.self]) }
        #expect(failed?.detail.contains("Bad") == true && failed?.detail.contains("no_such_column") == true)
    }

    private func step(_ version: Int64, _ texts: String...) -> Schema.Step {
        Schema.Step(version: version, name: "step \(version)", texts: texts)
    }
}
