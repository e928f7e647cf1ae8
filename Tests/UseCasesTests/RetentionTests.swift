import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

struct RetentionTests {
    private static let day: Int64 = 86_400

    private static func keep(
        _ undecided: Int?, _ decided: Int?, in world: World, _ service: Service
    ) async throws {
        _ = try await world.registry.changeService(service.serviceID, by: .localOperator) {
            ($0.settings.undecidedDays, $0.settings.decidedDays) = (undecided, decided)
        }
    }

    private static func isArchived(_ name: String, _ world: World, _ service: Service) throws -> Bool {
        try world.candidate(name, of: service).isArchived
    }

    @Test func itIsOffByDefault() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada"), to: service)
        world.clock.advance(seconds: 4000 * Self.day)
        #expect(try await world.registry.archiveRetained(limit: 9) == 0)
        #expect(try !Self.isArchived("ada", world, service))
    }

    /// Each status counts from its last change, to the millisecond, and goes the way of every archive.
    @Test(arguments: CandidateStatus.allCases)
    func eachStatusHasItsDays(status: CandidateStatus) async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await Self.keep(30, 7, in: world, service)
        let id = try await world.submit(Person("ada", hasPictures: true), to: service).recordID
        world.clock.advance(seconds: 3 * Self.day)
        let steps: [CandidateStatus: [StatusChange]] = [
            .waiting: [], .inreview: [.startReview], .approved: [.startReview, .approve],
            .rejected: [.startReview, .reject], .blocked: [.block], .reviewRequested: [.requestReview],
        ]
        if status == .incomplete {
            var person = try Person("later").submission()
            person.past.status = .incomplete
            _ = try await world.registry.submit(person, form: .export, in: service.serviceID, by: .localOperator)
        } else {
            for step in steps[status] ?? [] { try await world.change(step, "ada", of: service) }
            // A review of an attribute is no change of the status.
        }
        let name = status == .incomplete ? "later" : "ada"
        #expect(try world.candidate(name, of: service).status == status)
        let days: Int64 = [.approved, .rejected, .blocked].contains(status) ? 7 : status == .waiting ? 27 : 30
        let slot = try #require(try world.slot(of: name, in: service))
        world.clock.advance(milliseconds: days * Self.day * 1000 - 1)
        _ = try await world.registry.archiveRetained(limit: 9)
        #expect(try !Self.isArchived(name, world, service))
        world.clock.advance(milliseconds: 1)
        let key = try await world.makeKey(.pictures, of: service)
        let stream = try await world.extract(name, with: key, of: service)
        #expect(try await world.registry.archiveRetained(limit: 9) == 1)
        #expect(try Self.isArchived(name, world, service) && stream.ticket.mustStop)
        #expect(try world.slotBytes(slot) == [UInt8](repeating: 0, count: 64), "its key is wiped")
        let history = try world.overview(name, of: service).history.suffix(2)
        #expect(history.map(\.kind) == [.retentionDue, .archived] && history.allSatisfy { $0.actor == .lethe })
        #expect(try await world.registry.archiveRetained(limit: 9) == 0)
        #expect(try await world.registry.discrepancies(by: .localOperator).isClean)
        if name == "ada" { #expect(try world.candidate("ada", of: service).recordID == id) }
    }

    @Test func whoIsSubmittedAgainBeginsAnew() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await Self.keep(10, 10, in: world, service)
        for name in ["ada", "bob", "eve"] { try await world.submit(Person(name), to: service) }
        world.clock.advance(seconds: 9 * Self.day)
        try await world.submit(Person("ada"), to: service)
        try await world.change(.requestReview, "eve", of: service)
        world.clock.advance(seconds: Self.day)
        #expect(try await world.registry.archiveRetained(limit: 9) == 1)
        #expect(try ["ada", "bob", "eve"].map { try Self.isArchived($0, world, service) } == [false, true, false])
        try await world.submit(Person("bob"), to: service)
        world.clock.advance(seconds: 9 * Self.day)
        #expect(try await world.registry.archiveRetained(limit: 9) == 2)
        #expect(try ["ada", "bob", "eve"].map { try Self.isArchived($0, world, service) } == [true, false, true])
        world.clock.advance(seconds: Self.day)
        #expect(try await world.registry.archiveRetained(limit: 9) == 1, "the revived one, after its own ten days")
    }

    /// What an import claims of the past neither hastens nor postpones anything.
    @Test func anImportCountsFromItsArrival() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await Self.keep(10, 10, in: world, service)
        for (name, years) in [("old", -5), ("young", 5)] {
            var person = try Person(name).submission()
            person.past.status = .approved
            person.past.approved = world.clock.now.adding(seconds: Int64(years) * 365 * Self.day)
            _ = try await world.registry.submit(person, form: .export, in: service.serviceID, by: .localOperator)
        }
        #expect(try await world.registry.archiveRetained(limit: 9) == 0)
        world.clock.advance(seconds: 10 * Self.day)
        #expect(try await world.registry.archiveRetained(limit: 9) == 2)
    }

    @Test func settingsHoldAtTheNextRoundAndForTheirServiceOnly() async throws {
        let world = try await World()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        for index in 0..<5 { try await world.submit(Person("p\(index)"), to: service) }
        try await world.submit(Person("far"), to: other)
        world.clock.advance(seconds: 20 * Self.day)
        try await Self.keep(21, 1, in: world, service)
        #expect(try await world.registry.archiveRetained(limit: 9) == 0)
        try await Self.keep(20, nil, in: world, service)
        #expect(try await world.registry.archiveRetained(limit: 2) == 2)
        try await Self.keep(nil, 1, in: world, service)
        #expect(try await world.registry.archiveRetained(limit: 9) == 0)
        try await Self.keep(20, nil, in: world, service)
        #expect(try await world.registry.archiveRetained(limit: 9) == 3)
        #expect(try !Self.isArchived("far", world, other))
        let figures = try world.registry.services(by: .localOperator)
        #expect(figures.map(\.archivedCount) == [5, 0] && figures.map(\.liveCount) == [0, 1])
    }

    @Test func aWallClockThatJumpsAheadArchivesNobodyEarly() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await Self.keep(30, nil, in: world, service)
        try await world.submit(Person("ada"), to: service)
        #expect(try await world.registry.archiveRetained(limit: 9) == 0)
        world.clock.setWallClock(aheadBySeconds: 4000 * Self.day)
        #expect(try await world.registry.archiveRetained(limit: 9) == 0)
        world.clock.advance(seconds: Self.day / 2)
        #expect(try await world.registry.archiveRetained(limit: 9) == 0)
        let next = try await world.restarted()
        next.clock.reboot()
        #expect(try await next.registry.archiveRetained(limit: 9) == 0, "nor does a restart or a boot make it true")
        next.clock.advance(seconds: Self.day / 4)
        #expect(try await next.registry.archiveRetained(limit: 9) == 0)
        // The clock is mended in time: nothing has happened, and the days count on.
        next.clock.setWallClock(aheadBySeconds: -4000 * Self.day)
        #expect(try await next.registry.archiveRetained(limit: 9) == 0)
        next.clock.advance(seconds: 29 * Self.day)
        #expect(try await next.registry.archiveRetained(limit: 9) == 0)
        next.clock.advance(seconds: Self.day)
        #expect(try await next.registry.archiveRetained(limit: 9) == 1)
    }

    @Test func aTimeThatStandsForADayIsBelieved() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await Self.keep(30, nil, in: world, service)
        try await world.submit(Person("ada"), to: service)
        #expect(try await world.registry.archiveRetained(limit: 9) == 0)
        world.clock.reboot(afterSeconds: 40 * Self.day)
        var rounds = 0
        while try await world.registry.archiveRetained(limit: 9) == 0, rounds < 2000 {
            world.clock.advance(seconds: 60)
            rounds += 1
        }
        #expect((1439...1441).contains(rounds), "a machine that was off for long: \(rounds) minutes")
    }

    @Test func aWallClockThatIsSetBackMakesItLate() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await Self.keep(1, nil, in: world, service)
        try await world.submit(Person("ada"), to: service)
        _ = try await world.registry.archiveRetained(limit: 9)
        world.clock.setWallClock(aheadBySeconds: -Self.day)
        world.clock.advance(seconds: Self.day)
        #expect(try await world.registry.archiveRetained(limit: 9) == 0)
        world.clock.advance(seconds: Self.day)
        #expect(try await world.registry.archiveRetained(limit: 9) == 1)
    }

    @Test func aCrashInBetweenIsFinishedAtTheNextStart() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await Self.keep(1, nil, in: world, service)
        try await world.submit(Person("ada", hasPictures: true), to: service)
        let slot = try #require(try world.slot(of: "ada", in: service))
        world.clock.advance(seconds: Self.day)
        world.kill(at: .archiveCommitted)
        #expect(try await world.registry.archiveRetained(limit: 9) == 1)
        let next = try #require(try await world.afterCrash())
        #expect(try Self.isArchived("ada", next, service))
        #expect(try next.slotBytes(slot) == [UInt8](repeating: 0, count: 64))
    }
}
