/// What is wrong with bytes that came in. It names a place, never a value that stood there.
package struct WireFailure: Error, Equatable, Sendable {
    /// Whether the bytes are not JSON as we read it, or are JSON with a member that is not as it must be.
    package enum Kind: Equatable, Sendable {
        /// The text is not acceptable JSON, or is larger or deeper than allowed. Answered with 400.
        case syntax
        /// A member is missing, or has the wrong type or content. Answered with 422.
        case field
    }

    /// What kind of fault it is.
    package let kind: Kind
    /// Path of the member that is meant, such as `identities.dob.value`; nil when no member can be named.
    package let field: String?
    /// A sentence about the rule that was broken.
    package let message: String
    /// For `syntax`: how many bytes stand before the place where reading stopped.
    package let offset: Int?
    /// Whether a limit on length is what was broken: answered with 413, whatever the kind.
    package var isTooLarge = false

    /// The text can't be read as JSON from `offset` on.
    package static func syntax(_ message: String, at offset: Int) -> WireFailure {
        WireFailure(kind: .syntax, field: nil, message: message, offset: offset)
    }

    /// The member at the path `field` is not as it must be. An empty path stands for the whole document.
    package static func field(_ field: String, _ message: String) -> WireFailure {
        WireFailure(kind: .field, field: field.isEmpty ? nil : field, message: message, offset: nil)
    }

    /// The same failure, marked as one about length.
    package func asTooLarge() -> WireFailure {
        var failure = self
        failure.isTooLarge = true
        return failure
    }
}

extension WireFailure: CustomStringConvertible {
    /// Message and place.
    package var description: String {
        if let field { return "\(field): \(message)" }
        if let offset { return "\(message) (at byte \(offset))" }
        return message
    }
}
