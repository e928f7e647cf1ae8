import Domain
import TestSupport
import Testing
import UseCases

/// How many could approve: what a service with four eyes has to know.
struct ApproverTests {
    @Test func whoMayApproveIsCountedOnce() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let id = service.serviceID
        let olive = try await world.makeOwner()
        let other = try await world.makeService("other_00002")
        func count() throws -> Int { try world.registry.approverCount(in: id, by: olive.caller) }
        #expect(try count() == 1)
        _ = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        _ = try await world.makeMember(.approver, of: other, "oscar@example.com")
        #expect(try count() == 1)
        let abe = try await world.makeMember(.approver, of: service, "abe@example.com")
        _ = try await world.makeMember(.manager, of: nil, "mia@example.com")
        #expect(try count() == 3)
        #expect(immediateFailure { _ = try world.registry.approverCount(in: id, by: abe.caller) }?.isForbidden == true)
        _ = try await world.registry.changeService(id, by: .localOperator) { $0.settings.requiresSecondFactor = true }
        #expect(try world.registry.approverCount(in: id, by: .localOperator) == 0, "who is not let in approves nothing")
    }
}
