import Console
import Domain
import TestSupport
import Testing
import UseCases

/// The list of candidates as CSV.
struct ListSheetTests {
    /// A refId is the merchant's own, and a member's name the member's: no spreadsheet runs either.
    @Test func noCellRuns() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let olive = try await world.makeOwner()
        let submission = Submission(
            refID: try RefID("=1+1"), texts: [.init(slug: Slug(stored: "given_name"), value: Sensitive("Ada"))])
        let recordID = try await world.registry.submit(
            submission, in: service.serviceID, by: .localOperator
        ).recordID
        try await world.registry.assignReviewer(
            olive.memberID, of: recordID, expecting: 0, in: service.serviceID, by: olive.caller)
        var export = try await world.registry.exportList(
            CandidateListFilter(), in: service.serviceID, by: olive.caller)
        let rows = try #require(try export.next())
        let named = ListSheet.lines(rows, names: [olive.memberID: "@SUM(1,2)"])
        #expect(named.contains(",'=1+1,") && named.contains(",\"'@SUM(1,2)\","))
        #expect(ListSheet.lines(rows, names: [:]).contains(",Former member,"))
    }
}
