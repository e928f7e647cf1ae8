import Domain
import TestSupport
import Testing
import UseCases

/// What a member may do counts in the moment of the act, not in that of the request's beginning.
struct PresentRightsTests {
    @Test func aRoleThatWasTakenAwayMeanwhileActsNoMore() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let owner = try await world.makeOwner()
        let member = try await world.makeMember(.manager, of: service, "m@example.com")
        let (registry, id) = (world.registry, service.serviceID)
        _ = try await registry.changeService(id, by: member.caller) { $0.settings.summary = "a" }
        try await registry.changeRole(
            of: member.memberID, to: .reviewer, reach: .service(id), by: world.confirmed(owner))
        // The caller is as it was when its request began.
        let late = await failure {
            _ = try await registry.changeService(id, by: member.caller) { $0.settings.summary = "b" }
        }
        #expect(late?.isForbidden == true)
        #expect(registry.service(id)?.settings.summary == "a")
    }

    @Test func anEndedSessionActsNoMore() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let owner = try await world.makeOwner()
        let (registry, id) = (world.registry, service.serviceID)
        let confirmed = try await world.confirmed(owner)
        try await registry.signOutEverywhere(by: owner.caller)
        let change = await failure { _ = try await registry.changeService(id, by: confirmed) { $0.name = "Other" } }
        #expect(change == .unauthorized)
        #expect(await failure { try await registry.changeOwnName(Sensitive("Eve"), by: confirmed) } == .unauthorized)
        #expect(registry.service(id)?.name == service.name)
    }

    @Test func aSecondFactorThatIsAskedForMeanwhileCounts() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let owner = try await world.makeOwner()
        let member = try await world.makeMember(.manager, of: service, "m@example.com")
        let (registry, id) = (world.registry, service.serviceID)
        _ = try await registry.changeService(id, by: owner.caller) { $0.settings.requiresSecondFactor = true }
        let late = await failure {
            _ = try await registry.changeService(id, by: member.caller) { $0.settings.summary = "b" }
        }
        #expect(late?.isForbidden == true)
    }

    @Test func nobodyGivesAwayARoleThatTheyHaveLost() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let owner = try await world.makeOwner()
        let second = try await world.makeMember(.owner, of: nil, "second@example.com")
        let third = try await world.makeMember(.reviewer, of: service, "third@example.com")
        let (registry, id) = (world.registry, service.serviceID)
        let confirmed = try await world.confirmed(second)
        try await registry.changeRole(
            of: second.memberID, to: .manager, reach: .everyService, by: world.confirmed(owner))
        let late = await failure {
            try await registry.changeRole(of: third.memberID, to: .owner, reach: .service(id), by: confirmed)
        }
        #expect(late?.isForbidden == true)
    }
}
