import Domain
import TestSupport
import Testing
import UseCases

struct TeamTests {
    private func text(_ token: Sensitive<String>) -> String { token.withExposed { $0 } }

    @Test func anInvitationIsForOnePersonOnceAndForThreeDays() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let olive = try await world.makeOwner()
        let reach = Reach.service(service.serviceID)
        let caller = try await world.confirmed(olive)
        func invite(_ email: String) async throws -> (invitation: InvitationOverview, token: Sensitive<String>) {
            try await world.registry.invite(email: Sensitive(email), role: .reviewer, reach: reach, by: caller)
        }
        let made = try await invite("Rita@example.com")
        guard case .join(.reviewer, "Acme", let email) = try world.registry.purpose(ofLink: text(made.token)) else {
            Issue.record("a new person joins")
            return
        }
        #expect(email?.withExposed { $0 } == "Rita@example.com")
        #expect(await failure { _ = try await invite("rita@EXAMPLE.com") }?.isConflict == true, "one at a time")
        let wrong = await failure { _ = try await world.join(made.token, "eve@example.com") }
        #expect(wrong?.httpStatus == 422 && wrong?.field == "email")
        let rita = try await world.join(made.token, "rita@example.com")
        #expect(rita.caller.member?.roles == [service.serviceID: .reviewer])
        #expect(try world.registry.purpose(ofLink: text(made.token)) == nil)
        for address in ["rita@example.com", "eve@example.com"] {
            #expect(await failure { _ = try await world.join(made.token, address) }?.isNotFound == true)
        }
        #expect(await failure { _ = try await invite("rita@example.com") }?.field == "email", "in the team already")
        let other = try await invite("abe@example.com")
        world.clock.advance(milliseconds: 259_200_000 - 1)
        #expect(try world.registry.purpose(ofLink: text(other.token)) != nil)
        world.clock.advance(milliseconds: 1)
        #expect(try world.registry.purpose(ofLink: text(other.token)) == nil)
        #expect(await failure { _ = try await world.join(other.token, "abe@example.com") }?.isNotFound == true)
        #expect(try world.registry.invitations(of: service.serviceID, by: .localOperator).isEmpty)
        let lines = try world.lines(of: service.serviceID).map { $0.split(separator: " ").dropFirst().first ?? "" }
        #expect(lines == ["service.created", "team.invited", "team.joined", "team.invited"])
    }

    @Test func anInvitationCanBeWithdrawn() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let olive = try await world.makeOwner()
        let rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        let made = try await world.registry.invite(
            email: Sensitive("abe@example.com"), role: .approver, reach: .everyService, by: world.confirmed(olive))
        let list = try world.registry.invitations(of: service.serviceID, by: olive.caller)
        #expect(list.map(\.invitationID) == [made.invitation.invitationID] && list[0].reach == .everyService)
        #expect(list[0].email?.withExposed { $0 } == "abe@example.com")
        let id = made.invitation.invitationID
        #expect(await failure { try await world.registry.withdrawInvitation(id, by: rita.caller) }?.isForbidden == true)
        try await world.registry.withdrawInvitation(id, by: olive.caller)
        #expect(try world.registry.purpose(ofLink: text(made.token)) == nil)
        #expect(await failure { try await world.registry.withdrawInvitation(id, by: olive.caller) }?.isNotFound == true)
    }

    /// Each role with each other: nobody gives, changes or takes away what goes beyond their own.
    @Test(arguments: Role.allCases)
    func nobodyGrantsMoreThanTheyHave(own: Role) async throws {
        let world = try await World()
        let service = try await world.makeService()
        _ = try await world.makeOwner()
        let member = try await world.makeMember(own, of: service, "me@example.com")
        let caller = try await world.confirmed(member)
        let reach = Reach.service(service.serviceID)
        for (number, role) in Role.allCases.enumerated() {
            let may = own == .owner || own == .manager && role != .owner
            let other = try await world.makeMember(role, of: service, "other\(number)@example.com")
            let house = try await world.makeMember(role, of: nil, "house\(number)@example.com")
            let tries: [(Bool, () async throws -> Void)] = [
                (
                    may,
                    {
                        _ = try await world.registry.invite(
                            email: Sensitive("new\(number)@example.com"), role: role, reach: reach, by: caller)
                    }
                ),
                (
                    false,
                    {
                        _ = try await world.registry.invite(
                            email: Sensitive("far\(number)@example.com"), role: role, reach: .everyService, by: caller)
                    }
                ),
                (
                    may,
                    {
                        let lower: Role = role == .accountant ? .readOnly : .accountant
                        try await world.registry.changeRole(of: other.memberID, to: lower, reach: reach, by: caller)
                    }
                ),
                (may, { try await world.registry.changeRole(of: other.memberID, to: role, reach: reach, by: caller) }),
                (may, { try await world.registry.removeFromTeam(other.memberID, reach: reach, by: caller) }),
                (
                    false,
                    { try await world.registry.removeFromTeam(house.memberID, reach: .everyService, by: caller) }
                ),
            ]
            for (index, (may, act)) in tries.enumerated() {
                #expect(await failure(act)?.httpStatus == (may ? nil : 403), "\(own) \(role) \(index)")
            }
        }
    }

    /// What somebody could grant when they invited, they must still be able to grant when the link is taken up.
    @Test func anInvitationEndsWithTheRightsOfWhoMadeIt() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let olive = try await world.makeOwner()
        let mark = try await world.makeMember(.manager, of: service, "mark@example.com")
        let reach = Reach.service(service.serviceID)
        let made = try await world.registry.invite(
            email: Sensitive("new@example.com"), role: .manager, reach: reach, by: world.confirmed(mark))
        #expect(try world.registry.purpose(ofLink: text(made.token)) != nil)
        try await world.registry.changeRole(
            of: mark.memberID, to: .approver, reach: reach, by: world.confirmed(olive))
        #expect(try world.registry.purpose(ofLink: text(made.token)) == nil)
        #expect(await failure { _ = try await world.join(made.token, "new@example.com") }?.isNotFound == true)
        #expect(try world.registry.invitations(of: service.serviceID, by: olive.caller).isEmpty)
    }

    @Test func theLastOwnerStays() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let olive = try await world.makeOwner()
        let caller = try await world.confirmed(olive)
        _ = try await world.makeMember(.owner, of: service, "local@example.com")
        for caller in [caller, .localOperator] {
            let lowered = await failure {
                try await world.registry.changeRole(of: olive.memberID, to: .manager, reach: .everyService, by: caller)
            }
            #expect(lowered?.isConflict == true, "an owner of one service doesn't own every one")
            let removed = await failure {
                try await world.registry.removeFromTeam(olive.memberID, reach: .everyService, by: caller)
            }
            #expect(removed?.isConflict == true)
        }
        #expect(try world.registry.session(olive.token)?.houseRole == .owner)
        let second = try await world.makeMember(.owner, of: nil, "second@example.com")
        try await world.registry.removeFromTeam(olive.memberID, reach: .everyService, by: caller)
        let last = await failure {
            try await world.registry.removeFromTeam(
                second.memberID, reach: .everyService, by: world.confirmed(second))
        }
        #expect(last?.isConflict == true)
    }

    @Test func aChangeOfRoleWorksFromTheNextRequestOn() async throws {
        let world = try await World()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        let olive = try await world.makeOwner()
        let caller = try await world.confirmed(olive)
        let mark = try await world.makeMember(.manager, of: service, "mark@example.com")
        let added = try await world.registry.invite(
            email: Sensitive("mark@example.com"), role: .readOnly, reach: .service(other.serviceID), by: caller)
        guard case .addRole(.readOnly, "Acme", _) = try world.registry.purpose(ofLink: text(added.token)) else {
            Issue.record("a member adds a role")
            return
        }
        #expect(await failure { _ = try await world.join(added.token, "mark@example.com") }?.field == "email")
        let stranger = await failure {
            try await world.registry.acceptRole(link: text(added.token), by: olive.caller)
        }
        #expect(stranger?.isForbidden == true)
        try await world.registry.acceptRole(link: text(added.token), by: mark.caller)
        let again = await failure { try await world.registry.acceptRole(link: text(added.token), by: mark.caller) }
        #expect(again?.isNotFound == true)
        func roles() throws -> [ServiceID: Role]? { try world.registry.session(mark.token)?.roles }
        #expect(try roles() == [service.serviceID: .manager, other.serviceID: .readOnly])
        try await world.registry.changeRole(
            of: mark.memberID, to: .approver, reach: .service(service.serviceID), by: caller)
        #expect(try roles() == [service.serviceID: .approver, other.serviceID: .readOnly])
        try await world.registry.removeFromTeam(mark.memberID, reach: .service(service.serviceID), by: caller)
        #expect(try roles() == [other.serviceID: .readOnly], "the other role stays")
        try await world.registry.removeFromTeam(mark.memberID, reach: .service(other.serviceID), by: caller)
        #expect(try world.registry.session(mark.token) == nil, "without any role the session ends")
        #expect(try world.registry.sessions(by: mark.caller).isEmpty)
        let gone = await failure {
            try await world.registry.removeFromTeam(mark.memberID, reach: .service(other.serviceID), by: caller)
        }
        #expect(gone?.isNotFound == true)
        let id = mark.memberID.text
        #expect(
            try world.lines(of: service.serviceID).suffix(2)
                == ["member team.roleChanged \(id) manager approver", "member team.removed \(id) approver"])
    }

    /// Who lost every role and is invited again is the same person with a new password.
    @Test func whoComesBackBeginsAnew() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let olive = try await world.makeOwner()
        let caller = try await world.confirmed(olive)
        let mark = try await world.makeMember(.manager, of: service, "mark@example.com")
        _ = try await world.setUpSecondFactor(mark)
        let reach = Reach.service(service.serviceID)
        try await world.registry.removeFromTeam(mark.memberID, reach: reach, by: caller)
        let made = try await world.registry.invite(
            email: Sensitive("mark@example.com"), role: .reviewer, reach: reach, by: caller)
        guard case .join = try world.registry.purpose(ofLink: text(made.token)) else {
            Issue.record("they join anew")
            return
        }
        let token = try await world.registry.join(
            link: text(made.token), name: Sensitive("Mark"), email: Sensitive("mark@example.com"),
            password: Sensitive("something else now"), browser: "")
        let back = try world.signedIn(token, "mark@example.com")
        #expect(back.memberID == mark.memberID && back.caller.member?.member.hasSecondFactor == false)
        #expect(back.caller.member?.roles == [service.serviceID: .reviewer])
        #expect(await failure { _ = try await world.signIn("mark@example.com") } == .wrongCredentials)
    }

    @Test func theTeamShowsWhoMayActHere() async throws {
        let world = try await World()
        let (service, other) = (try await world.makeService(), try await world.makeService("other_00001"))
        let olive = try await world.makeOwner()
        let rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        let mark = try await world.makeMember(.manager, of: service, "mark@example.com")
        _ = try await world.makeMember(.manager, of: other, "far@example.com")
        let team = try world.registry.team(of: service.serviceID, by: mark.caller)
        #expect(team.map(\.member.memberID) == [olive.memberID, mark.memberID, rita.memberID])
        #expect(team.map(\.reach) == [.everyService, .service(service.serviceID), .service(service.serviceID)])
        #expect(team.map(\.lastSeenAt) == Array(repeating: world.clock.now, count: 3))
        let names = try world.registry.memberNames([rita.memberID])
        #expect(names[rita.memberID]?.withExposed { $0 } == "Person of rita")
        try await world.registry.changeOwnName(Sensitive("  Rita R. "), by: rita.caller)
        #expect(try world.registry.session(rita.token)?.member.name.withExposed { $0 } == "Rita R.")
        for bad in ["", "  ", "a\u{7}", String(repeating: "x", count: 81)] {
            #expect(
                await failure { try await world.registry.changeOwnName(Sensitive(bad), by: rita.caller) }?.field
                    == "name")
        }
    }

    @Test func theFirstOwnersOtherLinksEnd() async throws {
        let world = try await World()
        let earlier = try await world.registry.memberLink(
            email: nil, role: .owner, reach: .everyService, by: .localOperator)
        let named = try await world.registry.memberLink(
            email: Sensitive("mark@example.com"), role: .manager, reach: .everyService, by: .localOperator)
        _ = try await world.makeOwner()
        #expect(try world.registry.purpose(ofLink: text(earlier.token)) == nil)
        #expect(await failure { _ = try await world.join(earlier.token, "eve@example.com") }?.isNotFound == true)
        let mark = try await world.join(named.token, "mark@example.com")
        #expect(mark.caller.member?.houseRole == .manager)
    }

    @Test func linksOfTheCommandLine() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let olive = try await world.makeOwner()
        let refused = await failure {
            _ = try await world.registry.memberLink(
                email: nil, role: .owner, reach: .everyService, by: world.confirmed(olive))
        }
        #expect(refused?.isForbidden == true)
        _ = try await world.setUpSecondFactor(olive)
        let reset = try await world.registry.memberLink(
            email: Sensitive("OLIVE@example.com"), role: .reviewer, reach: .service(service.serviceID),
            by: .localOperator)
        #expect(reset.expiresAt == world.clock.now.adding(seconds: 3600))
        guard case .reset(let email) = try world.registry.purpose(ofLink: text(reset.token)) else {
            Issue.record("a known e-mail gets a new password")
            return
        }
        #expect(email.withExposed { $0 } == "olive@example.com")
        #expect(await failure { _ = try await world.join(reset.token, "eve@example.com") }?.isNotFound == true)
        #expect(try world.registry.session(olive.token) != nil, "a link alone changes nothing")
        let new = Sensitive("found it at last, yes")
        let weak = await failure {
            _ = try await world.registry.resetPassword(link: text(reset.token), password: Sensitive("x"), browser: "")
        }
        #expect(weak?.field == "newPassword")
        let token = try await world.registry.resetPassword(link: text(reset.token), password: new, browser: "")
        let back = try world.signedIn(token, "olive@example.com")
        #expect(back.caller.member?.houseRole == .owner && back.caller.member?.member.hasSecondFactor == false)
        #expect(try world.registry.session(olive.token) == nil)
        #expect(try world.registry.recoveryCodesLeft(by: back.caller) == 0)
        let again = await failure {
            _ = try await world.registry.resetPassword(link: text(reset.token), password: new, browser: "")
        }
        #expect(again?.isNotFound == true)
        #expect(
            try world.lines(of: .house).suffix(2) == [
                "operat team.accountChanged \(olive.memberID.text) resetLink",
                "member team.accountChanged \(olive.memberID.text) reset",
            ])
        let late = try await world.registry.memberLink(
            email: nil, role: .owner, reach: .everyService, by: .localOperator)
        world.clock.advance(seconds: 3600)
        #expect(await failure { _ = try await world.join(late.token, "late@example.com") }?.isNotFound == true)
    }

    @Test func emailsOfAllShapes() async throws {
        let world = try await World()
        let link = try await world.registry.memberLink(
            email: nil, role: .owner, reach: .everyService, by: .localOperator)
        for bad in ["", "x", "@", "a@", "@b", "a b@c", "a@b@c", "a@b\n.c", String(repeating: "x", count: 251) + "@b.c"]
        {
            let failed = await failure { _ = try await world.join(link.token, bad) }
            #expect(failed?.httpStatus == 422 && failed?.field == "email", "\(bad)")
        }
        _ = try await world.join(link.token, "ünï@exämple.com")
    }

    /// What takes the password with the request. (Keys and candidates: in their own suites.)
    @Test func whatNeedsTheConfirmation() async throws {
        let world = try await World()
        let service = try await world.makeService()
        let olive = try await world.makeOwner()
        let rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        let registry = world.registry
        let reach = Reach.service(service.serviceID)
        let acts: [(Caller) async throws -> Void] = [
            { _ = try await registry.invite(email: Sensitive("n@example.com"), role: .reviewer, reach: reach, by: $0) },
            { try await registry.changeRole(of: rita.memberID, to: .approver, reach: reach, by: $0) },
            { try await registry.removeFromTeam(rita.memberID, reach: reach, by: $0) },
            { try await registry.changeOwnPassword(Sensitive("quite another one"), by: $0) },
            { _ = try await registry.offerSecondFactor(by: $0) },
            { try await registry.removeSecondFactor(by: $0) },
        ]
        let before = try world.lines(of: service.serviceID) + world.lines(of: .house)
        for act in acts { #expect(await failure { try await act(olive.caller) } == .passwordNeeded) }
        #expect(try world.lines(of: service.serviceID) + world.lines(of: .house) == before)
        let confirmed = try await world.confirmed(olive)
        for act in acts { #expect(await failure { try await act(confirmed) } == nil) }
    }
}
