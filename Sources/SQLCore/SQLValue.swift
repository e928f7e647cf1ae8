/// What a column or an input can hold, on either engine.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

/// The inputs of one statement, in the order of its `$1`, `$2`, … Values are bound, never spliced into the text.
package struct Inputs: Sendable {
    package private(set) var values: [SQLValue] = []

    package init() {
        values.reserveCapacity(8)
    }

    package mutating func append(_ value: Int64?) { values.append(value.map { .integer($0) } ?? .null) }
    package mutating func append(_ value: Int) { values.append(.integer(Int64(value))) }
    package mutating func append(_ value: Bool) { values.append(.integer(value ? 1 : 0)) }
    package mutating func append(_ value: String?) { values.append(value.map { .text($0) } ?? .null) }
    package mutating func append(_ value: [UInt8]?) { values.append(value.map { .blob($0) } ?? .null) }
}
