/// What an engine refused, without any value that was bound.
package struct SQLFailure: Error, Hashable, Sendable {
    private enum Code: String {
        case unique, constraint, full, busy, corrupt, unexpectedColumn, newerSchema, editedSchema, engine
    }

    private let code: Code
    /// The engine's own words, or ours; names tables and columns, never data.
    package let detail: String

    private init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var isUniqueViolation: Bool { code == .unique }
    package var isDiskFull: Bool { code == .full }
    package var isNewerSchema: Bool { code == .newerSchema }
    package var isEditedSchema: Bool { code == .editedSchema }

    package static func unique(_ detail: String) -> SQLFailure { SQLFailure(.unique, detail) }
    package static func constraint(_ detail: String) -> SQLFailure { SQLFailure(.constraint, detail) }
    package static func full(_ detail: String) -> SQLFailure { SQLFailure(.full, detail) }
    package static func busy(_ detail: String) -> SQLFailure { SQLFailure(.busy, detail) }
    package static func corrupt(_ detail: String) -> SQLFailure { SQLFailure(.corrupt, detail) }
    package static func engine(_ detail: String) -> SQLFailure { SQLFailure(.engine, detail) }
    package static func newerSchema(_ detail: String) -> SQLFailure { SQLFailure(.newerSchema, detail) }
    package static func editedSchema(_ detail: String) -> SQLFailure { SQLFailure(.editedSchema, detail) }
    package static func unexpectedColumn(_ index: Int) -> SQLFailure {
        SQLFailure(.unexpectedColumn, "column \(index) is missing or of another type")
    }
}

extension SQLFailure: CustomStringConvertible {
    package var description: String { "\(code.rawValue): \(detail)" }
}
