import Domain
import SQLCore
import SQLiteDriver
import Store
import TestSupport
import Testing

struct PageTests {
    @Test func pagesFollowTheOrderOfArrival() async throws {
        let shelf = try await Shelf()
        // Neither ids nor dates are in the order of arrival.
        let arrivals: [(number: Int, arrival: Int64)] = [(9, 1), (3, 2), (7, 4), (1, 5), (8, 6), (2, 9)]
        for (number, arrival) in arrivals.shuffled() {
            try await shelf.insert(shelf.record(number, status: number > 5 ? .waiting : .approved), arrival: arrival)
        }
        func page(after: Int64, limit: Int, skip: Int) throws -> [Int64] {
            try shelf.database.read {
                try $0.all(CandidatePage(of: shelf.serviceID, after: after, limit: limit, skip: skip))
            }.map(\.arrival)
        }
        #expect(try page(after: 0, limit: 99, skip: 0) == [1, 2, 4, 5, 6, 9])
        #expect(try page(after: 2, limit: 2, skip: 0) == [4, 5] && page(after: 2, limit: 2, skip: 3) == [9])
        #expect(try page(after: 3, limit: 2, skip: 0) == [4, 5] && page(after: 9, limit: 2, skip: 0) == [])
        let waiting = try shelf.database.read {
            try $0.all(CandidatePageByStatus(of: shelf.serviceID, status: .waiting, after: 1, limit: 9, skip: 0))
        }
        #expect(waiting.map(\.arrival) == [4, 6] && waiting.allSatisfy { $0.record.candidate.status == .waiting })
        #expect(
            try shelf.database.read {
                try $0.all(CandidatePage(of: ServiceID(stored: "other"), after: 0, limit: 9, skip: 0))
            }.isEmpty)
    }

    @Test func arrivalsOnlyGrow() async throws {
        let shelf = try await Shelf()
        var arrivals: [Int64] = []
        for _ in 0..<5 {
            arrivals.append(try #require(try await shelf.database.write { try $0.first(NextArrival(shelf.serviceID)) }))
        }
        #expect(arrivals == [1, 2, 3, 4, 5])
    }

    @Test func dueIsWhatBothClocksSay() async throws {
        let shelf = try await Shelf()
        func armed(_ number: Int, at: Int64, boot: String, uptime: Int64) -> CandidateRecord {
            shelf.record(number) {
                $0.candidate.dates.willArchive = Instant(milliseconds: at)
                $0.armed = .init(archiveAt: Instant(milliseconds: at), due: Uptime(boot: boot, milliseconds: uptime))
            }
        }
        let rows = [
            armed(1, at: 100, boot: "now", uptime: 50), armed(2, at: 90, boot: "now", uptime: 51),
            armed(3, at: 101, boot: "now", uptime: 1), armed(4, at: 80, boot: "earlier", uptime: 9999), shelf.record(5),
        ]
        for row in rows { try await shelf.insert(row, arrival: row.candidate.dates.submitted.milliseconds) }
        let due = try shelf.database.read {
            try $0.all(
                DueCandidates(now: Instant(milliseconds: 100), uptime: Uptime(boot: "now", milliseconds: 50), limit: 9))
        }
        #expect(due.map(\.recordID.text) == ["record-4", "record-1"], "the longest overdue first")
        #expect(try shelf.database.read { try $0.first(NextArchive()) } == Instant(milliseconds: 80))
    }
}
