/// Reads one RFC 8259 text onto a tape, without recursion: how deep it nests costs no stack.
struct JSONParser {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    /// What has been read, in the order of the text.
    private(set) var tape: [JSONToken] = []
    private var position = 0
    private var open: [Int] = []

    /// Nothing is read yet.
    init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
        tape.reserveCapacity(64)
    }

    /// Reads the whole text; throws a `syntax` failure.
    mutating func parse() throws(WireFailure) {
        guard bytes.count <= limits.maximumBytes else { throw fail("The document is too large").asTooLarge() }
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw fail("A byte order mark is not allowed") }
        skipSpace()
        try value()
        while let container = open.last {
            try step(in: container)
        }
        skipSpace()
        guard position == bytes.count else { throw fail("Something follows the document") }
    }

    /// The next byte, or 0, which is never valid outside a string, at the end.
    private var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private func fail(_ message: String) -> WireFailure { .syntax(message, at: position) }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// Reads the next element or member of an open container, or its end.
    private mutating func step(in container: Int) throws(WireFailure) {
        let isObject = tape[container].kind == .object
        skipSpace()
        if peek == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            position += 1
            try close(container)
            return
        }
        if tape.count > container + 1 {
            guard peek == UInt8(ascii: ",") else { throw fail("A comma or the end of the container is missing") }
            position += 1
            skipSpace()
        }
        if isObject {
            guard peek == UInt8(ascii: "\"") else { throw fail("A member's name is missing") }
            try string()
            skipSpace()
            guard peek == UInt8(ascii: ":") else { throw fail("A colon is missing") }
            position += 1
            skipSpace()
        }
        try value()
    }

    /// Reads a value, of a container only its beginning.
    private mutating func value() throws(WireFailure) {
        switch peek {
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "{"): try begin(.object)
        case UInt8(ascii: "["): try begin(.array)
        case UInt8(ascii: "t"): try literal("true", .true)
        case UInt8(ascii: "f"): try literal("false", .false)
        case UInt8(ascii: "n"): try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: throw fail("A value is missing")
        }
    }

    private mutating func append(
        _ kind: JSONToken.Kind, from start: Int, to end: Int, hasEscapes: Bool = false
    ) throws(WireFailure) {
        guard tape.count < limits.maximumValues else { throw fail("The document holds too many values") }
        tape.append(JSONToken(kind, start..<end, next: tape.count + 1, hasEscapes: hasEscapes))
    }

    private mutating func begin(_ kind: JSONToken.Kind) throws(WireFailure) {
        guard open.count < limits.maximumDepth else { throw fail("The document is nested too deeply") }
        open.append(tape.count)
        try append(kind, from: position, to: position + 1)
        position += 1
    }

    private mutating func close(_ container: Int) throws(WireFailure) {
        open.removeLast()
        tape[container].end = UInt32(position)
        tape[container].next = UInt32(tape.count)
        guard tape[container].kind == .object else { return }
        if let repeated = JSONKeys(bytes: bytes, tape: tape).firstRepeated(in: container) {
            throw .syntax("A member's name appears twice in one object", at: Int(tape[repeated].start))
        }
    }

    private mutating func literal(_ word: StaticString, _ kind: JSONToken.Kind) throws(WireFailure) {
        let end = position + word.utf8CodeUnitCount
        let isThere = word.withUTF8Buffer { end <= bytes.count && bytes[position..<end].elementsEqual($0) }
        guard isThere else { throw fail("A value is missing") }
        try append(kind, from: position, to: end)
        position = end
    }

    private mutating func number() throws(WireFailure) {
        let start = position
        if peek == UInt8(ascii: "-") { position += 1 }
        if peek == UInt8(ascii: "0") {
            position += 1
        } else {
            try digits()
        }
        if peek == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        try append(.number, from: start, to: position)
    }

    private mutating func digits() throws(WireFailure) {
        let start = position
        while peek >= UInt8(ascii: "0"), peek <= UInt8(ascii: "9") { position += 1 }
        guard position > start else { throw fail("A digit is missing") }
    }

    private mutating func string() throws(WireFailure) {
        position += 1
        let start = position
        var hasEscapes = false
        while true {
            position = bytes.withUnsafeBufferPointer { ByteScan.nextSpecial(in: $0, from: position) }
            guard position < bytes.count else { throw fail("A string has no end") }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                try append(.string, from: start, to: position, hasEscapes: hasEscapes)
                position += 1
                return
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try escape()
            case 0x80...: try nonASCII()
            default: throw fail("A control character in a string must be escaped")
            }
        }
    }

    private mutating func nonASCII() throws(WireFailure) {
        while position < bytes.count, bytes[position] >= 0x80 {
            guard let length = UTF8Sequence.length(in: bytes, at: position) else { throw fail("Not valid UTF-8") }
            position += length
        }
    }

    private mutating func escape() throws(WireFailure) {
        position += 1
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            let unit = try codeUnit()
            if UTF16.isTrailSurrogate(unit) { throw fail("Half of a surrogate pair stands alone") }
            if UTF16.isLeadSurrogate(unit) { try trailSurrogate() }
        default: throw fail("No such escape")
        }
    }

    private mutating func trailSurrogate() throws(WireFailure) {
        guard peek == UInt8(ascii: "\\"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u") else {
            throw fail("Half of a surrogate pair stands alone")
        }
        position += 2
        guard UTF16.isTrailSurrogate(try codeUnit()) else { throw fail("Half of a surrogate pair stands alone") }
    }

    private mutating func codeUnit() throws(WireFailure) -> UInt16 {
        guard let unit = JSONEscapes.codeUnit(in: bytes[...], at: position) else {
            throw fail("Four hexadecimal digits are missing")
        }
        position += 4
        return unit
    }
}
