import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

/// Lists and full profiles that members take.
struct ProfileExportTests {
    private func scene() async throws -> (world: World, service: Service, owner: Caller) {
        let world = try await World()
        let service = try await world.makeService()
        let olive = try await world.makeOwner()
        try await world.submit(Person("ada", hasPictures: true), to: service)
        try await world.submit(Person("bob"), to: service)
        try await world.submit(Person("eve"), to: service)
        try await world.archive("eve", of: service)
        return (world, service, try await world.confirmed(olive))
    }

    @Test func eachProfileIsRecordedBeforeItLeaves() async throws {
        let (world, service, owner) = try await scene()
        let export = try await world.registry.exportProfiles(
            CandidateListFilter(), in: service.serviceID, by: owner)
        let ada = try world.candidate("ada", of: service).recordID
        #expect(export.recordIDs.count == 2 && export.recordIDs.last == ada, "the archived one has nothing left")
        let profile = try #require(try await export.profile(of: ada))
        let taken = try await world.extractions(of: ada)
        #expect(taken.map(\.scope) == [.pictures] && taken[0].completedAt == nil && taken[0].bytes == nil)
        #expect(taken[0].keyID.text.hasPrefix("member:"))
        #expect(profile.pictures.map(\.slug.text) == ["passport", "selfie"])
        profile.ticket.complete(bytes: 1234)
        let done = try await world.extractions(of: ada)
        #expect(done[0].completedAt != nil && done[0].bytes == 1234)
        #expect(try world.candidate("ada", of: service).dates.willArchive == nil, "it starts no clock")
        #expect(try world.lines(of: service.serviceID).last == "member candidate.exported zip 2")
        // Figures of keys don't count it; the candidate's page and Activity say who it was.
        let usage = try world.registry.usage(of: service.serviceID, by: owner)
        #expect(usage.total == 0 && usage.keys.isEmpty)
        let actor = HistoryEvent.Actor.member(try #require(owner.member).member.memberID)
        let lines = try world.registry.extractions(of: ada, limit: 9, in: service.serviceID, by: owner)
        #expect(lines.map(\.actor) == [actor])
        for member in [nil, owner.member?.member.memberID] {
            var filter = ActivityFilter()
            filter.kind = ActivityLine.extractedKind
            filter.member = member
            let page = try world.registry.activity(
                filter, before: nil, limit: 9, in: service.serviceID, by: owner)
            #expect(page.lines.map(\.actor) == [actor])
        }
    }

    /// Who loses the role while an export is on its way gets nothing more of it.
    @Test func theRightIsAskedForAgainOnTheWay() async throws {
        let (world, service, owner) = try await scene()
        let id = service.serviceID
        let mia = try await world.makeMember(.manager, of: service, "mia@example.com")
        let confirmed = try await world.confirmed(mia)
        var list = try await world.registry.exportList(CandidateListFilter(), in: id, by: mia.caller)
        let profiles = try await world.registry.exportProfiles(CandidateListFilter(), in: id, by: confirmed)
        let profile = try #require(try await profiles.profile(of: profiles.recordIDs[0]))
        #expect(!profile.ticket.mustStop)
        try await world.registry.changeRole(of: mia.memberID, to: .reviewer, reach: .service(id), by: owner)
        #expect(profile.ticket.mustStop)
        profile.ticket.cut(bytes: 0)
        #expect(await failure { _ = try await profiles.profile(of: profiles.recordIDs[1]) }?.isForbidden == true)
        #expect(immediateFailure { _ = try list.next() }?.isForbidden == true)
    }

    @Test func anArchiveEndsWhatIsUnderWay() async throws {
        let (world, service, owner) = try await scene()
        let export = try await world.registry.exportProfiles(
            CandidateListFilter(), in: service.serviceID, by: owner)
        let (ada, bob) = (
            try world.candidate("ada", of: service).recordID, try world.candidate("bob", of: service).recordID
        )
        let profile = try #require(try await export.profile(of: ada))
        #expect(!profile.ticket.mustStop)
        for name in ["ada", "bob"] { try await world.archive(name, of: service) }
        #expect(profile.ticket.mustStop, "what is being written is cut")
        #expect(try await export.profile(of: bob) == nil, "who is archived before is left out")
        profile.ticket.cut(bytes: 10)
        #expect(try await world.extractions(of: ada).map(\.completedAt) == [nil])
        #expect(try await world.extractions(of: bob).isEmpty)
    }

    /// Somebody comes again or is archived between the look and the record: what leaves is of afterwards, or nothing.
    @Test func whatWasReadTooEarlyIsReadAgain() async throws {
        let (world, service, owner) = try await scene()
        let export = try await world.registry.exportProfiles(CandidateListFilter(), in: service.serviceID, by: owner)
        let (ada, bob) = (
            try world.candidate("ada", of: service).recordID, try world.candidate("bob", of: service).recordID
        )
        let again = try await world.interrupting(
            with: { try await world.submit(Person("ada", marker: "new", hasPictures: true), to: service) },
            { try await export.profile(of: ada) })
        let profile = try #require(again)
        #expect(profile.listed.candidate.submitCount == 2 && !profile.ticket.mustStop)
        profile.ticket.cut(bytes: 0)
        let archived = try await world.interrupting(
            with: { try await world.archive("bob", of: service) }, { try await export.profile(of: bob) })
        #expect(archived == nil)
        #expect(try await world.extractions(of: bob).isEmpty)
    }

    private struct SetBytes: Statement {
        static let text: SQLText = "UPDATE picture SET byte_count = $1 WHERE slug = 'passport'"
        let bytes: Int
        func bind(to inputs: inout Inputs) { inputs.append(bytes) }
    }

    @Test func picturesHaveTwoGibibytesTogether() async throws {
        let (world, service, owner) = try await scene()
        let ada = try world.candidate("ada", of: service).recordID
        let selfie = try world.database.read { try $0.all(PicturesOfCandidate(ada)) }
            .filter { $0.slug.text != "passport" }.reduce(0) { $0 + $1.byteCount }
        for (bytes, field) in [((2 << 30) - selfie + 1, "form"), ((2 << 30) - selfie, nil)] {
            _ = try await world.database.write { try $0.run(SetBytes(bytes: bytes)) }
            let refused = await failure {
                _ = try await world.registry.exportProfiles(
                    CandidateListFilter(), in: service.serviceID, by: owner)
            }
            #expect(refused?.field == field)
        }
    }

    @Test func whoMayAndHowMuch() async throws {
        let (world, service, owner) = try await scene()
        let (registry, id) = (world.registry, service.serviceID)
        let olive = try await world.signIn("olive@example.com")
        _ = olive
        let rita = try await world.makeMember(.approver, of: service, "rita@example.com")
        let plain = try await world.makeMember(.manager, of: service, "mo@example.com")
        let none = CandidateListFilter()
        let confirmed = try await world.confirmed(rita)
        #expect(
            await failure { _ = try await registry.exportProfiles(none, in: id, by: confirmed) }?.isForbidden == true)
        #expect(await failure { _ = try await registry.exportList(none, in: id, by: confirmed) }?.isForbidden == true)
        let unconfirmed = await failure { _ = try await registry.exportProfiles(none, in: id, by: plain.caller) }
        #expect(unconfirmed?.field == "password")
        var archived = CandidateListFilter()
        archived.isArchived = true
        #expect(await failure { _ = try await registry.exportProfiles(archived, in: id, by: owner) }?.field == "form")
        let key = try world.caller(await world.makeKey(.pictures, of: service), of: service)
        #expect(await failure { _ = try await registry.exportList(none, in: id, by: key) }?.isForbidden == true)
        for number in 0..<500 {
            let submission = Submission(
                refID: try RefID("p\(number)"), texts: [.init(slug: Slug(stored: "given_name"), value: Sensitive("A"))])
            _ = try await registry.submit(submission, in: id, by: .localOperator)
        }
        #expect(await failure { _ = try await registry.exportProfiles(none, in: id, by: owner) }?.field == "form")
        for name in ["ada", "bob"] { try await world.archive(name, of: service) }
        #expect(try await registry.exportProfiles(none, in: id, by: owner).recordIDs.count == 500)
        var export = try await registry.exportList(none, in: id, by: owner)
        var rows: [CandidateListRow] = []
        while let more = try export.next() { rows += more }
        #expect(Set(rows.map(\.candidate.recordID)).count == 503)
        #expect(
            try world.lines(of: id).filter { $0.contains("exported") }
                == ["member candidate.exported zip 500", "member candidate.exported csv 503"])
    }
}
