import Testing
import Wire

@Suite struct JSONReaderTests {
    private static func read(_ text: String, limits: JSONLimits = JSONLimits()) throws(WireFailure) -> JSONNode {
        try JSONDocument(parsing: Array(text.utf8), limits: limits).root
    }

    @Test func readsEveryKind() throws {
        let root = try Self.read(
            #" { "s" : "x\u00e9\ud83d\ude00\n\/" , "n":-12,"t":true,"f":false,"z":null,"a":[1,[2],{}] } "#
        )
        #expect(root.kind == .object)
        #expect(root["s"]?.string == "xé😀\n/")
        #expect(root["n"]?.integer == -12)
        #expect(root["t"]?.boolean == true)
        #expect(root["f"]?.boolean == false)
        #expect(root["z"]?.isNull == true)
        #expect(root["a"]?.elements.map(\.kind) == [.number, .array, .object])
        #expect(root["b"] == nil)
        #expect(root.members.map(\.key) == ["s", "n", "t", "f", "z", "a"])
        #expect(root.members.map(\.node.kind) == [.string, .number, .boolean, .boolean, .null, .array])
        #expect(String(decoding: root["a"]?.source ?? [], as: UTF8.self) == "[1,[2],{}]")
        #expect(root.string == nil && root.integer == nil && root.boolean == nil && root.elements.isEmpty)
        #expect(root["s"]?.members.isEmpty == true && root["s"]?["x"] == nil)
    }

    @Test func stringsWithoutEscapesAreNotCopied() throws {
        let bytes = Array(#"{"picture":"QUJD"}"#.utf8)
        let document = try JSONDocument(parsing: bytes)
        let slice = try #require(document.root["picture"]?.stringBytes)
        #expect(slice.startIndex == 12)
        let isInside = bytes.withUnsafeBytes { whole in
            slice.withUnsafeBytes { part in
                guard let outer = whole.baseAddress, let inner = part.baseAddress else { return false }
                return inner == outer + 12
            }
        }
        #expect(isInside)
    }

    @Test(arguments: [
        ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("-0", 0), ("7", 7),
        ("9223372036854775808", nil), ("1.0", nil), ("1e2", nil), ("1E400", nil), ("\"1\"", nil), ("true", nil),
    ])
    func readsIntegersExactlyOrNotAtAll(_ text: String, _ expected: Int64?) throws {
        #expect(try Self.read(text).integer == expected)
    }

    @Test func keepsOtherNumbersAsText() throws {
        #expect(try Self.read("[-1.50E+400]").elements.first?.literal == "-1.50E+400")
        #expect(try Self.read("\"1\"").literal == nil)
    }

    @Test(arguments: [
        #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"x":{"k":1,"b":2,"k":3}}"#, #"{"":1,"":2}"#,
        #"[{"é":1,"\u00e9":1}]"#,
    ])
    func refusesRepeatedNames(_ text: String) {
        #expect(throws: WireFailure.self) { try Self.read(text) }
    }

    @Test func refusesRepeatedNamesAmongMany() throws {
        let names = (0..<500).map { "\"n\($0)\":0" }
        #expect(try Self.read("{" + names.joined(separator: ",") + "}").members.count == 500)
        for repeated in [0, 1, 250, 499] {
            let all = names + ["\"n\(repeated)\":0"]
            #expect(throws: WireFailure.self) { try Self.read("{" + all.joined(separator: ",") + "}") }
        }
        #expect(throws: WireFailure.self) {
            try Self.read("{" + names.joined(separator: ",") + #","\u006e7":0}"#)
        }
    }

    /// Two spellings of one letter are different names, as they are for every other reader.
    @Test func namesAreComparedByByte() throws {
        let root = try Self.read(#"{"\u00e9":1,"e\u0301":2}"#)
        #expect(root["\u{E9}"]?.integer == 1)
        #expect(root["e\u{301}"]?.integer == 2)
        #expect(root["a"] == nil)
    }

    @Test func sameNameInDifferentObjectsIsFine() throws {
        #expect(try Self.read(#"{"a":{"a":[{"a":1},{"a":2}]},"b":{"a":0}}"#).members.count == 2)
    }

    @Test func depthIsLimited() throws {
        let atLimit = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        #expect(try Self.read(atLimit).kind == .array)
        #expect(throws: WireFailure.syntax("The document is nested too deeply", at: 32)) {
            try Self.read("[" + atLimit + "]")
        }
        #expect(throws: WireFailure.self) { try Self.read(String(repeating: "[", count: 100_000)) }
    }

    @Test func deepNestingCostsNoStack() throws {
        let limits = JSONLimits(maximumDepth: .max, maximumValues: .max)
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(try Self.read(deep, limits: limits).elements.count == 1)
        let objects = String(repeating: "{\"a\":", count: 100_000)
        #expect(throws: WireFailure.self) { try Self.read(objects, limits: limits) }
    }

    @Test func sizeAndCountAreLimited() throws {
        #expect(try Self.read("[1,2]", limits: JSONLimits(maximumBytes: 5, maximumValues: 3)).elements.count == 2)
        #expect(throws: WireFailure.syntax("The document is too large", at: 0).asTooLarge()) {
            try Self.read("[1,2]", limits: JSONLimits(maximumBytes: 4))
        }
        #expect(throws: WireFailure.self) { try Self.read("[1,2]", limits: JSONLimits(maximumValues: 2)) }
        #expect(throws: WireFailure.self) { try Self.read(#"{"a":1}"#, limits: JSONLimits(maximumValues: 2)) }
    }

