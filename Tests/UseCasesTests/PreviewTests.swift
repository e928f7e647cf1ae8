import Domain
import TestSupport
import Testing
import UseCases

struct PreviewTests {
    private static func ada() -> Person {
        var ada = Person("ada", hasPictures: true)
        ada.certificates = [("income-cert", #"{"salary":"Marker-ada-salary"}"#)]
        ada.customFields = [("risk", "Marker-ada-risk")]
        return ada
    }

    /// Everything of a preview that a page could write down.
    private static func words(_ preview: MaskedCandidate) -> String {
        var words = preview.pictureSlugs
        for list in [preview.attributes?.texts, preview.attributes?.certificates, preview.attributes?.customFields] {
            for entry in list ?? [] { words += [entry.name, entry.value.withExposed { $0 }] }
        }
        return words.joined(separator: "\n")
    }

    /// The names and their order are those of the real answer, and no value of the person is in it.
    @Test(arguments: Scope.allCases)
    func theShapeIsTheAnswersAndNoValueIsInIt(scope: Scope) async throws {
        let world = try await World()
        let service = try await world.makeService()
        let ada = Self.ada()
        try await world.submit(ada, to: service)
        let manager = Caller.member(roles: [service.serviceID: .manager])
        let rule = scope.readsAttributes ? try ArchiveRule(seconds: 600) : nil
        let preview = try world.registry.preview(
            scope: scope, archiveRule: rule, of: .refID(RefID("ada")), in: service.serviceID, by: manager)
        let key = try await world.makeKey(scope, of: service, archiveAfter: rule?.seconds)
        let real = try await world.extract("ada", with: key, of: service)
        #expect(preview.candidate == real.candidate && preview.willArchive == real.willArchive)
        #expect(preview.attributes?.texts?.map(\.name) == real.attributes?.texts?.map(\.name))
        #expect(preview.attributes?.certificates.map(\.name) == real.attributes?.certificates.map(\.name))
        #expect(preview.attributes?.customFields.map(\.name) == real.attributes?.customFields.map(\.name))
        #expect(preview.pictureSlugs == real.pictures.map(\.slug.text))
        let words = Self.words(preview)
        for text in try ada.submission().texts {
            text.value.withExposed { #expect(!words.contains($0), "\(text.slug.text)") }
        }
        #expect(!words.contains("Marker") && !words.contains("people.example") && !words.contains("1990"))
        let values = [preview.attributes?.texts ?? [], preview.attributes?.certificates ?? []].joined()
        #expect(values.allSatisfy { $0.value.withExposed { $0 } == ReadableAttributes.mask })
        #expect(try world.overview("ada", of: service).extractionCount == (scope.readsAttributes ? 1 : 0))
    }

    @Test func anArchivedCandidateShowsWhatOutlivesTheArchive() async throws {
        let world = try await World()
        let service = try await world.makeService()
        try await world.submit(Self.ada(), to: service)
        try await world.archive("ada", of: service)
        let preview = try world.registry.preview(
            scope: .pictures, archiveRule: ArchiveRule(seconds: 9), of: .refID(RefID("ada")), in: service.serviceID,
            by: .localOperator)
        #expect(preview.attributes?.texts == nil && preview.pictureSlugs.isEmpty && preview.willArchive == nil)
        #expect(preview.attributes?.certificates.map(\.name) == ["income-cert"])
        #expect(!Self.words(preview).contains("Marker"))
    }

    @Test func theSampleHasThePublishedAttributesAndTheServicesOwn() async throws {
        let world = try await World()
        var settings = ServiceSettings()
        settings.ownAttributes = [
            OwnAttribute(slug: Slug(stored: "shoe_size"), kind: .text),
            OwnAttribute(slug: Slug(stored: "shoe"), kind: .picture),
        ]
        let service = try await world.makeService(settings: settings)
        let manager = Caller.member(roles: [service.serviceID: .manager])
        func sample(_ scope: Scope) throws -> MaskedCandidate {
            try world.registry.preview(
                scope: scope, archiveRule: scope.readsAttributes ? ArchiveRule(seconds: 5) : nil, of: nil,
                in: service.serviceID, by: manager)
        }
        let pictures = try sample(.pictures)
        #expect(pictures.attributes?.texts?.prefix(2).map(\.name) == ["given_name", "family_name"])
        #expect(pictures.attributes?.texts?.last?.name == "shoe_size" && pictures.pictureSlugs.last == "shoe")
        #expect(pictures.pictureSlugs.first == "passport")
        #expect(pictures.willArchive == world.clock.now.adding(seconds: 5))
        #expect(try sample(.text).pictureSlugs.isEmpty && sample(.text).attributes != nil)
        #expect(try sample(.metadata).attributes == nil && sample(.metadata).willArchive == nil)
        let found = try world.registry.candidates(
            status: nil, skip: 0, limit: 9, in: service.serviceID, by: .localOperator)
        #expect(found.isEmpty, "the sample is nobody")
    }

    @Test func whoMaySeeOne() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let id = service.serviceID
        try await world.submit(Person("ada"), to: service)
        for role in Role.allCases {
            for selector in [nil, CandidateSelector.refID(try RefID("ada"))] {
                let failed = immediateFailure {
                    _ = try world.registry.preview(
                        scope: .text, archiveRule: nil, of: selector, in: id, by: .member(roles: [id: role]))
                }
                #expect(failed?.isForbidden ?? false == !role.rights.contains(.manageKeys), "\(role)")
            }
            let overview = immediateFailure {
                _ = try world.registry.candidateOverview(.refID(RefID("ada")), in: id, by: .member(roles: [id: role]))
            }
            #expect(overview?.isForbidden ?? false == !role.rights.contains(.seeCandidates), "\(role)")
        }
        let missing = immediateFailure {
            _ = try world.registry.preview(
                scope: .text, archiveRule: nil, of: .refID(RefID("nobody")), in: id, by: .localOperator)
        }
        #expect(missing?.isNotFound == true)
    }
}
