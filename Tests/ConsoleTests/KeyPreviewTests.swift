import Console
import Domain
import TestSupport
import Testing
import UseCases

/// "What would this key return?": the API's own writer, and no value.
@Suite struct KeyPreviewTests {
    @Test func sampleShowsWhatEachScopeSees() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let answers = try Scope.allCases.map { scope in
            let masked = try world.registry.preview(
                scope: scope, archiveRule: nil, of: nil, in: service.serviceID, by: .localOperator)
            return String(decoding: MaskedAnswer.json(masked), as: UTF8.self)
        }
        for answer in answers {
            #expect(answer.hasPrefix(#"{"status":"success","data":{"status":""#))
            #expect(answer.filter { $0 == "{" }.count == answer.filter { $0 == "}" }.count)
        }
        #expect(!answers[0].contains("identities") && !answers[0].contains("certs"))
        #expect(answers[1].contains(#""given_name":{"type":"string","value":"••"#))
        #expect(!answers[1].contains("base64"))
        #expect(answers[2].contains(#"{"type":"base64","value":"••••••••"}"#))
    }

    @Test func candidateIsMaskedAndNotExtracted() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let person = Person("customer-17", hasPictures: true)
        let made = try await world.submit(person, to: service)
        let rule = try ArchiveRule(seconds: 10)
        let masked = try world.registry.preview(
            scope: .pictures, archiveRule: rule, of: .recordID(made.recordID), in: service.serviceID, by: .localOperator
        )
        let answer = String(decoding: MaskedAnswer.json(masked), as: UTF8.self)
        #expect(answer.contains(made.recordID.text))
        #expect(answer.contains("willArchiveAtDate"))
        #expect(!answer.contains(person.marker))
        #expect(
            try world.registry.candidateOverview(
                .recordID(made.recordID), in: service.serviceID, by: .localOperator
            ).extractionCount == 0)
    }
}
