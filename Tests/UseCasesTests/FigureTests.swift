import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases
import Vault

/// What lists show in numbers: counts of candidates, uses of keys.
struct FigureTests {
    private static func overview(_ world: World, _ service: Service) throws -> ServiceOverview {
        let all = try world.registry.services(by: .localOperator)
        return try #require(all.first { $0.service.serviceID == service.serviceID })
    }

    /// The tallies say what a count would, whatever happens to a candidate.
    @Test func talliesFollowEverything() async throws {
        let world = try await World()
        let service = try await world.makeService()
        func check(_ step: String) throws {
            let overview = try Self.overview(world, service)
            let all = try world.registry.candidates(
                status: nil, skip: 0, limit: 100, in: service.serviceID, by: .localOperator)
            #expect(overview.archivedCount == all.count(where: \.isArchived), "\(step)")
            #expect(overview.liveCount == all.count { !$0.isArchived }, "\(step)")
            #expect(overview.tallies == Dictionary(grouping: all, by: \.status).mapValues(\.count), "\(step)")
        }
        for name in ["a", "b", "c", "d", "e"] { try await world.submit(Person(name), to: service) }
        try check("submitted")
        for name in ["a", "b", "c"] { try await world.archive(name, of: service) }
        try check("archived by hand")
        try await world.submit(Person("a"), to: service)
        try check("submitted again, with the status it had")
        try await world.change(.block, "b", of: service)
        try check("an archived one moved")
        try await world.change(.unblock, "b", of: service)
        try check("and back")
        try await world.change(.requestReview, "c", of: service)
        try await world.submit(Person("c"), to: service)
        try check("an archived one moved and was submitted again")
        try await world.registry.delete(.refID(RefID("b")), in: service.serviceID, by: .localOperator)
        try await world.registry.delete(.refID(RefID("d")), in: service.serviceID, by: .localOperator)
        try check("an archived and a living one deleted")
        try await world.takeOver("e", with: world.makeKey(.text, of: service, archiveAfter: 0), of: service)
        #expect(try await world.registry.archiveDue(limit: 9) == 1)
        try check("archived by the clock")
        let slot = try #require(try world.slot(of: "a", in: service))
        try await world.keyStore.destroy([SlotNumber(value: slot)])
        let key = try await world.makeKey(.text, of: service)
        #expect(try await world.extract("a", with: key, of: service).candidate.isArchived)
        try check("found without its key")
    }

    @Test func usesAreCountedByDay() async throws {
        let world = try await World()
        let service = try await world.makeService()
        for name in ["ada", "bob"] { try await world.submit(Person(name), to: service) }
        let text = try await world.makeKey(.text, of: service)
        let metadata = try await world.makeKey(.metadata, of: service)
        let idle = try await world.makeKey(.text, of: service)
        func uses(_ key: HeldKey) async throws -> [Int] {
            await world.registry.flushRecords()
            let all = try world.registry.keys(of: service.serviceID, by: .localOperator)
            let one = try world.registry.keyOverview(key.key.keyID, by: .localOperator).extractionsByDay
            #expect(all.first { $0.key.keyID == key.key.keyID }?.extractionsByDay == one)
            return one
        }
        for _ in 0..<3 { try await world.takeOver("ada", with: text, of: service) }
        for _ in 0..<2 { try await world.takeOver("bob", with: metadata, of: service) }
        let cut = try await world.extract("ada", with: text, of: service)
        cut.ticket.cut(bytes: 1)
        let none = [Int](repeating: 0, count: 29)
        #expect(try await uses(text) == none + [4])
        #expect(try await uses(metadata) == none + [2])
        #expect(try await uses(idle) == none + [0])
        let last = try #require(try Self.overview(world, service).lastExtractionAt)
        #expect(last == world.clock.now)
        world.clock.advance(seconds: 86_400)
        let caller = try world.caller(text, of: service)
        _ = try await world.registry.list(status: nil, skip: 0, limit: 9, in: service.serviceID, by: caller)
        #expect(try await uses(text).suffix(2) == [4, 2], "a list hands over each of its candidates")
        world.clock.advance(seconds: 28 * 86_400)
        #expect(try await uses(text).prefix(2) == [4, 2])
        world.clock.advance(seconds: 86_400)
        #expect(try await uses(text).prefix(2) == [2, 0])
        world.clock.advance(seconds: 86_400)
        #expect(try await uses(text) == none + [0])
    }

