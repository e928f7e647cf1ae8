import Domain
import SQLCore
import SQLiteDriver
import Store
import TestSupport
import Testing

/// Rules of the members' tables that hold whatever program writes, and what the step to them keeps.
struct MemberConstraintTests {
    private let at = Instant(milliseconds: 1)

    private func member(_ number: Int) -> MemberRecord {
        MemberRecord(
            memberID: MemberID(stored: "member-\(number)"), emailIndex: [UInt8(number)],
            sealedProfile: Sealed(bytes: [1]),
            password: [2], createdAt: at)
    }

    private func session(_ number: Int, of member: MemberID, waits: Bool = false) -> SessionRecord {
        SessionRecord(
            sessionID: SessionID(stored: "session-\(number)"), digest: [UInt8(number)], memberID: member,
            waitsForCode: waits, browser: "Chromium on Linux", startedAt: Instant(milliseconds: Int64(number)))
    }

    @Test func oneAccountForOneEmailAndNothingWithoutAMember() async throws {
        let shelf = try await Shelf()
        try await shelf.run(InsertMember(member(1)))
        #expect(try shelf.database.read { try $0.first(MemberByEmail([1])) } == member(1))
        let twin = MemberRecord(
            memberID: MemberID(stored: "member-2"), emailIndex: [1], sealedProfile: Sealed(bytes: [1]), password: [2],
            createdAt: at)
        #expect(await refusal { try await shelf.run(InsertMember(twin)) }?.isUniqueViolation == true)
        let nobody = MemberID(stored: "nobody")
        #expect(await refusal { try await shelf.run(InsertSession(session(1, of: nobody))) } != nil)
        #expect(await refusal { try await shelf.run(InsertRecoveryCode(of: nobody, [1])) } != nil)
        #expect(
            await refusal {
                try await shelf.run(PutMembership(Membership(memberID: nobody, serviceID: .house, role: .owner)))
            } != nil)
    }

    @Test func oneRoleInAPlace() async throws {
        let shelf = try await Shelf()
        try await shelf.run(InsertMember(member(1)))
        let memberID = member(1).memberID
        for role in Role.allCases {
            for place in [shelf.serviceID, .house] {
                try await shelf.run(PutMembership(Membership(memberID: memberID, serviceID: place, role: role)))
            }
        }
        let all = try shelf.database.read { try $0.all(MembershipsOfMember(memberID)) }
        #expect(all.count == 2 && all.allSatisfy { $0.role == .accountant })
        #expect(try shelf.database.read { try $0.first(RoleCount(.accountant, in: .house)) } == 1)
        #expect(try shelf.database.read { try $0.all(MembersOfService(shelf.serviceID)) }.map(\.record) == [member(1)])
        try await shelf.run(DeleteMembership(of: memberID, in: .house))
        #expect(try shelf.database.read { try $0.first(RoleCount(.accountant, in: .house)) } == 0)
    }

    @Test func aFactorIsASecretAndAStep() async throws {
        let shelf = try await Shelf()
        try await shelf.run(InsertMember(member(1)))
        let memberID = member(1).memberID
        try await shelf.run(OfferFactor(to: memberID, Sealed(bytes: [7])))
        #expect(try shelf.database.read { try $0.first(MemberByID(memberID)) }?.offeredFactor == Sealed(bytes: [7]))
        let factor = MemberRecord.Factor(sealed: Sealed(bytes: [7]), lastStep: 3)
        try await shelf.run(UpdateFactor(of: memberID, factor))
        let read = try shelf.database.read { try $0.first(MemberByID(memberID)) }
        #expect(read?.factor == factor && read?.offeredFactor == nil)
        try await shelf.run(InsertRecoveryCode(of: memberID, [1]))
        #expect(await refusal { try await shelf.run(InsertRecoveryCode(of: memberID, [1])) } != nil)
        let taken = try await shelf.database.write { transaction in
            [
                try transaction.run(TakeRecoveryCode(of: memberID, [2])),
                try transaction.run(TakeRecoveryCode(of: memberID, [1])),
                try transaction.run(TakeRecoveryCode(of: memberID, [1])),
            ]
        }
        #expect(taken == [0, 1, 0])
    }

    @Test func sessionsComeAndGo() async throws {
        let shelf = try await Shelf()
        try await shelf.run(InsertMember(member(1)))
        let memberID = member(1).memberID
        for number in 1...4 {
            try await shelf.run(InsertSession(session(number, of: memberID, waits: number == 4)))
        }
        let twin = SessionRecord(
            sessionID: SessionID(stored: "other"), digest: [1], memberID: memberID, waitsForCode: false, browser: "",
            startedAt: at)
        #expect(await refusal { try await shelf.run(InsertSession(twin)) }?.isUniqueViolation == true)
        let found = try shelf.database.read { try $0.first(SessionByDigest([4])) }
        #expect(found?.session == session(4, of: memberID, waits: true) && found?.member == member(1))
        try await shelf.run(InsertSession(session(5, of: memberID, waits: true)))
        let wrong = try await shelf.database.write { [at] transaction in
            try (0..<3).map { _ in try transaction.first(CountWrongCode(SessionID(stored: "session-5"), at: at)) }
        }
        #expect(wrong == [1, 2, 3])
        let (past, end) = (Instant(milliseconds: 0), Instant(milliseconds: 4))
        try await shelf.run(
            DeleteRetiredSessions(startedUntil: past, seenUntil: past, askedUntil: end, wrongUntil: past))
        let counted = try shelf.database.read { try $0.first(SessionByDigest([5])) }?.session
        #expect(counted?.wrongCodes == 3 && counted?.lastSeenAt == at, "kept for its count")
        try await shelf.run(
            DeleteRetiredSessions(startedUntil: past, seenUntil: past, askedUntil: past, wrongUntil: at))
        #expect(try shelf.database.read { try $0.all(SessionsOfMember(memberID)) }.count == 3, "the one that waited")
        try await shelf.run(TouchSession(SessionID(stored: "session-2"), seenAt: Instant(milliseconds: 9)))
        try await shelf.run(
            DeleteRetiredSessions(startedUntil: past, seenUntil: end, askedUntil: past, wrongUntil: past))
        #expect(
            try shelf.database.read { try $0.all(SessionsOfMember(memberID)) }.map(\.sessionID.text) == ["session-2"])
        try await shelf.run(DeleteSessions(of: memberID, except: SessionID(stored: "session-2")))
        #expect(try shelf.database.read { try $0.all(SessionsOfMember(memberID)) }.count == 1)
        try await shelf.run(DeleteSessions(of: memberID))
        #expect(try shelf.database.read { try $0.all(SessionsOfMember(memberID)) }.isEmpty)
    }

    /// The history is moved to another table by the step; no line is lost, and it may now tell of no service.
    @Test func theHistoryOutlivesTheStep() async throws {
        let directory = try DataDirectory()
        let database = try SQLiteDatabase(path: directory.path + "/lethe.db")
        try await Migrator.migrate(database, steps: [Schema.steps[0]], at: 1)
        @Sendable func event(_ number: Int, in service: ServiceID) -> HistoryEvent {
            HistoryEvent(
                eventID: HistoryEventID(stored: "event-\(number)"), serviceID: service,
                recordID: RecordID(stored: "record"), at: Instant(milliseconds: Int64(number)), actor: .localOperator,
                kind: .submitted, detail: "\(number)")
        }
        let place = ServiceID(stored: "5e0000000000000000000001")
        try await database.write { transaction in
            try transaction.run(InsertOldService(serviceID: place))
            for number in 1...500 {
                try transaction.run(InsertHistoryEvent(event(number, in: place), sealedNote: Sealed(bytes: [7])))
            }
        }
        let early = await refusal {
            try await database.write { _ = try $0.run(InsertHistoryEvent(event(501, in: .house))) }
        }
        #expect(early != nil)
        try await Migrator.migrate(database, at: 2)
        try await database.write { _ = try $0.run(InsertHistoryEvent(event(501, in: .house))) }
        let lines = try database.read { try $0.all(HistoryOfCandidate(RecordID(stored: "record"))) }
        #expect(lines.count == 501 && lines.count { $0.sealedNote == Sealed(bytes: [7]) } == 500)
        #expect(try database.integrityProblems() == [])
    }
}

/// A service as step 1 knows it.
struct InsertOldService: Statement {
    static let text: SQLText = """
        INSERT INTO service (service_id, client_id, name, key_slot, created_at, cors_origins, requests_per_second, burst,
            own_attributes, required_attributes, keeps_email_fingerprint)
        VALUES ($1, 'acme', 'Acme', 1, 0, '', 1, 1, '', '', 0)
        """
    let serviceID: ServiceID
    func bind(to inputs: inout Inputs) { inputs.append(serviceID.text) }
}
