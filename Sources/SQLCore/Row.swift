/// One row while the engine stands on it. Implemented by a driver.
package protocol ColumnSource {
    func value(at index: Int) -> SQLValue
}

/// Reads the columns of one row from left to right, each exactly once.
package struct Row {
    private let source: any ColumnSource
    private var position = 0

    package init(_ source: any ColumnSource) {
        self.source = source
    }

    package mutating func integer() throws(SQLFailure) -> Int64 {
        guard let value = try optionalInteger() else { throw .unexpectedColumn(position - 1) }
        return value
    }

    package mutating func optionalInteger() throws(SQLFailure) -> Int64? {
        switch next() {
        case .integer(let value): value
        case .null: nil
        default: throw .unexpectedColumn(position - 1)
        }
    }

    package mutating func boolean() throws(SQLFailure) -> Bool { try integer() != 0 }

    package mutating func text() throws(SQLFailure) -> String {
        guard let value = try optionalText() else { throw .unexpectedColumn(position - 1) }
        return value
    }

    package mutating func optionalText() throws(SQLFailure) -> String? {
        switch next() {
        case .text(let value): value
        case .null: nil
        default: throw .unexpectedColumn(position - 1)
        }
    }

    package mutating func blob() throws(SQLFailure) -> [UInt8] {
        guard let value = try optionalBlob() else { throw .unexpectedColumn(position - 1) }
        return value
    }

    package mutating func optionalBlob() throws(SQLFailure) -> [UInt8]? {
        switch next() {
        case .blob(let value): value
        case .null: nil
        default: throw .unexpectedColumn(position - 1)
        }
    }

    private mutating func next() -> SQLValue {
        defer { position += 1 }
        return source.value(at: position)
    }
}
