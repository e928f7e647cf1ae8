import Testing
import Wire

/// Documents from a seeded generator: what the writer writes the reader reads, and damaged text never crashes it.
@Suite struct JSONFuzzTests {
    private indirect enum Value: Equatable {
        case string(String)
        case integer(Int64)
        case boolean(Bool)
        case null
        case array([Value])
        case object([Member])

        struct Member: Equatable {
            let key: String
            let value: Value
        }
    }

    private static func text(_ random: inout Xorshift) -> String {
        var text = ""
        for _ in 0..<random.below(random.below(10) == 0 ? 200 : 12) {
            let limits: [UInt32] = [0x20, 0x80, 0x800, 0x1_0000, 0x11_0000]
            let value = UInt32(random.below(Int(limits[random.below(limits.count)])))
            text.unicodeScalars.append(Unicode.Scalar(value) ?? "x")
        }
        return text
    }

    private static func value(_ random: inout Xorshift, depth: Int) -> Value {
        switch random.below(depth == 0 ? 4 : 6) {
        case 0: return .string(text(&random))
        case 1: return .integer(Int64(bitPattern: random.next()) >> random.below(64))
        case 2: return .boolean(random.below(2) == 0)
        case 3: return .null
        case 4: return .array((0..<random.below(6)).map { _ in value(&random, depth: depth - 1) })
        default:
            return .object(
                (0..<random.below(random.below(8) == 0 ? 40 : 5)).map { index in
                    .init(key: text(&random) + "#\(index)", value: value(&random, depth: depth - 1))
                })
        }
    }

    private static func write(_ value: Value, _ writer: inout JSONWriter) {
        switch value {
        case .string(let text): writer.string(text)
        case .integer(let number): writer.integer(number)
        case .boolean(let flag): writer.boolean(flag)
        case .null: writer.null()
        case .array(let elements):
            writer.beginArray()
            for element in elements { write(element, &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.key(member.key)
                write(member.value, &writer)
            }
            writer.endObject()
        }
    }

    private static func read(_ node: JSONNode) -> Value {
        switch node.kind {
        case .string: node.string.map(Value.string) ?? .null
        case .number: node.integer.map(Value.integer) ?? .null
        case .boolean: node.boolean.map(Value.boolean) ?? .null
        case .null: .null
        case .array: .array(node.elements.map(read))
        case .object: .object(node.members.map { .init(key: $0.key, value: read($0.node)) })
        }
    }

    @Test func whatIsWrittenIsRead() throws {
        var random = Xorshift(seed: 20_181_112)
        for _ in 0..<1500 {
            let value = Self.value(&random, depth: 6)
            var writer = JSONWriter()
            Self.write(value, &writer)
            let again = Self.read(try JSONDocument(parsing: writer.bytes).root)
            #expect(again == value)
            var second = JSONWriter()
            Self.write(again, &second)
            #expect(second.bytes == writer.bytes)
        }
    }

    @Test func damagedTextNeverCrashes() {
        var random = Xorshift(seed: 97)
        let odd = Array("\"\\{}[]:,u0e-.\u{0}\u{7F}é".utf8) + [0xFF, 0xC0, 0xED, 0xF4]
        var refused = 0
        for _ in 0..<3000 {
            var writer = JSONWriter()
            Self.write(Self.value(&random, depth: 4), &writer)
            var bytes = writer.bytes
            for _ in 0...random.below(4) {
                let place = random.below(bytes.count + 1)
                switch random.below(4) {
                case 0: bytes.insert(odd[random.below(odd.count)], at: place)
                case 1: bytes.removeSubrange(place...)
                case 2: if place < bytes.count { bytes[place] = odd[random.below(odd.count)] }
                default: if place < bytes.count { bytes[place] ^= 1 << UInt8(random.below(8)) }
                }
            }
            if let document = try? JSONDocument(parsing: bytes) {
                _ = Self.read(document.root)
            } else {
                refused += 1
            }
        }
        #expect(refused > 1500)
    }

    @Test func everyPrefixOfADocumentIsRefused() throws {
        let bytes = Array(#"{"a":["x\u00e9é",-1.5e3,true,false,null,{"b":{}}]}"#.utf8)
        _ = try JSONDocument(parsing: bytes)
        for count in 0..<bytes.count {
            #expect(throws: WireFailure.self) { try JSONDocument(parsing: Array(bytes[..<count])) }
        }
    }
}
