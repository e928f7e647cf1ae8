import Domain
import SQLCore
import Store
import TestSupport
import UseCases

/// A candidate and the people who decide about it.
struct Desk {
    let world: World
    let service: Service
    private(set) var recordID: RecordID
    let olive: SignedIn
    /// Reviewers.
    let rita: SignedIn
    let remy: SignedIn
    /// Approvers.
    let abe: SignedIn
    let alma: SignedIn
    /// Read-only.
    let rob: SignedIn

    var registry: Registry { world.registry }
    var id: ServiceID { service.serviceID }

    init(
        _ person: Person = Person("ada", hasPictures: true), _ set: (inout ServiceSettings) -> Void = { _ in }
    ) async throws {
        world = try await World()
        var settings = ServiceSettings()
        set(&settings)
        service = try await world.makeService(settings: settings)
        olive = try await world.makeOwner()
        rita = try await world.makeMember(.reviewer, of: service, "rita@example.com")
        remy = try await world.makeMember(.reviewer, of: service, "remy@example.com")
        abe = try await world.makeMember(.approver, of: service, "abe@example.com")
        alma = try await world.makeMember(.approver, of: nil, "alma@example.com")
        rob = try await world.makeMember(.readOnly, of: service, "rob@example.com")
        recordID = try await world.submit(person, to: service).recordID
    }

    /// The same people and the next candidate.
    func next(_ person: Person) async throws -> Desk {
        var desk = self
        desk.recordID = try await world.submit(person, to: service).recordID
        return desk
    }

    func look(by member: SignedIn) async throws -> CandidateReview {
        try await registry.candidateReview(.recordID(recordID), in: id, by: member.caller)
    }

    func record() throws -> CandidateRecord {
        let found = try world.database.read { try $0.first(CandidateByRecordID(recordID, of: id)) }
        guard let found else { throw Failure.notFound("gone") }
        return found
    }

    var revision: Int64 { get throws { try record().revision } }

    @discardableResult
    func change(
        _ change: StatusChange, by member: SignedIn, reason: String? = nil, expecting: Int64? = nil
    ) async throws -> Candidate {
        try await registry.changeStatus(
            change, of: .recordID(recordID), in: id, reason: reason.map { Sensitive($0) }, expecting: expecting,
            by: member.caller)
    }

    /// Looks at the identity, and says why where that is asked for.
    func see(by member: SignedIn) async throws {
        try await open(by: member)
        _ = try await look(by: member)
    }

    /// Decides, after a first look.
    func decide(
        _ slug: String, _ decision: AttributeDecision = .accepted, by member: SignedIn, reason: String? = nil,
        expecting: Int64? = nil
    ) async throws {
        let look = LatestLook(by: .member(member.memberID), at: "texts", of: recordID)
        if try world.database.read({ try $0.first(look) }) == nil { try? await see(by: member) }
        try await registry.reviewAttribute(
            Slug(stored: slug), of: .recordID(recordID), as: decision, reason: reason.map { Sensitive($0) },
            expecting: expecting, in: id, by: member.caller)
    }

    func acceptAll(by member: SignedIn) async throws {
        for slug in ["given_name", "family_name", "email", "dob", "passport", "selfie"] {
            try await decide(slug, by: member)
        }
    }

    func assign(_ member: SignedIn?, by other: SignedIn) async throws {
        try await registry.assignReviewer(
            member?.memberID, of: recordID, expecting: revision, in: id, by: other.caller)
    }

    func open(by member: SignedIn, reason: String? = "A colleague asked") async throws {
        try await registry.openIdentity(
            of: recordID, reason: reason.map { Sensitive($0) }, in: id, by: member.caller)
    }

    /// The same member, to whom the identity was opened.
    func opened(_ member: SignedIn) async throws -> SignedIn {
        try await open(by: member)
        return member
    }

    func picture(_ slug: String = "passport", by member: SignedIn) async throws -> PictureReader {
        try await registry.identityPicture(Slug(stored: slug), of: recordID, in: id, by: member.caller)
    }

    func archive() async throws {
        _ = try await registry.archiveNow(.recordID(recordID), in: id, by: .localOperator)
    }

    func history() throws -> [HistoryEvent] {
        try world.database.read { try $0.all(HistoryOfCandidate(recordID)) }.map(\.event)
    }

    /// Who looked at what.
    func looks() throws -> [String] {
        try history().filter { $0.kind == .identityViewed }.map(\.detail)
    }
}

extension PictureReader {
    func all() async throws -> [UInt8] {
        try await open().read(0..<segmentCount, into: { [UInt8]() }, { $0 += $1 })
    }
}
