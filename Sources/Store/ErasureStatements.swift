internal import Domain
package import SQLCore

/// Something that must be wiped and may not be wiped yet.
package struct Erasure: Hashable, Sendable {
    package enum Kind: String, Sendable {
        /// A slot of keys.bin.
        case slot
        /// A picture that lost its row.
        case picture
        /// A picture that is being written and has no row yet: wiped only at a start, when nobody writes it any more.
        case upload
    }

    package let kind: Kind
    /// A slot number, or the name of a picture file.
    package let target: String

    package init(_ kind: Kind, _ target: String) {
        self.kind = kind
        self.target = target
    }
}

package struct InsertErasure: Statement {
    package static let text: SQLText = """
        INSERT INTO erasure (kind, target) VALUES ($1, $2) ON CONFLICT (kind, target) DO NOTHING
        """
    let erasure: Erasure

    package init(_ erasure: Erasure) { self.erasure = erasure }

    package func bind(to inputs: inout Inputs) {
        inputs.append(erasure.kind.rawValue)
        inputs.append(erasure.target)
    }
}

package struct DeleteErasure: Statement {
    package static let text: SQLText = "DELETE FROM erasure WHERE kind = $1 AND target = $2"
    let erasure: Erasure

    package init(_ erasure: Erasure) { self.erasure = erasure }

    package func bind(to inputs: inout Inputs) {
        inputs.append(erasure.kind.rawValue)
        inputs.append(erasure.target)
    }
}

package struct PendingErasures: Statement {
    package static let text: SQLText =
        "SELECT kind, target FROM erasure WHERE kind <> $1 ORDER BY kind, target LIMIT $2"
    let except: String
    let limit: Int

    /// - Parameter includesUploads: at a start only, before anybody writes.
    package init(includesUploads: Bool, limit: Int) {
        except = includesUploads ? "" : Erasure.Kind.upload.rawValue
        self.limit = limit
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(except)
        inputs.append(limit)
    }

    package static func row(_ row: inout Row) throws(SQLFailure) -> Erasure {
        try Erasure(row.word(Erasure.Kind.self), row.text())
    }
}

package struct SettingValue: Statement {
    package static let text: SQLText = "SELECT value FROM setting WHERE name = $1"
    let name: String

    package init(_ name: String) { self.name = name }
    package func bind(to inputs: inout Inputs) { inputs.append(name) }
    package static func row(_ row: inout Row) throws(SQLFailure) -> String { try row.text() }
}

package struct PutSetting: Statement {
    package static let text: SQLText = """
        INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """
    let name: String
    let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    package func bind(to inputs: inout Inputs) {
        inputs.append(name)
        inputs.append(value)
    }
}