    @Test(arguments: [
        "", " ", "NaN", "Infinity", "-", "01", "1.", ".5", "+1", "1e", "nul", "[1,]", "[,1]", "{\"a\":1,}", "{a:1}",
        "[1] 2", "\"\\x\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\ud800x\"", "\"a",
        "\"\u{1}\"", "\u{FEFF}{}", "// x\n1", "'a'", "[1}", "{\"a\"}", "{\"a\":}", "]",
    ])
    func refuses(_ text: String) {
        #expect(throws: WireFailure.self) { try Self.read(text) }
    }

    @Test(
        arguments: [
            [0xC0, 0x80], [0xC1, 0xBF], [0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98],
            [0xE2, 0x28, 0xA1], [0xF0, 0x9F, 0x28, 0x80],
        ] as [[UInt8]])
    func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
        #expect(throws: WireFailure.self) { try JSONDocument(parsing: [0x22] + bytes + [0x22]) }
        #expect(throws: WireFailure.self) { try JSONDocument(parsing: Array("\"1234567".utf8) + bytes + [0x22]) }
    }

    /// Every scalar's UTF-8 is read; the checker agrees with the standard library on every two-byte beginning.
    @Test func utf8CheckAgreesWithTheStandardLibrary() throws {
        for first in 0x80...0xFF {
            for second in stride(from: 0x00, through: 0xFF, by: 1) where second != 0x22 && second != 0x5C && second > 31
            {
                for rest in [[], [0x80], [0x80, 0x80], [0xBF, 0xBF]] as [[UInt8]] {
                    let bytes = [UInt8(first), UInt8(second)] + rest
                    let isValid = String(validating: bytes, as: UTF8.self) != nil
                    let isRead = (try? JSONDocument(parsing: [0x22] + bytes + [0x22])) != nil
                    #expect(isValid == isRead, "\(bytes)")
                }
            }
        }
    }

    @Test func failuresTellThePlaceAndNotTheText() {
        #expect(throws: WireFailure.syntax("A comma or the end of the container is missing", at: 12)) {
            try Self.read(#"{"m":"mark" "x":1}"#)
        }
        do {
            _ = try Self.read(#"{"marker":"marker" marker}"#)
            Issue.record("was read")
        } catch {
            #expect(!"\(error)".contains("marker"))
            #expect(error.kind == .syntax && error.field == nil && error.offset == 19)
        }
    }

    @Test func neverPrintsWhatItHolds() throws {
        let document = try JSONDocument(parsing: Array(#"{"marker":"marker"}"#.utf8))
        var dumped = ""
        dump(document, to: &dumped)
        dump(document.root, to: &dumped)
        #expect(!(dumped + "\(document)\(document.root)" + String(reflecting: document.root)).contains("marker"))
        #expect(!dumped.contains("109"))
    }
}
