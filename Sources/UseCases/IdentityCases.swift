package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    private static let membersOnly = Failure.forbidden("Only somebody who signed in may see an identity.")
    private static let busy = Failure.unavailable(
        "The candidate is being changed by somebody else.", retryAfter: 1)

    /// Opens what an identity holds to this member's session, for 15 minutes or until it is archived or submitted again.
    /// The reviewer needs no opening while there is something to review: nothing is recorded before they look.
    ///
    /// - Parameter reason: 1 to 1,000 characters; sealed with the history's line and gone with the archive.
    /// - Throws: 422 for `reason`, 409 for `isArchived`.
    package func openIdentity(
        of recordID: RecordID, reason: Sensitive<String>?, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) {
        try authorise(.seeIdentity, by: caller, in: serviceID)
        guard let member = caller.member else { throw Self.membersOnly }
        let opened = try await perform(.seeIdentity, by: caller, in: serviceID) { [self] work -> Candidate? in
            let record = try work.candidate(.recordID(recordID))
            guard !record.candidate.isArchived else {
                throw Failure.conflict(field: "isArchived", "This candidate is archived: there is nothing to see.")
            }
            guard !isOpen(record, to: member) else {
                work.leaveUnchanged()
                return nil
            }
            guard let reason, reason.withExposed({ $0.isFilled(1000) }) else {
                throw Failure.invalid(
                    field: "reason", "Say in 1 to 1,000 characters why you need to see this identity.")
            }
            let note = try record.sealing(reason, parts.keyStore)
            try work.record(.identityViewed, about: recordID, detail: "texts") { try note("history:" + $0.text) }
            return record.candidate
        }
        if let opened { doors.open(opened, for: member.sessionID, at: parts.clocks.uptime()) }
    }

    /// One picture of an identity that is open to the caller. The look is recorded, durably, before this returns.
    ///
    /// What reads it is cut when the candidate is archived, deleted or submitted again, and when the caller loses the right
    /// or the session: a piece that is read afterwards fails. It counts as under way until the reader is let go.
    ///
    /// - Throws: 403 while the identity is covered, 404 once it is archived or where there is no such picture.
    package func identityPicture(
        _ slug: Slug, of recordID: RecordID, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) -> PictureReader {
        try authorise(.seeIdentity, by: caller, in: serviceID)
        guard let member = caller.member else { throw Self.membersOnly }
        for _ in 0..<8 {
            let (record, picture) = try read { transaction in
                let record = try CandidateRecord.find(.recordID(recordID), of: serviceID, in: transaction)
                return (record, try transaction.all(PicturesOfCandidate(recordID)).first { $0.slug == slug })
            }
            guard !record.candidate.isArchived, let picture else { throw .notFound("There is no such picture.") }
            guard isOpen(record, to: member) else {
                throw .forbidden("Open the identity first.")
            }
            let watch = PictureWatch(self, streams.begin(recordID), in: serviceID, caller)
            guard let reader = try reader(of: picture, record, watch) else {
                try await archiveIfForgotten([.recordID(recordID)], in: serviceID)
                continue
            }
            let isRecorded = try await noteLook(at: slug.text, of: record, in: serviceID, by: caller) { transaction in
                try transaction.all(PicturesOfCandidate(recordID)).contains(picture)
            }
            if isRecorded, !watch.isCut { return reader }
        }
        throw Self.busy
    }

    /// `nil` when the key is gone.
    private func reader(
        of picture: PictureRecord, _ record: CandidateRecord, _ watch: PictureWatch
    ) throws(Failure) -> PictureReader? {
        do {
            return try PictureReader(picture, of: record, parts, watch: watch)
        } catch let failure as VaultFailure where failure.isDestroyed {
            return nil
        } catch {
            throw Failure(wrapping: error)
        }
    }

    /// Whether this member sees the values now. To the reviewer they are open as long as there is something to review.
    func isOpen(_ record: CandidateRecord, to member: MemberGrant) -> Bool {
        guard !record.candidate.isArchived else { return false }
        return record.reviewer == member.member.memberID && record.candidate.status.isUnderReview
            || doors.isOpen(record.candidate, for: member.sessionID, at: parts.clocks.uptime())
    }

    /// Writes down that a member looks, at most once in 15 minutes for the same submission. `false` when the candidate is no
    /// longer what was read, so that nothing may be shown. An archive that commits before is seen here; one that commits
    /// later finds the stream and cuts it.
    ///
    /// - Parameter isStanding: what else must be as it was read.
    func noteLook(
        at what: String, of seen: CandidateRecord, in serviceID: ServiceID, by caller: Caller,
        if isStanding: @escaping @Sendable (any Transaction) throws -> Bool = { _ in true }
    ) async throws(Failure) -> Bool {
        let recordID = seen.candidate.recordID
        return try await perform(.seeIdentity, by: caller, in: serviceID) { [self] work in
            let record = try work.candidate(.recordID(recordID))
            guard let member = work.caller.member, isOpen(record, to: member),
                record.candidate.submitCount == seen.candidate.submitCount, try isStanding(work.transaction)
            else {
                work.leaveUnchanged()
                return false
            }
            let last = try work.transaction.first(LatestLook(by: work.caller.actor, at: what, of: recordID))
            let since = work.now.adding(seconds: -IdentityDoors.seconds)
            if let last, last > since, last <= work.now {
                work.leaveUnchanged()
            } else {
                try work.record(.identityViewed, about: recordID, detail: what)
            }
            return true
        }
    }

    /// Whether the caller may still see identities at this moment.
    func maySeeIdentity(_ caller: Caller, in serviceID: ServiceID) -> Bool {
        caller.member != nil && mayStill(.seeIdentity, caller, in: serviceID)
    }

    /// Whether somebody who began an answer may still do what it takes: a role or a session may have ended since.
    func mayStill(_ act: Act, _ caller: Caller, in serviceID: ServiceID) -> Bool {
        guard let present = try? read({ try self.present(caller, in: $0) }) else { return false }
        return refusal(of: act, to: present, in: serviceID) == nil
    }
}

extension CandidateStatus {
    /// Whether a reviewer is needed, now or with the next submission. Afterwards who reviewed says why they look, like
    /// anybody else: everybody who may review can make themselves the reviewer.
    fileprivate var isUnderReview: Bool {
        switch self {
        case .waiting, .inreview, .reviewRequested: true
        case .incomplete, .approved, .rejected, .blocked: false
        }
    }
}

/// Watches over a picture that a member reads, from the look until the reader is let go.
final class PictureWatch: Sendable {
    private let registry: Registry
    private let stream: StreamsUnderWay.Stream
    private let serviceID: ServiceID
    private let caller: Caller

    init(_ registry: Registry, _ stream: StreamsUnderWay.Stream, in serviceID: ServiceID, _ caller: Caller) {
        self.registry = registry
        self.stream = stream
        self.serviceID = serviceID
        self.caller = caller
    }

    deinit {
        registry.streams.end(stream)
    }

    /// Whether the candidate was archived, deleted or submitted again.
    var isCut: Bool { stream.isCut }

    /// Whether nothing more may be read.
    var mustStop: Bool { stream.isCut || !registry.maySeeIdentity(caller, in: serviceID) }
}
