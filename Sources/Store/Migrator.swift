package import SQLCore

/// Brings a database to the newest schema, and refuses one whose past it does not know.
package enum Migrator {
    /// Applies what is missing, one transaction a step.
    ///
    /// - Returns: the names of the steps that were applied now.
    /// - Throws: `SQLFailure.newerSchema` for a database that a newer Lethe made, `SQLFailure.editedSchema` when an
    ///   applied step is not the one this program knows. Nothing is changed then.
    @discardableResult
    package static func migrate(
        _ database: some DatabasePort, steps: [Schema.Step] = Schema.steps, at milliseconds: Int64
    ) async throws -> [String] {
        try await database.executeSchema([Schema.versionTable])
        let applied = try database.read { try $0.all(AppliedSteps()) }
        try check(applied, against: steps)
        let missing = steps.dropFirst(applied.count)
        for step in missing {
            try await database.executeSchema(step.texts + [recordText(step, at: milliseconds)])
        }
        return missing.map(\.name)
    }

    private static func check(_ applied: [AppliedStep], against steps: [Schema.Step]) throws {
        if let newest = applied.last, newest.version > steps.last?.version ?? 0 {
            throw SQLFailure.newerSchema(
                "the data has schema version \(newest.version), this program knows \(steps.last?.version ?? 0)")
        }
        for (row, step) in zip(applied, steps) where row.version != step.version || row.checksum != step.checksum {
            throw SQLFailure.editedSchema("schema version \(row.version) is not the one this program knows")
        }
    }

    /// Of our own constants only: a number, a name and a checksum that stand in this program.
    private static func recordText(_ step: Schema.Step, at milliseconds: Int64) -> String {
        """
        INSERT INTO schema_version (version, name, checksum, applied_at)
        VALUES (\(step.version), '\(step.name)', '\(step.checksum)', \(milliseconds))
        """
    }
}

struct AppliedStep: Sendable {
    let version: Int64
    let checksum: String
}

struct AppliedSteps: Statement {
    static let text: SQLText = "SELECT version, checksum FROM schema_version ORDER BY version"

    func bind(to inputs: inout Inputs) {}

    static func row(_ row: inout Row) throws(SQLFailure) -> AppliedStep {
        try AppliedStep(version: row.integer(), checksum: row.text())
    }
}
