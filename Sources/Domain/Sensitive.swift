/// Personal data in the open, on its way between the Vault and the wire. It never prints.
///
/// Reading the value takes a closure, so that every place that touches plain data can be found by one name.
package struct Sensitive<Value: Sendable>: Sendable {
    private let value: Value

    package init(_ value: Value) {
        self.value = value
    }

    /// Lends the plain value for the length of `body`.
    package func withExposed<Result, Problem: Error>(
        _ body: (Value) throws(Problem) -> Result
    ) throws(Problem) -> Result {
        try body(value)
    }
}

extension Sensitive: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(sensitive)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Personal data as it may lie on a disk: encrypted and authenticated. Made and opened by the Vault only.
package struct Sealed: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension Sealed: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(sealed, \(bytes.count) bytes)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
