/// A value that may hold personal data and therefore never prints it: not by `print`, not by `dump`, not by a debugger.
package protocol Discreet: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Discreet {
    /// The type's name and nothing of its content.
    package var description: String { "(\(Self.self))" }
    /// The same as `description`.
    package var debugDescription: String { description }
    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
