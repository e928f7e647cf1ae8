import SQLCore
import SQLiteDriver
import Store
import TestSupport
import Testing

/// Read back from the connections that work: what was asked for at the start may be undone on the way.
struct PragmaTests {
    @Test func theWriterIsDurableAndWipes() async throws {
        let shelf = try await Shelf()
        let settings = try await shelf.database.write { transaction in
            [
                try transaction.first(Pragma<Synchronous>()), try transaction.first(Pragma<SecureDelete>()),
                try transaction.first(Pragma<ForeignKeys>()), try transaction.first(Pragma<MemoryMap>()),
                try transaction.first(Pragma<TemporaryStore>()), try transaction.first(Pragma<TrustedSchema>()),
            ]
        }
        #expect(settings == [2, 1, 1, 0, 2, 0])
        #expect(try await shelf.database.write { try $0.first(JournalMode()) } == "wal")
    }

    @Test func readersOnlyRead() async throws {
        let shelf = try await Shelf()
        for _ in 0..<8 {
            let settings = try shelf.database.read {
                [try $0.first(Pragma<MemoryMap>()), try $0.first(Pragma<TemporaryStore>())]
            }
            #expect(settings == [0, 2])
        }
        #expect(throws: SQLFailure.self) {
            try shelf.database.read { _ = try $0.run(InsertSetting(name: "a", value: "b")) }
        }
        #expect(try shelf.database.read { try $0.all(SettingNames()) } == [])
    }

    /// What a row held is not in the file any more once the log has gone into it.
    @Test func deletedRowsLeaveNoBytes() async throws {
        let shelf = try await Shelf()
        let marker = "Marker-of-a-deleted-row"
        try await shelf.run(InsertSetting(name: marker, value: String(repeating: marker, count: 500)))
        #expect(try !Residue.occurrences(of: [Array(marker.utf8)], in: shelf.directory).isEmpty, "positive control")
        try await shelf.run(PutSetting(marker, ""))
        try await shelf.run(DeleteSetting(name: marker))
        try await shelf.database.close()
        #expect(try Residue.occurrences(of: [Array(marker.utf8)], in: shelf.directory) == [])
    }
}

private struct DeleteSetting: Statement {
    static let text: SQLText = "DELETE FROM setting WHERE name = $1"
    let name: String
    func bind(to inputs: inout Inputs) { inputs.append(name) }
}
