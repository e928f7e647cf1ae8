import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases
import Vault

struct ReviewTests {
    @Test func aRejectedAttributeStandsAgainstAnApproval() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Person("ada", hasPictures: true), to: service)
        let early = await failure { try await world.review("dob", of: "ada", as: .accepted, in: service) }
        #expect(early?.httpStatus == 409, "attributes are decided during a review")
        try await world.change(.startReview, "ada", of: service)
        for slug in ["phone", "proof_of_address", "nothing"] {
            let missing = await failure { try await world.review(slug, of: "ada", as: .rejected, in: service) }
            #expect(missing?.httpStatus == 404)
        }
        try await world.review("dob", of: "ada", as: .accepted, in: service)
        try await world.review("selfie", of: "ada", as: .rejected, in: service, reason: "too dark")
        let blocked = await failure { try await world.change(.approve, "ada", of: service) }
        #expect(blocked?.httpStatus == 409 && blocked?.field == "selfie")
        #expect(try world.candidate("ada", of: service).status == .inreview)
        try await world.review("selfie", of: "ada", as: .accepted, in: service)
        #expect(try await world.change(.approve, "ada", of: service).status == .approved)
    }

    @Test func anAttributeGivenAnewIsUndecided() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let recordID = try await world.submit(Person("ada", hasPictures: true), to: service).recordID
        try await world.change(.startReview, "ada", of: service)
        try await world.review("selfie", of: "ada", as: .rejected, in: service)
        try await world.review("dob", of: "ada", as: .rejected, in: service)
        try await world.submit(Person("ada"), to: service)
        let decided = try world.database.read { try $0.all(AttributeReviews(of: recordID)) }
        #expect(decided.map(\.slug.text) == ["selfie"], "the texts were given again, the pictures were not")
    }

    @Test func reasonsAreSealedAndGoWithTheArchive() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let recordID = try await world.submit(Person("ada"), to: service).recordID
        try await world.change(.startReview, "ada", of: service, reason: "Marker-start")
        try await world.review("dob", of: "ada", as: .rejected, in: service, reason: "Marker-dob")
        try await world.change(.reject, "ada", of: service, reason: "Marker-reject")
        let markers = ["Marker-start", "Marker-dob", "Marker-reject"].map { Array($0.utf8) }
        #expect(try Residue.occurrences(of: markers, in: world.directory) == [])
        let slot = SlotNumber(value: try #require(try world.slot(of: "ada", in: service)))
        let review = try #require(try world.database.read { try $0.first(AttributeReviews(of: recordID)) })
        let note = try world.keyStore.openNote(
            try #require(review.sealedReason), slot: slot, record: recordID, context: "review:dob")
        #expect(note.withExposed { $0 } == "Marker-dob")
        let history = try world.database.read { try $0.all(HistoryOfCandidate(recordID)) }
        let last = try #require(history.last)
        let reason = try world.keyStore.openNote(
            try #require(last.sealedNote), slot: slot, record: recordID, context: "history:\(last.event.eventID.text)")
        #expect(reason.withExposed { $0 } == "Marker-reject" && last.event.detail == "inreview rejected")
        try await world.archive("ada", of: service)
        let after = try world.database.read {
            (try $0.all(HistoryOfCandidate(recordID)), try $0.all(AttributeReviews(of: recordID)))
        }
        #expect(after.0.allSatisfy { $0.sealedNote == nil } && after.0.count == history.count + 1 && after.1.isEmpty)
        let late = await failure { try await world.change(.block, "ada", of: service, reason: "Marker-late") }
        #expect(late?.field == "reason")
        try await world.change(.block, "ada", of: service)
        for reason in ["", String(repeating: "x", count: 4097)] {
            try await world.submit(Person("b\(reason.count)"), to: service)
            let bad = await failure { try await world.change(.block, "b\(reason.count)", of: service, reason: reason) }
            #expect(bad?.httpStatus == 422 && bad?.field == "reason")
        }
    }

    @Test func talliesFollowEveryMove() async throws {
        let world = try await World()
        let service = try await world.makeService()
        for name in ["a", "b", "c"] { try await world.submit(Person(name), to: service) }
        try await world.change(.startReview, "a", of: service)
        try await world.change(.block, "b", of: service)
        try await world.registry.delete(.refID(RefID("c")), in: service.serviceID, by: .localOperator)
        _ = await failure { try await world.change(.approve, "b", of: service) }
        let overview = try #require(try world.registry.services(by: .localOperator).first)
        #expect(overview.tallies == [.inreview: 1, .blocked: 1])
    }
}
