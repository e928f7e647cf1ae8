/// A type whose values hold keys or personal data: it prints its name and nothing else, also in a debugger or a dump.
package protocol Undisclosed: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Undisclosed {
    package var description: String { "(\(Self.self))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
