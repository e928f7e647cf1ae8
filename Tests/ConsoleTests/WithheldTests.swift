import Console
import Domain
import TestSupport
import Testing
import UseCases

/// What pages keep back, and whom they name.
struct WithheldTests {
    @Test func aServiceThatAsksForASecondFactorIsANameInTheList() async throws {
        let world = try await World()
        let visitor = try await world.owner()
        let service = try await world.makeService("strict_00001")
        let row = "href=\"/services/strict_00001\""
        #expect(try await visitor.get("/services").text.contains(row))
        _ = try await world.registry.changeService(service.serviceID, by: .localOperator) {
            $0.settings.requiresSecondFactor = true
        }
        let list = try await visitor.get("/services")
        #expect(list.status == 200 && list.text.contains("Acme") && list.text.contains("asks for a second factor"))
        #expect(!list.text.contains(row) && !list.text.contains("data-label=\"Keys\""))
        #expect(try await visitor.get("/services?sort=-live&q=acme").text.contains("asks for a second factor"))
    }

    /// As in the list on the page; ids of members are nobody's business.
    @Test func aSheetNamesFormerReviewers() async throws {
        let world = try await World()
        let visitor = try await world.owner()
        let service = try await world.makeService()
        let rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        let recordID = try await world.submit(Person("ada"), to: service).recordID
        let revision = try await world.registry.candidateReview(
            .recordID(recordID), in: service.serviceID, by: .localOperator
        ).revision
        try await world.registry.assignReviewer(
            rita.memberID, of: recordID, expecting: revision, in: service.serviceID, by: .localOperator)
        try await world.registry.removeFromTeam(
            rita.memberID, reach: .service(service.serviceID), by: .localOperator)
        let path = "/services/acme_00001/candidates"
        let sheet = try await visitor.submit("\(path)/export/csv", from: path, [:])
        #expect(sheet.status == 200 && sheet.text.contains("Person of rita"))
        #expect(!sheet.text.contains(rita.memberID.text))
    }
}
