import Domain
import SQLCore
import TestSupport
import Testing
import UseCases

/// Who may do what: every act with every role.
struct RightsTests {
    private static let roles: [Role] = [.owner, .manager, .approver, .reviewer, .readOnly, .accountant]

    /// A cross for each role that may, in the order of `roles`; first for a role in the service, then in every service.
    private static let table: [(act: Act, inService: String, inEvery: String)] = [
        //                   O M A R - $    O M A R - $
        (.readCandidate, "   . . . . . .", ". . . . . ."),
        (.submitCandidate, " . . . . . .", ". . . . . ."),
        (.listCandidates, "  x x x x x .", "x x x x x ."),
        (.reviewCandidate, " x x x x . .", "x x x x . ."),
        (.approveCandidate, "x x x . . .", " x x x . . ."),
        (.blockCandidate, "  x x . . . .", "x x . . . ."),
        (.archiveCandidate, "x x . . . .", " x x . . . ."),
        (.deleteCandidate, " x x . . . .", "x x . . . ."),
        (.manageServices, "  . . . . . .", "x x . . . ."),
        (.changeSettings, "  x x . . . .", "x x . . . ."),
        (.manageKeys, "      x x . . . .", "x x . . . ."),
        (.manageTeam, "      x x . . . .", "x x . . . ."),
        (.seeIdentity, "     x x x x . .", "x x x x . ."),
        (.exportCandidates, "x x . . . .", "x x . . . ."),
        (.holdCandidate, "   x x . . . .", "x x . . . ."),
        (.manageWebhooks, " x x . . . .", " x x . . . ."),
        (.seeActivity, "     x x . . . .", "x x . . . ."),
        (.seeUsage, "        x x . . . x", "x x . . . x"),
    ]

    @Test func everyActHasItsRow() {
        #expect(Self.table.map(\.act.rawValue).sorted() == Act.allCases.map(\.rawValue).sorted())
        #expect(Self.roles == Role.allCases)
        for row in Self.table {
            for crosses in [row.inService, row.inEvery] { #expect(crosses.split(separator: " ").count == 6) }
        }
    }

    @Test(arguments: Role.allCases)
    func aRoleMayWhatTheTableSaysAndNothingElse(role: Role) async throws {
        let world = try await World()
        _ = try await world.makeOwner()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        let local = try await world.makeMember(role, of: service, "local@example.com")
        let house = try await world.makeMember(role, of: nil, "house@example.com")
        let column = try #require(Self.roles.firstIndex(of: role))
        for row in Self.table {
            for (member, crosses) in [(local, row.inService), (house, row.inEvery)] {
                let mayHere = crosses.split(separator: " ")[column] == "x"
                let mayThere = row.inEvery.split(separator: " ")[column] == "x" && member.memberID == house.memberID
                for (place, may) in [(service.serviceID, mayHere), (other.serviceID, mayThere), (.house, mayThere)] {
                    let failed = immediateFailure {
                        try world.registry.authorise(row.act, by: member.caller, in: place)
                    }
                    #expect(failed?.httpStatus == (may ? nil : 403), "\(role) \(row.act)")
                    #expect(failed?.message ?? "Your role doesn't allow this." == "Your role doesn't allow this.")
                }
            }
        }
    }

    /// A key reads, and submits if it may write; whoever is on the page submits; Lethe does what its own rules say.
    @Test func whoIsNoMemberMayFewThings() async throws {
        let world = try await World()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        let reader = try world.caller(await world.makeKey(.pictures, of: service), of: service)
        let writer = try world.caller(await world.makeKey(.metadata, of: service, mayWrite: true), of: service)
        let callers: [(caller: Caller, acts: Set<Act>)] = [
            (reader, [.readCandidate, .listCandidates]),
            (writer, [.readCandidate, .listCandidates, .submitCandidate]),
            (Caller(.candidate(service.serviceID)), [.submitCandidate]),
        ]
        func mayDo(_ act: Act, _ caller: Caller, in place: ServiceID) -> Bool {
            immediateFailure { try world.registry.authorise(act, by: caller, in: place) } == nil
        }
        for act in Act.allCases {
            for (caller, acts) in callers {
                #expect(mayDo(act, caller, in: service.serviceID) == acts.contains(act), "\(act)")
                #expect(!mayDo(act, caller, in: other.serviceID), "\(act)")
            }
            let ownActs: Set<Act> = [.archiveCandidate, .manageKeys, .approveCandidate, .manageWebhooks]
            #expect(mayDo(act, .lethe, in: service.serviceID) == ownActs.contains(act), "\(act)")
        }
    }

    @Test func refusalsAreInTheHistory() async throws {
        let world = try await World()
        let service = try await world.makeService()
        _ = try await world.makeOwner()
        let rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        for place in [service.serviceID, ServiceID(stored: "5e0000000000000000000009")] {
            _ = immediateFailure { try world.registry.authorise(.manageKeys, by: rita.caller, in: place) }
        }
        let fails = await failure {
            _ = try await world.registry.createService(name: "New", by: rita.caller)
        }
        #expect(fails?.isForbidden == true)
        await world.registry.flushRecords()
        #expect(try world.lines(of: service.serviceID).contains("member refused manageKeys"))
        #expect(
            try world.lines(of: .house).suffix(2) == ["member refused manageKeys", "member refused manageServices"])
        #expect(try world.database.integrityProblems() == [])
    }

    @Test func bothRolesCountTogether() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let olive = try await world.makeOwner()
        let ada = try await world.makeMember(.accountant, of: nil, "ada@example.com")
        let link = try await world.registry.invite(
            email: Sensitive("ada@example.com"), role: .reviewer, reach: .service(service.serviceID),
            by: world.confirmed(olive))
        try await world.registry.acceptRole(link: link.token.withExposed { $0 }, by: ada.caller)
        let grant = try #require(try world.registry.session(ada.token))
        #expect(grant.rights(in: service.serviceID) == [.seeUsage, .review, .seeCandidates])
        #expect(grant.rights(in: .house) == [.seeUsage])
    }

    /// The status of a candidate moves by three different rights.
    @Test func approvingAndBlockingAreRightsOfTheirOwn() async throws {
        let world = try await World()
        let service = try await world.makeService()
        _ = try await world.makeOwner()
        let rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        let abe = try await world.makeMember(.approver, of: service, "abe@example.com")
        let mark = try await world.makeMember(.manager, of: service, "mark@example.com")
        try await world.submit(Person("ada"), to: service)
        func change(_ change: StatusChange, _ member: SignedIn) async -> Int? {
            await failure {
                _ = try await world.registry.changeStatus(
                    change, of: .refID(RefID("ada")), in: service.serviceID, by: member.caller)
            }?.httpStatus
        }
        #expect(await change(.startReview, rita) == nil)
        #expect(await change(.approve, rita) == 403)
        #expect(await change(.approve, abe) == 409, "nothing is decided")
        for slug in ["given_name", "family_name", "email", "dob"] {
            try await world.review(slug, of: "ada", as: .accepted, in: service)
        }
        #expect(await change(.approve, abe) == nil)
        #expect(await change(.block, abe) == 403)
        #expect(await change(.block, mark) == nil)
        #expect(await change(.unblock, rita) == 403)
        #expect(await change(.unblock, mark) == nil)
    }
}
