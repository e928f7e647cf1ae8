import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

/// How much of a service is used, by month and by day.
struct UsageTests {
    @Test func monthsAndDaysAddUp() async throws {
        let world = try await World()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        let (busy, idle) = (try await world.makeKey(.text, of: service), try await world.makeKey(.text, of: service))
        let gone = KeyID(stored: "GONEGONEGONE")
        let today = KeyUse.day(of: world.clock.now)
        // Days ago, key, extractions.
        var uses: [(Int64, KeyID, Int)] = [(-1, busy.key.keyID, 90), (500, busy.key.keyID, 70)]
        for daysAgo in 0..<400 as Range<Int64> { uses.append((daysAgo, busy.key.keyID, Int(daysAgo) + 1)) }
        uses += [(29, gone, 5), (30, gone, 11)]
        let all = uses
        try await world.database.write { transaction in
            for (daysAgo, key, count) in all {
                for place in [service.serviceID, other.serviceID] {
                    try transaction.run(
                        AddKeyUse(
                            KeyUse(
                                serviceID: place, keyID: key, day: today - daysAgo, extractions: count,
                                lastAt: world.clock.now)))
                }
            }
        }
        let usage = try world.registry.usage(of: service.serviceID, by: .localOperator)
        #expect(usage.months.count == 12 && usage.keys.map(\.keyID) == [busy.key.keyID, gone, idle.key.keyID])
        #expect(usage.keys.map(\.description) == ["a test's key", nil, "a test's key"])
        #expect(usage.keys[1].total == 16 && usage.keys[2].byMonth == [Int](repeating: 0, count: 12))
        // Each day is in the month that its own date says.
        let first = try #require(usage.months.first)
        for (index, month) in usage.months.enumerated() {
            let wanted = all.filter { daysAgo, _, _ in
                daysAgo >= 0 && Self.month(world.clock.now.adding(seconds: -daysAgo * 86_400)) == month.text
            }.reduce(0) { $0 + $1.2 }
            #expect(usage.byMonth[index] == wanted, "\(month.text)")
        }
        #expect(usage.total == usage.byMonth.reduce(0, +))
        #expect(Self.month(world.clock.now) == usage.months.last?.text && first.text < Self.month(world.clock.now))
        #expect(usage.byDay == (0..<30).reversed().map { $0 == 29 ? 35 : $0 + 1 })
    }

    /// The month of an instant, counted day by day from 1970.
    private static func month(_ instant: Instant) -> String {
        var (year, month, left) = (1970, 1, KeyUse.day(of: instant))
        while true {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            guard left >= length else { return "\(year)-\(month < 10 ? "0" : "")\(month)" }
            left -= Int64(length)
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
        }
    }

    @Test func candidatesAndSubmissionsAreCounted() async throws {
        let world = try await World()
        let service = try await world.makeService()
        for name in ["a", "b", "c"] { try await world.submit(Person(name), to: service) }
        try await world.submit(Person("a"), to: service)
        try await world.archive("b", of: service)
        try await world.registry.delete(.refID(RefID("c")), in: service.serviceID, by: .localOperator)
        let usage = try world.registry.usage(of: service.serviceID, by: .localOperator)
        #expect((usage.live, usage.archived, usage.submissions) == (1, 1, 4))
        #expect(usage.keys.isEmpty && usage.total == 0)
    }

    @Test(arguments: Role.allCases)
    func onlyWhoMaySeeUsage(role: Role) async throws {
        let world = try await World()
        let service = try await world.makeService()
        let may = role.rights.contains(.seeUsage)
        let failed = immediateFailure {
            _ = try world.registry.usage(of: service.serviceID, by: .member(roles: [service.serviceID: role]))
        }
        #expect((failed == nil) == may)
        let names = immediateFailure {
            _ = try world.registry.keyNames(of: service.serviceID, by: .member(roles: [service.serviceID: role]))
        }
        #expect((names == nil) == role.rights.contains(.seeCandidates))
        let key = try world.caller(await world.makeKey(.pictures, of: service), of: service)
        for call in [
            { _ = try world.registry.usage(of: service.serviceID, by: key) },
            { _ = try world.registry.keyNames(of: service.serviceID, by: key) },
        ] as [() throws -> Void] {
            #expect(immediateFailure(call)?.isForbidden == true)
        }
    }
}
