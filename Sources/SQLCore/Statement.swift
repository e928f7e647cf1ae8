/// One SQL statement: its text, its inputs, its row, side by side.
///
/// The text is the same for every engine: `$1` placeholders, no functions of one engine only. Each type is one
/// prepared statement; an engine prepares all of them at start, so that a bad text never reaches a user.
package protocol Statement: Sendable {
    associatedtype Output: Sendable = Void

    static var text: SQLText { get }
    func bind(to inputs: inout Inputs)
    static func row(_ row: inout Row) throws(SQLFailure) -> Output
}

extension Statement where Output == Void {
    package static func row(_ row: inout Row) throws(SQLFailure) {}
}
