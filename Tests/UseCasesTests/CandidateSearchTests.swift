import Domain
import TestSupport
import Testing
import UseCases

/// One field for refId, record id, support id, e-mail and name.
struct CandidateSearchTests {
    private func submit(
        _ refID: String, _ given: String, _ family: String, _ email: String, _ world: World, _ service: Service
    ) async throws -> RecordID {
        let texts = [("given_name", given), ("family_name", family), ("email", email)]
        let submission = Submission(
            refID: try RefID(refID), texts: texts.map { .init(slug: Slug(stored: $0.0), value: Sensitive($0.1)) })
        return try await world.registry.submit(submission, in: service.serviceID, by: .localOperator).recordID
    }

    @Test func whatIsExactIsFoundWithoutOpeningAnything() async throws {
        let world = try await World()
        var settings = ServiceSettings()
        settings.keepsEmailFingerprint = true
        let service = try await world.makeService(settings: settings)
        let other = try await world.makeService("other_00001")
        _ = try await world.makeOwner()
        let rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        let reader = try await world.makeMember(.readOnly, of: service, "ron@example.com")
        let ada = try await submit("customer-1", "Ada", "Example", "Ada@People.example", world, service)
        let twin = try await submit("customer-2", "Ada", "Example", "ada@people.example", world, service)
        let eve = try await submit("customer-1", "Eve", "Elsewhere", "ada@people.example", world, other)
        func found(_ text: String, _ caller: Caller) throws -> [RecordID] {
            try world.registry.candidates(matching: Sensitive(text), in: service.serviceID, by: caller)
                .map(\.candidate.recordID)
        }
        let support = try world.candidate("customer-1", of: service).supportID
        for caller in [rita.caller, reader.caller] {
            #expect(try found("customer-1", caller) == [ada])
            #expect(try found(ada.text, caller) == [ada])
            #expect(try found(support.text, caller) == [ada])
            #expect(try found(eve.text, caller) == [], "another service's")
            #expect(try found(world.candidate("customer-1", of: other).supportID.text, caller) == [])
            for none in ["", "customer", "customer-3", "CUSTOMER-1", "Ada"] { #expect(try found(none, caller) == []) }
        }
        #expect(try found(" ADA@people.example ", rita.caller) == [twin, ada])
        #expect(try found("ada@people.example", reader.caller) == [], "who may see nobody's e-mail is told of none")
        try await world.archive("customer-1", of: service)
        #expect(try found("ada@people.example", rita.caller) == [twin, ada], "after the archive by its fingerprint")
        await world.registry.flushRecords()
        #expect(try world.lines(of: service.serviceID).allSatisfy { !$0.contains("listed") })
    }

    @Test func namesAreFoundByHowTheirWordsBegin() async throws {
        let world = try await World()
        let service = try await world.makeService()
        _ = try await world.makeOwner()
        let rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        let people = [
            ("jose", "José María", "Núñez-Ortega"), ("muller", "Zoe\u{308}", "Müller"), ("nguyen", "Thế", "Nguyễn"),
            ("strauss", "Jörg", "Strauß"), ("ivanov", "Андрей", "Соловьёв"), ("oyvind", "Øyvind", "Łuków"),
        ]
        for (refID, given, family) in people {
            _ = try await submit(refID, given, family, "\(refID)@people.example", world, service)
        }
        func found(_ text: String) async throws -> [String] {
            let search = try await world.registry.candidates(
                named: Sensitive(text), in: service.serviceID, by: rita.caller)
            #expect(search.next == nil && search.identities.count == search.rows.count)
            return search.rows.compactMap(\.candidate.refID?.text)
        }
        for (text, refID) in [
            ("jose", "jose"), ("JOSÉ", "jose"), ("maria nun", "jose"), ("ortega", "jose"), ("Jose\u{301}", "jose"),
            ("Muller", "muller"), ("müll", "muller"), ("zoe", "muller"), ("the nguyen", "nguyen"), ("NGUYỄN", "nguyen"),
            ("strauss", "strauss"), ("Strauß", "strauss"), ("андрей", "ivanov"), ("СОЛОВЬЕВ", "ivanov"),
            ("oyvind lukow", "oyvind"),
        ] {
            #expect(try await found(text) == [refID], "\(text)")
        }
        for none in ["ose", "jose muller", "andrej", "tega", "jose@"] {
            #expect(try await found(none) == (none == "jose@" ? ["jose"] : []), "\(none)")
        }
        for empty in ["", "j", "j m", "…", "  "] {
            let refused = await failure { _ = try await found(empty) }
            #expect(refused?.field == "q", "\(empty)")
        }
        try await world.archive("jose", of: service)
        #expect(try await found("jose") == [], "a name is gone with the archive")
    }

    @Test func aSearchByNameIsInTheHistoryAndGoesOnWhereItStopped() async throws {
        let world = try await World()
        let service = try await world.makeService()
        _ = try await world.makeOwner()
        let rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        for number in 0..<60 {
            _ = try await submit("p\(number)", "Ada", "Example", "p\(number)@people.example", world, service)
        }
        let search = { (place: Int64?) in
            try await world.registry.candidates(
                named: Sensitive("ada"), from: place, in: service.serviceID, by: rita.caller)
        }
        let first = try await search(nil)
        #expect(first.rows.count == 50 && first.next != nil)
        let rest = try await search(first.next)
        #expect(rest.rows.count == 10 && rest.next == nil)
        let ids = (first.rows + rest.rows).compactMap(\.candidate.refID?.text)
        #expect(ids == (0..<60).reversed().map { "p\($0)" })
        await world.registry.flushRecords()
        let lines = try world.lines(of: service.serviceID).filter { $0.contains("listed") }
        #expect(lines == ["member candidate.listed text 50", "member candidate.listed text 10"])
    }

    /// It opens for a moment and says how far it came; meanwhile the same session can't begin another.
    @Test func aSearchByNameHasAnEndAndIsOneAtATime() async throws {
        let world = try await World()
        let service = try await world.makeService()
        _ = try await world.makeOwner()
        let rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        let remy = try await world.makeMember(.reviewer, of: service, "remy@example.com")
        for number in 0..<501 {
            let name = number == 0 ? "Ada" : "Bob"
            let submission = Submission(
                refID: try RefID("p\(number)"), texts: [.init(slug: Slug(stored: "given_name"), value: Sensitive(name))]
            )
            _ = try await world.registry.submit(submission, in: service.serviceID, by: .localOperator)
        }
        let search = { @Sendable (text: String, member: SignedIn, place: Int64?) async throws -> NameSearch in
            try await world.registry.candidates(
                named: Sensitive(text), from: place, in: service.serviceID, by: member.caller)
        }
        let (same, others) = (Flag(), Flag())
        let first = try await world.interrupting(
            with: {
                if await failure({ _ = try await search("nobody", rita, nil) })?.isConflict == true { same.set() }
                if await failure({ _ = try await search("nobody", remy, nil) }) == nil { others.set() }
                world.clock.advance(seconds: 1)
            },
            { try await search("ada", rita, nil) })
        #expect(same.isSet && others.isSet)
        #expect(first.rows.isEmpty && first.next != nil && first.lookedUntil != nil, "it stopped on its way")
        let rest = try await search("ada", rita, first.next)
        #expect(rest.rows.map(\.candidate.refID?.text) == ["p0"] && rest.next == nil && rest.lookedUntil == nil)
        let gone = try await world.interrupting(
            with: { try await world.archive("p0", of: service) }, { try await search("ada", rita, first.next) })
        #expect(gone.rows.isEmpty && gone.identities.isEmpty, "archived since it was read")
    }

    @Test func nobodyWithoutTheRightSearchesNames() async throws {
        let world = try await World()
        let service = try await world.makeService()
        // Whoever comes first is an owner.
        _ = try await world.makeOwner()
        let reader = try await world.makeMember(.readOnly, of: service, "ron@example.com")
        let refused = await failure {
            _ = try await world.registry.candidates(
                named: Sensitive("ada"), in: service.serviceID, by: reader.caller)
        }
        #expect(refused?.isForbidden == true)
        let key = try world.caller(await world.makeKey(.pictures, of: service), of: service)
        let byKey = await failure {
            _ = try await world.registry.candidates(named: Sensitive("ada"), in: service.serviceID, by: key)
        }
        #expect(byKey?.isForbidden == true)
    }
}
