import Domain
import TestSupport
import Testing
import UseCases

/// The list for people against a plain filter that knows the truth.
struct CandidateListTests {
    private struct Known {
        let recordID: RecordID
        var reviewer: MemberID?
        var risk: String?
    }

    private static func settings() -> ServiceSettings {
        var settings = ServiceSettings()
        settings.review.fields = [
            FieldDefinition(name: "Risk", options: ["low", "high"]), FieldDefinition(name: "Tier", options: ["a"]),
        ]
        return settings
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func pagesAreThoseOfANaiveFilter(seed: UInt64) async throws {
        let world = try await World(seed: seed)
        let service = try await world.makeService(settings: Self.settings())
        let olive = try await world.makeOwner()
        let rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        let random = SeededRandomness(seed)
        var known: [Known] = []
        for _ in 0..<260 {
            // A clock that is set back makes arrival and time two orders.
            if random.below(12) == 0 { world.clock.setWallClock(aheadBySeconds: -90_000) }
            world.clock.advance(seconds: Int64(random.below(9000)))
            switch random.below(8) {
            case 0, 1, 2:
                let made = try await world.submit(Person("p\(known.count)"), to: service)
                known.append(Known(recordID: made.recordID))
            case 3, 4:
                guard !known.isEmpty else { continue }
                try await change(&known[random.below(known.count)], [olive, rita], world, service, random)
            default:
                try await compare(known, [olive, rita], world, service, random)
            }
        }
    }

    private func change(
        _ one: inout Known, _ members: [SignedIn], _ world: World, _ service: Service, _ random: SeededRandomness
    ) async throws {
        let (registry, selector) = (world.registry, CandidateSelector.recordID(one.recordID))
        // Sessions end while time flies.
        let (id, owner, recordID) = (service.serviceID, Caller.localOperator, one.recordID)
        func revision() async throws -> Int64 {
            try await registry.candidateReview(selector, in: id, by: owner).revision
        }
        switch random.below(4) {
        case 0:
            _ = try? await registry.archiveNow(selector, in: id, by: .localOperator)
        case 1:
            let reviewer = [nil, members[0].memberID, members[1].memberID][random.below(3)]
            guard reviewer != one.reviewer else { return }
            let revision = try await revision()
            if await failure({
                try await registry.assignReviewer(reviewer, of: recordID, expecting: revision, in: id, by: owner)
            }) == nil {
                one.reviewer = reviewer
            }
        case 2:
            let risk = [nil, "low", "high"][random.below(3)]
            let revision = try await revision()
            if await failure({
                try await registry.setFields([("Risk", risk)], of: recordID, expecting: revision, in: id, by: owner)
            }) == nil {
                one.risk = risk
            }
        default:
            let change = [StatusChange.startReview, .reject, .requestReview, .block, .unblock][random.below(5)]
            _ = try? await registry.changeStatus(change, of: selector, in: id, by: .localOperator)
        }
    }

    private func compare(
        _ known: [Known], _ members: [SignedIn], _ world: World, _ service: Service, _ random: SeededRandomness
    ) async throws {
        let all = try world.registry.candidates(
            status: nil, skip: 0, limit: 1000, in: service.serviceID, by: .localOperator)
        var filter = CandidateListFilter()
        if random.below(3) == 0 { filter.status = CandidateStatus.allCases[random.below(7)] }
        if random.below(3) == 0 { filter.isArchived = random.below(2) == 0 }
        if random.below(3) == 0 {
            let choices: [CandidateListFilter.Reviewer] = [.nobody] + members.map { .member($0.memberID) }
            filter.reviewer = choices[random.below(3)]
        }
        if random.below(4) == 0 { filter.fields = [.init(name: "Risk", option: ["low", "high"][random.below(2)])] }
        if random.below(8) == 0 { filter.fields.append(.init(name: "Tier", option: "a")) }
        if random.below(3) == 0, let one = all.randomMember(random) { filter.submittedFrom = one.dates.submitted }
        if random.below(3) == 0, let one = all.randomMember(random) { filter.submittedBefore = one.dates.submitted }
        let truth = Dictionary(uniqueKeysWithValues: known.map { ($0.recordID, $0) })
        let expected = all.filter { candidate in
            let one = truth[candidate.recordID]
            let submitted = candidate.dates.submitted
            let reviewerFits: Bool =
                switch filter.reviewer {
                case nil: true
                case .nobody?: one?.reviewer == nil
                case .member(let memberID)?: one?.reviewer == memberID
                }
            return (filter.status ?? candidate.status) == candidate.status
                && (filter.isArchived ?? candidate.isArchived) == candidate.isArchived && reviewerFits
                && filter.fields.allSatisfy { $0.name == "Risk" && $0.option == one?.risk }
                && submitted >= filter.submittedFrom ?? submitted
                && filter.submittedBefore.map { submitted < $0 } ?? true
        }
        var (found, place, total): ([CandidateListRow], CandidateListPlace?, Int?) = ([], nil, nil)
        let limit = 1 + random.below(7)
        repeat {
            let view = try world.registry.candidateList(
                filter, from: place, limit: limit, in: service.serviceID, by: members[1].caller)
            #expect(view.rows.count <= limit && (view.next == nil || view.rows.count == limit))
            found += view.rows
            (place, total) = (view.next, view.total)
            // An address carries it.
            #expect(place == place.flatMap { CandidateListPlace($0.text) })
        } while place != nil
        let ids = found.map(\.candidate.recordID)
        let arrivals = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.recordID, $0) })
        func arrival(_ candidate: Candidate) -> Int { arrivals[candidate.recordID, default: 0] }
        let byArrival = expected.sorted { arrival($0) > arrival($1) }.map(\.recordID)
        let byTime = expected.sorted {
            ($0.dates.submitted, arrival($0)) > ($1.dates.submitted, arrival($1))
        }.map(\.recordID)
        #expect(ids == byArrival || ids == byTime, "\(filter)")
        #expect(total == nil || total == expected.count)
        #expect(found.allSatisfy { $0.reviewer == truth[$0.candidate.recordID]?.reviewer })
    }

    @Test func aWalkGivesUpAndGoesOn() async throws {
        let world = try await World()
        let service = try await world.makeService(settings: Self.settings())
        let olive = try await world.makeOwner()
        let (rare, rows) = (try await world.submit(Person("rare"), to: service).recordID, 3400)
        for number in 0..<rows {
            world.clock.advance(milliseconds: 1)
            let submission = Submission(
                refID: try RefID("p\(number)"), texts: [.init(slug: Slug(stored: "given_name"), value: Sensitive("A"))])
            _ = try await world.registry.submit(submission, in: service.serviceID, by: .localOperator)
        }
        let selector = CandidateSelector.recordID(rare)
        let revision = try await world.registry.candidateReview(
            selector, in: service.serviceID, by: olive.caller
        ).revision
        try await world.registry.assignReviewer(
            olive.memberID, of: rare, expecting: revision, in: service.serviceID, by: olive.caller)
        // All wait but none has a reviewer: the walk that asks each row for that ends before the last.
        var filter = CandidateListFilter()
        filter.isArchived = false
        filter.submittedBefore = world.clock.now.adding(seconds: 1)
        filter.status = .inreview
        #expect(
            try world.registry.candidateList(filter, limit: 50, in: service.serviceID, by: olive.caller).next == nil,
            "a status that nobody has leads, whatever the time")
        filter.status = nil
        filter.fields = []
        filter.reviewer = .member(olive.memberID)
        let direct = try world.registry.candidateList(filter, limit: 50, in: service.serviceID, by: olive.caller)
        #expect(direct.rows.map(\.candidate.recordID) == [rare] && direct.next == nil, "the reviewer leads")
        try await world.archive("rare", of: service)
        var archived = CandidateListFilter()
        archived.submittedBefore = filter.submittedBefore
        archived.isArchived = true
        let first = try world.registry.candidateList(archived, limit: 50, in: service.serviceID, by: olive.caller)
        #expect(first.rows.isEmpty && first.lookedUntil != nil && first.next != nil, "it looked at 3,000 and says so")
        let second = try world.registry.candidateList(
            archived, from: first.next, limit: 50, in: service.serviceID, by: olive.caller)
        #expect(second.rows.map(\.candidate.recordID) == [rare] && second.next == nil && second.lookedUntil == nil)
    }

    /// From a moment on, and before a moment, whatever index leads; and no page ends in the midst of a millisecond.
    @Test func timesAreHeldToTheMillisecond() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let start = world.clock.now
        var ids = [try await world.submit(Person("ada"), to: service).recordID]
        world.clock.advance(milliseconds: 1)
        for name in ["bob", "eve", "zoe"] { ids.append(try await world.submit(Person(name), to: service).recordID) }
        func listed(_ limit: Int = 9, _ set: (inout CandidateListFilter) -> Void) throws -> [RecordID] {
            var filter = CandidateListFilter()
            set(&filter)
            var (found, place): ([RecordID], CandidateListPlace?) = ([], nil)
            repeat {
                let view = try world.registry.candidateList(
                    filter, from: place, limit: limit, in: service.serviceID, by: .localOperator)
                found += view.rows.map(\.candidate.recordID)
                place = view.next
            } while place != nil && found.count < 9
            return found
        }
        let next = Instant(milliseconds: start.milliseconds + 1)
        for status in [CandidateStatus.waiting, nil] {
            for limit in [1, 2, 9] {
                #expect(try listed(limit) { ($0.status, $0.submittedBefore) = (status, next) } == [ids[0]])
                #expect(try listed(limit) { ($0.status, $0.submittedFrom) = (status, next) } == ids[1...].reversed())
                #expect(try listed(limit) { ($0.status, $0.submittedFrom) = (status, start) } == ids.reversed())
            }
        }
    }

    @Test func theListIsForWhoMaySeeCandidates() async throws {
        let world = try await World()
        let service = try await world.makeService()
        _ = try await world.makeOwner()
        let accountant = try await world.makeMember(.accountant, of: service, "ann@example.com").caller
        let stranger = try await world.makeMember(
            .manager, of: try await world.makeService("other_00001"), "mo@example.com"
        ).caller
        let key = try world.caller(await world.makeKey(.pictures, of: service, mayWrite: true), of: service)
        for caller in [accountant, stranger, key] {
            let asks: [() throws -> Void] = [
                {
                    _ = try world.registry.candidateList(
                        CandidateListFilter(), limit: 9, in: service.serviceID, by: caller)
                },
                {
                    _ = try world.registry.candidates(
                        matching: Sensitive("ada"), in: service.serviceID, by: caller)
                },
                { _ = try world.registry.possibleReviewers(in: service.serviceID, by: caller) },
            ]
            for ask in asks { #expect(immediateFailure(ask)?.isForbidden == true) }
        }
    }

    /// A choice of a drop-down is a part of the identity: no filter tells it to who may not see it.
    @Test func aFilterByChoiceIsForWhoMaySeeIdentities() async throws {
        let world = try await World()
        let service = try await world.makeService(settings: Self.settings())
        _ = try await world.makeOwner()
        var filter = CandidateListFilter()
        filter.fields = [CandidateListFilter.Field(name: "Risk", option: "high")]
        for (role, mayFilter) in [(Role.reviewer, true), (.readOnly, false)] {
            let caller = try await world.makeMember(role, of: service, "\(role)@example.com").caller
            let refused = immediateFailure {
                _ = try world.registry.candidateList(filter, limit: 9, in: service.serviceID, by: caller)
            }
            #expect(refused?.isForbidden ?? false == !mayFilter)
            _ = try world.registry.candidateList(
                CandidateListFilter(), limit: 9, in: service.serviceID, by: caller)
        }
    }

    @Test func namesInTheListAreOneLineOfTheHistory() async throws {
        let world = try await World()
        let service = try await world.makeService()
        _ = try await world.makeOwner()
        let rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        let reader = try await world.makeMember(.readOnly, of: service, "ron@example.com")
        var ids: [RecordID] = []
        for name in ["ada", "bob", "eve"] { ids.append(try await world.submit(Person(name), to: service).recordID) }
        try await world.archive("eve", of: service)
        let shown = try await world.registry.listedIdentities(of: ids, in: service.serviceID, by: rita.caller)
        #expect(shown.count == 2 && shown[ids[2]] == nil)
        #expect(shown[ids[0]]?.name?.withExposed { $0 } == "Given Marker-ada Family Marker-ada")
        #expect(shown[ids[0]]?.email?.withExposed { $0 } == "ada@people.example")
        let refused = await failure {
            _ = try await world.registry.listedIdentities(of: ids, in: service.serviceID, by: reader.caller)
        }
        #expect(refused?.isForbidden == true)
        await world.registry.flushRecords()
        let lines = try world.lines(of: service.serviceID).filter { $0.contains("listed") || $0.contains("refused") }
        #expect(lines == ["member candidate.listed text 2", "member refused seeIdentity"])
    }
}

extension [Candidate] {
    fileprivate func randomMember(_ random: SeededRandomness) -> Candidate? {
        isEmpty ? nil : self[random.below(count)]
    }
}
