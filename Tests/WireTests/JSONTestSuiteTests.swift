import Testing
import Wire

/// nst/JSONTestSuite: what must be read, what must be refused, and what may be either but never crash.
@Suite struct JSONTestSuiteTests {
    static let folder = "JSONTestSuite/test_parsing"
    static let names = VectorFolder.names(in: folder)

    static func isRead(_ name: String) throws -> Bool {
        let bytes = try #require(VectorFolder.read("\(folder)/\(name)"))
        return (try? JSONDocument(parsing: bytes)) != nil
    }

    @Test func isComplete() {
        let counts = Dictionary(grouping: Self.names, by: { String($0.prefix(2)) }).mapValues(\.count)
        #expect(counts == ["y_": 95, "n_": 188, "i_": 35])
    }

    /// The grammar allows these two, and RFC 8259, section 4, leaves to the reader what a repeated name means. Ours
    /// refuses it (issue 2, limits: "duplicate keys refused"), and for no other reason.
    static let withRepeatedNames = ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"]

    @Test(arguments: withRepeatedNames)
    func refusesRepeatedNames(_ name: String) throws {
        let bytes = try #require(VectorFolder.read("\(Self.folder)/\(name)"))
        #expect(throws: WireFailure.syntax("A member's name appears twice in one object", at: 10)) {
            try JSONDocument(parsing: bytes)
        }
    }

    @Test(arguments: names.filter { $0.hasPrefix("y_") && !withRepeatedNames.contains($0) })
    func reads(_ name: String) throws {
        #expect(try Self.isRead(name))
    }

    @Test(arguments: names.filter { $0.hasPrefix("n_") })
    func refuses(_ name: String) throws {
        #expect(try !Self.isRead(name))
    }

    /// Numbers of any size are read as their text; everything else that is undefined is refused.
    @Test(arguments: names.filter { $0.hasPrefix("i_") })
    func decides(_ name: String) throws {
        #expect(try Self.isRead(name) == name.hasPrefix("i_number_"))
    }
}
