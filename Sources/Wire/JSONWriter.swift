/// Writes JSON exactly as JavaScript's `JSON.stringify` prints it: compact, `/` and non-ASCII unescaped, control
/// characters as `\b \f \n \r \t` or `\u00xx`. Commas come by themselves. The caller balances begin and end, and writes
/// one value after each key; that is not checked.
package struct JSONWriter: Sendable, Discreet {
    /// What has been written so far, as UTF-8.
    package var bytes: [UInt8] = []
    private var needsComma = false

    /// An empty document with room for `capacity` bytes before it has to grow.
    package init(reservingCapacity capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    /// Opens an object: `{`.
    package mutating func beginObject() { begin(UInt8(ascii: "{")) }

    /// Closes the innermost object: `}`.
    package mutating func endObject() { end(UInt8(ascii: "}")) }

    /// Opens an array: `[`.
    package mutating func beginArray() { begin(UInt8(ascii: "[")) }

    /// Closes the innermost array: `]`.
    package mutating func endArray() { end(UInt8(ascii: "]")) }

    /// Writes a member's name and the colon; the next call writes its value.
    package mutating func key(_ name: String) {
        separate()
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string value, escaped as far as JSON needs it.
    package mutating func string(_ value: String) {
        separate()
        appendQuoted(value)
        needsComma = true
    }

    /// Writes an integer value.
    package mutating func integer(_ value: Int64) {
        separate()
        appendInteger(value)
        needsComma = true
    }

    /// Writes an integer value.
    package mutating func integer(_ value: Int) { integer(Int64(value)) }

    /// Writes `true` or `false`.
    package mutating func boolean(_ value: Bool) {
        separate()
        append(value ? "true" : "false")
        needsComma = true
    }

    /// Writes `null`. The published contract never uses it for a date or an attribute: those are left out.
    package mutating func null() {
        separate()
        append("null")
        needsComma = true
    }

    /// Writes a date value, quoted, as `WireDate` prints it; `milliseconds` since 1970-01-01T00:00:00Z.
    package mutating func date(milliseconds: Int64) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        WireDate.write(milliseconds: milliseconds, into: &bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes bytes that are one finished JSON value; they are not looked at.
    package mutating func raw(_ value: [UInt8]) {
        separate()
        bytes.append(contentsOf: value)
        needsComma = true
    }

    /// Writes bytes that are one finished JSON value; they are not looked at.
    package mutating func raw(_ value: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: value)
        needsComma = true
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    @inline(__always)
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func append(_ literal: StaticString) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func appendQuoted(_ value: String) {
        var value = value
        value.withUTF8 { text in
            bytes.append(UInt8(ascii: "\""))
            let special = ByteScan.nextToEscape(in: text, from: 0)
            if special == text.count {
                bytes.append(contentsOf: text)
            } else {
                appendEscaped(text, firstSpecial: special)
            }
            bytes.append(UInt8(ascii: "\""))
        }
    }

    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>, firstSpecial: Int) {
        var start = 0
        var special = firstSpecial
        while special < text.count {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<special]))
            appendEscape(for: text[special])
            start = special + 1
            special = ByteScan.nextToEscape(in: text, from: start)
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<text.count]))
    }

    private mutating func appendEscape(for byte: UInt8) {
        switch byte {
        case 0x08: append("\\b")
        case 0x09: append("\\t")
        case 0x0A: append("\\n")
        case 0x0C: append("\\f")
        case 0x0D: append("\\r")
        case 0x22: append("\\\"")
        case 0x5C: append("\\\\")
        default:
            append("\\u00")
            bytes.append(byte >> 4 == 0 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let digit = byte & 0x0F
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + (digit - 10))
        }
    }

    private mutating func appendInteger(_ value: Int64) {
        var rest = value.magnitude
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var first = digits.count
            repeat {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                first -= 1
                digits.initializeElement(at: first, to: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
                rest = quotient
            } while rest != 0
            if value < 0 {
                first -= 1
                digits.initializeElement(at: first, to: UInt8(ascii: "-"))
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[first...]))
        }
    }
}
