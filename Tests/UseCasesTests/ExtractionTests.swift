import Domain
import SQLCore
import Store
import TestSupport
import Testing
import UseCases

struct ExtractionTests {
    @Test func eachScopeSeesItsOwnAndNoMore() async throws {
        let world = try await World()
        let service = try await world.makeService()
        var ada = Person("ada", hasPictures: true)
        ada.certificates = [("c", "Marker-ada")]
        ada.customFields = [("f", "Marker-ada")]
        let recordID = try await world.submit(ada, to: service).recordID
        for isArchived in [false, true] {
            if isArchived { try await world.archive("ada", of: service) }
            for scope in Scope.allCases {
                let key = try await world.makeKey(scope, of: service)
                let seen = try await world.extract("ada", with: key, of: service)
                let kept = scope.readsAttributes ? 1 : nil
                #expect(seen.attributes?.certificates.count == kept && seen.attributes?.customFields.count == kept)
                #expect((seen.attributes?.texts != nil) == (scope.readsAttributes && !isArchived))
                #expect(
                    seen.pictures.map(\.slug.text) == (scope == .pictures && !isArchived ? ["passport", "selfie"] : []))
                #expect(seen.candidate.isArchived == isArchived && seen.candidate.recordID == recordID)
                var dumped = ""
                dump(seen, to: &dumped)
                #expect(!dumped.contains("Marker"), "an answer does not print")
                seen.ticket.cut(bytes: 1)
            }
        }
        let byID = try await world.registry.extract(
            .recordID(recordID), in: service.serviceID,
            by: world.caller(world.makeKey(.text, of: service), of: service))
        #expect(byID.candidate.refID == (try RefID("ada")))
    }

    @Test func everyExtractionIsRecorded() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let recordID = try await world.submit(Person("ada"), to: service).recordID
        for (index, scope) in Scope.allCases.enumerated() {
            let key = try await world.makeKey(scope, of: service)
            for isWhole in [true, false] {
                world.clock.advance(seconds: 1)
                let seen = try await world.extract("ada", with: key, of: service)
                if scope.readsAttributes {
                    let written = try world.database.read { try $0.all(ExtractionsOfCandidate(recordID)) }
                    #expect(written.last?.keyID == key.key.keyID && written.last?.bytes == nil, "before its first byte")
                }
                world.clock.advance(seconds: 1)
                if isWhole { await seen.ticket.complete(bytes: 100 + index) } else { seen.ticket.cut(bytes: index) }
                let last = try #require(try await world.extractions(of: recordID).last)
                #expect(last.keyID == key.key.keyID && last.scope == scope && last.form == .single)
                #expect(last.bytes == (isWhole ? 100 + index : index))
                #expect(last.completedAt == (isWhole ? world.clock.now : nil) && last.at < world.clock.now)
            }
        }
        #expect(try await world.extractions(of: recordID).count == 6)
    }

    @Test func whoIsNotThereIsNotFound() async throws {
        let world = try await World()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        let key = try await world.makeKey(.text, of: service)
        let stranger = try await world.submit(Person("eve"), to: other).recordID
        let caller = try world.caller(key, of: service)
        for selector in [
            CandidateSelector.refID(try RefID("eve")), .recordID(stranger), .recordID(RecordID(stored: "x")),
        ] {
            let missing = await failure {
                _ = try await world.registry.extract(selector, in: service.serviceID, by: caller)
            }
            #expect(missing?.httpStatus == 404)
        }
        let foreign = await failure {
            _ = try await world.registry.extract(.recordID(stranger), in: other.serviceID, by: caller)
        }
        #expect(foreign?.httpStatus == 403)
    }

    @Test func deletedMeansGoneAndTheRefIDIsFreeAgain() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let key = try await world.makeKey(.pictures, of: service)
        let first = try await world.submit(Person("ada", hasPictures: true), to: service).recordID
        let slot = try #require(try world.slot(of: "ada", in: service))
        let open = try await world.extract("ada", with: key, of: service)
        try await world.registry.delete(.refID(RefID("ada")), in: service.serviceID, by: .localOperator)
        #expect(open.ticket.mustStop)
        #expect(await failure { _ = try await world.extract("ada", with: key, of: service) }?.httpStatus == 404)
        let again = await failure {
            try await world.registry.delete(.refID(RefID("ada")), in: service.serviceID, by: .localOperator)
        }
        #expect(again?.httpStatus == 404)
        #expect(try world.slotBytes(slot) == [UInt8](repeating: 0, count: 64))
        let found = try await world.registry.discrepancies(by: .localOperator)
        #expect(found.isClean && found.pendingErasures == 0)
        let next = try await world.submit(Person("ada", email: "somebody@else.example"), to: service)
        #expect(next.outcome == .created && next.recordID != first)
        let history = try world.database.read { try $0.all(HistoryOfCandidate(first)) }
        #expect(history.map(\.event.kind) == [.submitted, .deleted], "the history stays")
    }
}
