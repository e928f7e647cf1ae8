package import Domain
internal import SQLCore
internal import Store

/// Legal holds: whoever may archive may place one, two persons lift it. The operator at the machine is one person.
extension Registry {
    static let held = Failure.conflict(field: "hold", "This candidate is under legal hold. Two people lift it.")
    /// What candidates are told: that there is a hold is not for them to learn.
    static let heldForCandidates = Failure.conflict(
        field: "draft", "Nothing can be changed at the moment. Please try again another day.")
    static let heldAsItIs = Failure.conflict(
        field: "hold", "This candidate is under legal hold: nothing of it is replaced until two people lift the hold.")
    private static let notHeld = Failure.conflict(field: "hold", "This candidate is not under legal hold.")
    private static let askerIsGone = Failure.conflict(
        field: "hold", "Who asked may no longer lift a hold. Ask anew: another person lifts it.")
    private static let notAsked = Failure.conflict(field: "hold", "Nobody has asked to lift this hold.")

    /// From now on nothing archives the candidate, nobody deletes it and no submission replaces any of it. Clocks go on and
    /// count when the hold is lifted. What a key store has lost is lost all the same.
    package func placeHold(of recordID: RecordID, in serviceID: ServiceID, by caller: Caller) async throws(Failure) {
        try await perform(.holdCandidate, by: caller, in: serviceID) { work in
            var record = try work.candidate(.recordID(recordID))
            guard record.heldAt == nil else {
                throw Failure.conflict(field: "hold", "This candidate is under legal hold already.")
            }
            guard !record.candidate.isArchived else {
                throw Failure.conflict(
                    field: "isArchived", "This candidate is archived: there is nothing left to hold.")
            }
            record.heldAt = work.now
            try work.transaction.run(UpdateCandidate(record))
            try work.transaction.run(InsertHold(of: recordID, at: work.now, by: work.caller.actor))
            try work.record(.holdPlaced, about: recordID)
        }
    }

    /// The first of two persons.
    package func askToLiftHold(of recordID: RecordID, in serviceID: ServiceID, by caller: Caller) async throws(Failure)
    {
        try await perform(.holdCandidate, by: caller, in: serviceID) { [self] work in
            let hold = try work.hold(of: recordID, orThrow: Self.notHeld)
            guard try asker(of: hold, in: serviceID, work.transaction) == nil else {
                throw Failure.conflict(field: "hold", "Somebody has asked already. Another person lifts the hold.")
            }
            try work.setLiftAsked((work.now, work.caller.actor), of: recordID)
            try work.record(.holdLiftAsked, about: recordID)
        }
    }

    /// Anybody who may lift a hold may take the asking back.
    package func withdrawLift(of recordID: RecordID, in serviceID: ServiceID, by caller: Caller) async throws(Failure) {
        try await perform(.holdCandidate, by: caller, in: serviceID) { work in
            guard try work.hold(of: recordID, orThrow: Self.notHeld).liftAskedBy != nil else { throw Self.notAsked }
            try work.setLiftAsked(nil, of: recordID)
            try work.record(.holdLiftWithdrawn, about: recordID)
        }
    }

    /// The second of two persons; the first must still be one who may. What has become due meanwhile is archived at the
    /// archiver's next look.
    ///
    /// - Parameter revision: what the caller saw; `nil`: whatever there is. 409 for `revision` when it is another by now.
    package func liftHold(
        of recordID: RecordID, expecting revision: Int64? = nil, in serviceID: ServiceID, by caller: Caller
    ) async throws(Failure) {
        try await perform(.holdCandidate, by: caller, in: serviceID) { [self] work in
            let hold = try work.hold(of: recordID, orThrow: Self.notHeld)
            guard let first = try asker(of: hold, in: serviceID, work.transaction) else {
                throw hold.liftAskedBy == nil ? Self.notAsked : Self.askerIsGone
            }
            guard first != work.caller.actor else {
                throw Failure.conflict(field: "hold", "You have asked. Another person lifts the hold.")
            }
            var record = try work.candidate(.recordID(recordID))
            try record.expect(revision)
            record.heldAt = nil
            try work.transaction.run(DeleteHold(of: recordID))
            try work.transaction.run(UpdateCandidate(record))
            try work.record(.holdLifted, about: recordID)
        }
    }

    /// The hold a candidate is under, for people.
    package func legalHold(
        of selector: CandidateSelector, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> (recordID: RecordID, hold: LegalHold?) {
        try authorisePerson(.listCandidates, by: caller, in: serviceID)
        return try read { transaction in
            let recordID = try CandidateRecord.find(selector, of: serviceID, in: transaction).candidate.recordID
            return (
                recordID, try transaction.first(HoldOf(recordID)).map { try legalHold($0, in: serviceID, transaction) }
            )
        }
    }

    /// A hold as people see it: that somebody asked who may lift none any more counts for nothing.
    func legalHold(
        _ record: HoldRecord, in serviceID: ServiceID, _ transaction: any Transaction
    ) throws -> LegalHold {
        let asker = try asker(of: record, in: serviceID, transaction)
        return LegalHold(
            placedAt: record.placedAt, placedBy: record.placedBy, liftAskedBy: asker,
            liftAskedAt: asker == nil ? nil : record.liftAskedAt)
    }

    /// Who asked for the end of a hold, as long as they may: a member who was removed or lost the right isn't one of two.
    private func asker(
        of hold: HoldRecord, in serviceID: ServiceID, _ transaction: any Transaction
    ) throws -> HistoryEvent.Actor? {
        guard let asker = hold.liftAskedBy, case .member(let memberID) = asker else { return hold.liftAskedBy }
        guard let account = try Account.find(memberID, in: transaction), may(.archive, account, in: serviceID) else {
            return nil
        }
        return asker
    }
}

extension Work {
    /// The hold of a candidate of this service.
    fileprivate func hold(of recordID: RecordID, orThrow missing: Failure) throws -> HoldRecord {
        _ = try candidate(.recordID(recordID))
        guard let hold = try transaction.first(HoldOf(recordID)) else { throw missing }
        return hold
    }

    fileprivate func setLiftAsked(_ asked: (at: Instant, by: HistoryEvent.Actor)?, of recordID: RecordID) throws {
        try transaction.run(SetLiftAsked(of: recordID, asked))
        try transaction.run(BumpRevision(of: recordID))
    }
}
