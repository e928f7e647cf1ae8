/// Indents JSON for reading. Members, their order and every value stay as they are.
package struct ReadableJSON {
    private var text: [UInt8] = []
    private var depth = 0

    /// - Parameter json: one JSON value that our own writer made.
    package static func indented(_ json: [UInt8]) -> String {
        var readable = ReadableJSON()
        readable.text.reserveCapacity(json.count * 2)
        var rest = json[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "\"") {
                let string = Self.string(at: rest)
                readable.text += string
                rest = rest.dropFirst(string.count)
            } else {
                readable.take(byte, before: rest.dropFirst().first)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: readable.text, as: UTF8.self)
    }

    private mutating func take(_ byte: UInt8, before next: UInt8?) {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            depth += 1
            text.append(byte)
            // In ASCII a closing bracket is its opening one plus two.
            if next != byte + 2 { startLine() }
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            if text.last != byte - 2 { startLine() }
            text.append(byte)
        case UInt8(ascii: ","):
            text.append(byte)
            startLine()
        case UInt8(ascii: ":"): text += [byte, UInt8(ascii: " ")]
        default: text.append(byte)
        }
    }

    private mutating func startLine() {
        text.append(UInt8(ascii: "\n"))
        text += repeatElement(UInt8(ascii: " "), count: depth * 2)
    }

    /// The string that begins here, with both quotes.
    private static func string(at json: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var isEscaped = false
        for index in json.indices.dropFirst() {
            if isEscaped {
                isEscaped = false
            } else if json[index] == UInt8(ascii: "\\") {
                isEscaped = true
            } else if json[index] == UInt8(ascii: "\"") {
                return json[...index]
            }
        }
        return json
    }
}
