import Domain
import Foundation
import SQLCore
import SQLiteDriver
import Store
import TestSupport
import Testing

struct GroupCommitTests {
    private struct Refused: Error {}

    @Test func manyWritersShareCommits() async throws {
        let shelf = try await Shelf()
        let log = "lethe.db-wal"
        var before = shelf.directory.size(of: log)
        for index in 0..<20 { try await shelf.run(InsertSetting(name: "single-\(index)", value: "x")) }
        let perCommit = (shelf.directory.size(of: log) - before) / 20
        #expect(perCommit >= 4096, "each commit writes a page of the log at least: what is counted is commits")

        before = shelf.directory.size(of: log)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await shelf.pause(microseconds: 50_000) }
            for index in 0..<500 {
                group.addTask { try await shelf.run(InsertSetting(name: "many-\(index)", value: "x")) }
            }
            try await group.waitForAll()
        }
        let grown = shelf.directory.size(of: log) - before
        #expect(grown < 100 * perCommit, "500 writes cost \(grown) bytes of log, a commit alone \(perCommit)")
        #expect(try shelf.database.read { try $0.all(SettingNames()) }.count == 520)
    }

    @Test func aBodyThatThrowsLeavesNoTraceAndDisturbsNobody() async throws {
        let shelf = try await Shelf()
        let refused = await withTaskGroup(of: Int.self) { group in
            group.addTask {
                try? await shelf.pause(microseconds: 20_000)
                return 0
            }
            for index in 0..<200 {
                group.addTask {
                    do {
                        try await shelf.database.write { transaction in
                            try transaction.run(InsertSetting(name: "n\(index)", value: "x"))
                            if index % 3 == 0 { throw Refused() }
                            if index % 3 == 1 { try transaction.run(InsertSetting(name: "n\(index)", value: "x")) }
                        }
                        return 0
                    } catch is Refused {
                        return 1
                    } catch {
                        return (error as? SQLFailure)?.isUniqueViolation == true ? 1000 : 1_000_000
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(refused == 67 + 67 * 1000)
        let names = try shelf.database.read { try $0.all(SettingNames()) }
        #expect(Set(names) == Set((0..<200).filter { $0 % 3 == 2 }.map { "n\($0)" }))
    }

    /// Some errors make SQLite end the whole transaction. Then nobody of the batch may be told a lie about his write.
    @Test func whatTheEngineRollsBackIsReportedAsLost() async throws {
        let shelf = try await Shelf()
        try await shelf.run(InsertSetting(name: "taken", value: "x"))
        let said = await withTaskGroup(of: (Int, Bool).self) { group in
            group.addTask {
                try? await shelf.pause(microseconds: 20_000)
                return (-1, true)
            }
            for index in 0..<40 {
                group.addTask {
                    let isKept = try? await shelf.database.write { transaction in
                        if index == 20 { try transaction.run(InsertOrRollBack(name: "taken")) }
                        try transaction.run(InsertSetting(name: "n\(index)", value: "x"))
                        return true
                    }
                    return (index, isKept ?? false)
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let names = Set(try shelf.database.read { try $0.all(SettingNames()) })
        for index in 0..<40 { #expect(names.contains("n\(index)") == said[index], "write \(index)") }
        #expect(said[20] == false)
        try await shelf.run(InsertSetting(name: "after", value: "x"))
    }

    @Test func readersSeeOneMoment() async throws {
        let shelf = try await Shelf(readerCount: 2)
        try await shelf.run(PutSetting("left", "500"))
        try await shelf.run(PutSetting("right", "500"))
        @Sendable func sum(_ transaction: any Transaction) throws -> Int {
            let left = try transaction.first(SettingValue("left")).flatMap(Int.init) ?? 0
            let right = try transaction.first(SettingValue("right")).flatMap(Int.init) ?? 0
            return left + right
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for step in 1...150 {
                group.addTask {
                    try await shelf.database.write { transaction in
                        try transaction.run(PutSetting("left", String(500 - step)))
                        try transaction.run(PutSetting("right", String(500 + step)))
                    }
                }
                group.addTask {
                    for _ in 0..<10 {
                        let seen = try shelf.database.read(sum)
                        #expect(seen == 1000)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func aReaderNeverWaitsForAWriter() async throws {
        let shelf = try await Shelf()
        let (entered, leave) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        async let writing: Void = shelf.database.write { transaction in
            try transaction.run(PutSetting("left", "new"))
            entered.signal()
            leave.wait()
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                entered.wait()
                continuation.resume()
            }
        }
        #expect(try shelf.database.read { try $0.first(SettingValue("left")) } == nil, "nothing uncommitted is seen")
        leave.signal()
        try await writing
        #expect(try shelf.database.read { try $0.first(SettingValue("left")) } == "new")
    }

    @Test func closedMeansClosed() async throws {
        let shelf = try await Shelf()
        async let last: Void = shelf.run(InsertSetting(name: "last", value: "x"))
        try await last
        try await shelf.database.close()
        try await shelf.database.close()
        await #expect(throws: SQLFailure.self) { try await shelf.run(InsertSetting(name: "later", value: "x")) }
        #expect(throws: SQLFailure.self) { try shelf.database.read { _ = try $0.all(SettingNames()) } }
    }
}
