import Testing
import Wire

@Suite struct JSONWriterTests {
    private static func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(reservingCapacity: 16)
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func writesEveryKindOfValue() {
        let text = Self.written { writer in
            writer.beginObject()
            writer.member("a", "x")
            writer.member("b", 1)
            writer.member("c", true)
            writer.member("d", ["p", "q"])
            writer.key("e")
            writer.null()
            writer.key("f")
            writer.beginArray()
            writer.beginObject()
            writer.endObject()
            writer.beginArray()
            writer.endArray()
            writer.boolean(false)
            writer.raw(Array("[1]".utf8))
            writer.raw("{}".utf8)
            writer.integer(Int64.min)
            writer.endArray()
            writer.key("g")
            writer.date(milliseconds: 1_542_019_757_973)
            writer.endObject()
        }
        #expect(
            text == #"{"a":"x","b":1,"c":true,"d":["p","q"],"e":null,"f":[{},[],false,[1],{},-9223372036854775808],"#
                + #""g":"2018-11-12T10:49:17.973Z"}"#)
    }

    @Test func leavesOutWhatIsAbsent() {
        let text = Self.written { writer in
            writer.beginObject()
            writer.memberIfPresent("a", nil as String?)
            writer.memberIfPresent("b", nil as Int?)
            writer.memberIfPresent("c", nil as Bool?)
            writer.memberIfPresent("d", milliseconds: nil)
            writer.memberIfPresent("e", "1")
            writer.memberIfPresent("f", 2)
            writer.memberIfPresent("g", false)
            writer.memberIfPresent("h", milliseconds: 0)
            writer.endObject()
        }
        #expect(text == #"{"e":"1","f":2,"g":false,"h":"1970-01-01T00:00:00.000Z"}"#)
    }

    @Test(arguments: [0, 7, 10, -1, 99, 100, 12_345, Int.max, Int.min, Int.min + 1])
    func writesIntegers(_ value: Int) {
        #expect(Self.written { $0.integer(value) } == String(value))
    }

    @Test func escapesKeysToo() {
        let text = Self.written { writer in
            writer.beginObject()
            writer.member("a\"b\n", "")
            writer.endObject()
        }
        #expect(text == #"{"a\"b\n":""}"#)
    }

    /// `stringify.ndjson` was printed by Node: code points, and what `JSON.stringify` makes of them.
    @Test func writesWhatJavaScriptWrites() throws {
        let bytes = try #require(VectorFolder.read("stringify.ndjson"))
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 670)
        for line in lines {
            let pair = try JSONDocument(parsing: Array(line)).root.elements
            var text = ""
            for element in try #require(pair.first).elements {
                let value = try #require(element.integer)
                text.unicodeScalars.append(try #require(Unicode.Scalar(UInt32(value))))
            }
            let expected = try #require(pair.last)
            #expect(Self.written { $0.string(text) } == String(decoding: expected.source, as: UTF8.self))
            let read = try #require(expected.stringBytes)
            #expect(Array(read) == Array(text.utf8))
        }
    }

    @Test func neverPrintsWhatItHolds() {
        var writer = JSONWriter()
        writer.string("marker")
        var dumped = ""
        dump(writer, to: &dumped)
        #expect("\(writer)" == "(JSONWriter)")
        #expect(!dumped.contains("109"))
    }
}