    @Test func aServiceWithoutAnythingHasNoLastExtraction() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let overview = try Self.overview(world, service)
        #expect(overview.lastExtractionAt == nil && overview.archivedCount == 0 && overview.keyCount == 0)
    }

    @Test func figuresAreForWhoMayEnter() async throws {
        let world = try await World()
        let (strict, open) = (try await world.makeService("strict_00001"), try await world.makeService("open_00001"))
        for service in [strict, open] {
            try await world.submit(Person("ada"), to: service)
            _ = try await world.makeKey(.text, of: service)
        }
        _ = try await world.registry.changeService(strict.serviceID, by: .localOperator) {
            $0.settings.requiresSecondFactor = true
        }
        let olive = try await world.makeOwner()
        func seen(_ caller: Caller) throws -> [String: ServiceOverview] {
            let all = try world.registry.services(by: caller)
            return Dictionary(all.map { ($0.service.clientID.text, $0) }, uniquingKeysWith: { $1 })
        }
        let kept = try #require(try seen(olive.caller)["strict_00001"])
        #expect(kept.needsSecondFactor && kept.tallies.isEmpty && kept.keyCount == 0 && kept.liveCount == 0)
        #expect(try seen(olive.caller)["open_00001"]?.liveCount == 1)
        #expect(try seen(.localOperator)["strict_00001"]?.keyCount == 1)
        _ = try await world.setUpSecondFactor(olive)
        let grant = try #require(try world.registry.session(olive.token))
        let shown = try #require(try seen(Caller(.member(grant)))["strict_00001"])
        #expect(!shown.needsSecondFactor && shown.liveCount == 1 && shown.keyCount == 1)
    }

    @Test func membersSeeTheirServicesOnly() async throws {
        let world = try await World()
        let (one, two) = (try await world.makeService("one_00001"), try await world.makeService("two_00001"))
        func seen(_ caller: Caller) throws -> [ServiceID] {
            try world.registry.services(by: caller).map(\.service.serviceID)
        }
        #expect(try seen(.localOperator) == [one.serviceID, two.serviceID])
        for role in Role.allCases {
            #expect(try seen(.member(roles: [one.serviceID: role])) == [one.serviceID], "\(role)")
            #expect(try seen(.member(house: role)) == [one.serviceID, two.serviceID], "\(role)")
        }
        #expect(try seen(.member()) == [])
        let key = try world.caller(await world.makeKey(.pictures, of: one, mayWrite: true), of: one)
        #expect(immediateFailure { _ = try world.registry.services(by: key) }?.isForbidden == true)
    }

    @Test func whoMayAddAndChangeServices() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let (registry, id) = (world.registry, service.serviceID)
        let otherService = try await world.makeService("other_00001")
        let owner = try await world.makeOwner().caller
        for role in Role.allCases {
            let may = role.rights.contains(.changeSettings)
            let inHouse = try await world.makeMember(role, of: nil, "house-\(role)@example.com").caller
            let local = try await world.makeMember(role, of: service, "local-\(role)@example.com").caller
            let foreign = try await world.makeMember(role, of: otherService, "foreign-\(role)@example.com").caller
            let house = await failure {
                _ = try await registry.createService(name: "A \(role)", by: inHouse)
            }
            #expect(house?.isForbidden ?? false == !may, "\(role)")
            let own = await failure {
                _ = try await registry.createService(name: "B", by: local)
            }
            #expect(own?.isForbidden == true)
            let change = await failure {
                _ = try await registry.changeService(id, by: local) {
                    $0.settings.summary = "\(role)"
                }
            }
            #expect(change?.isForbidden ?? false == !may)
            let other = await failure {
                _ = try await registry.changeService(id, by: foreign) { _ in }
            }
            #expect(other?.isForbidden == true)
        }
        let manager = try await world.makeMember(.manager, of: service, "manager@example.com").caller
        let factor = await failure {
            _ = try await registry.changeService(id, by: manager) {
                $0.settings.requiresSecondFactor = true
            }
        }
        #expect(factor?.isForbidden == true, "that is the owners' affair")
        _ = try await registry.changeService(id, by: owner) { service in
            service.settings.requiresSecondFactor = true
            (service.settings.undecidedDays, service.settings.decidedDays) = (30, 7)
        }
        await registry.flushRecords()
        let next = try await world.killed()
        let kept = try #require(next.registry.service(id)?.settings)
        #expect(kept.requiresSecondFactor && kept.undecidedDays == 30 && kept.decidedDays == 7)
        #expect(kept.summary == "manager")
        let history = try world.database.read { try $0.all(HistoryOfService(id)) }
        #expect(history.last?.detail == "undecidedDays decidedDays requiresSecondFactor")
        let names = try registry.services(by: .localOperator).map(\.service.name)
        #expect(names == ["Acme", "Acme", "A owner", "A manager"])
    }

    @Test func pagesOfCandidatesFromTheNewestDown() async throws {
        let world = try await World()
        let service = try await world.makeService()
        for index in 0..<23 {
            try await world.submit(Person("p\(index)"), to: service)
            if index % 3 == 0 { try await world.change(.startReview, "p\(index)", of: service) }
        }
        let reader = Caller.member(roles: [service.serviceID: .readOnly])
        for (status, wanted) in [
            (nil, (0..<23).reversed().map { "p\($0)" }),
            (CandidateStatus.inreview, (0..<23).reversed().filter { $0 % 3 == 0 }.map { "p\($0)" }),
            (.approved, []),
        ] {
            var (seen, before): ([String], Int64?) = ([], nil)
            while true {
                let page = try world.registry.candidatePage(
                    status: status, before: before, limit: 4, in: service.serviceID, by: reader)
                #expect(page.total == wanted.count && page.candidates.count <= 4)
                seen += page.candidates.compactMap { $0.refID?.text }
                guard let next = page.next else { break }
                #expect(page.candidates.count == 4)
                before = next
            }
            #expect(seen == wanted)
        }
        let blind = Caller.member(roles: [service.serviceID: .accountant])
        let key = try world.caller(await world.makeKey(.pictures, of: service), of: service)
        for caller in [blind, key] {
            let failed = immediateFailure {
                _ = try world.registry.candidatePage(
                    status: nil, before: nil, limit: 4, in: service.serviceID, by: caller)
            }
            #expect(failed?.isForbidden == true)
        }
    }
}
