package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// Everything Lethe can do, one function a thing. Each takes the caller and goes through `perform`.
package final class Registry: Sendable {
    package let parts: Parts
    let directory: KeyDirectory
    let recorder: Recorder
    let streams: StreamsUnderWay
    let ids: IDMaker
    let marks: PageMarks
    let passwords: PasswordHasher
    let brake = SignInBrake()
    let presence = Presence()
    let factorOffers = FactorOffers()
    let signals = ChangeSignals()
    let draftLoad = DraftLoad()
    let serviceKeys = ServiceKeyMaker()
    let searches = NameSearches()
    let kept = KeptTexts()
    let outbox: Outbox
    let doors = IdentityDoors()

    /// Takes the parts and loads services and keys; the database has its newest schema already.
    package init(_ parts: Parts) throws(Failure) {
        self.parts = parts
        ids = IDMaker(random: parts.random)
        directory = KeyDirectory(keyStore: parts.keyStore)
        outbox = Outbox(directory: directory, body: parts.webhookBody)
        recorder = Recorder(database: parts.database)
        streams = StreamsUnderWay()
        marks = PageMarks()
        passwords = PasswordHasher(keyStore: parts.keyStore, cost: parts.passwordCost)
        try directory.reload(from: parts.database)
        try outbox.reload(from: parts.database)
    }

    var now: Instant { parts.clocks.now() }

    /// The one way to change anything: authorise, act and record, in one transaction. Nothing of it stays if any part
    /// fails, and an act that leaves no line in the history fails.
    func perform<Result: Sendable>(
        _ act: Act, by caller: Caller, in service: ServiceID,
        _ body: @escaping @Sendable (inout Work) throws -> Result
    ) async throws(Failure) -> Result {
        try authorise(act, by: caller, in: service)
        return try await carryOut(act.rawValue, by: caller, in: service) { [self] work in
            work.caller = try present(caller, in: work.transaction)
            if let refusal = refusal(of: act, to: work.caller, in: service) { throw refusal }
            return try body(&work)
        }
    }

    /// The same without asking for a right: for what members do to their own accounts, and for who takes up a link.
    func carryOut<Result: Sendable>(
        _ name: String, by caller: Caller, in service: ServiceID,
        _ body: @escaping @Sendable (inout Work) throws -> Result
    ) async throws(Failure) -> Result {
        do {
            let (result, hasChange, hasDelivery) = try await parts.database.write { [self] transaction in
                var work = Work(
                    transaction: transaction, serviceID: service, caller: caller, now: now, ids: ids, outbox: outbox)
                let result = try body(&work)
                guard work.isRecorded else { throw Failure.internal("\(name) left no history") }
                return (result, work.hasChange, work.hasDelivery)
            }
            // Only now can those who wait see it.
            if hasChange { signals.signal(service) }
            if hasDelivery { outbox.signal.signal() }
            return result
        } catch {
            throw Failure(wrapping: error)
        }
    }

    /// Refuses what the caller may not do, and notes the refusal in the history.
    package func authorise(_ act: Act, by caller: Caller, in service: ServiceID) throws(Failure) {
        if let grant = caller.grant, grant.isRevoked { throw .unauthorized }
        guard let refusal = refusal(of: act, to: caller, in: service) else { return }
        // Who asks for a service that isn't there is noted where the house's own lines stand.
        let known = directory.service(service) == nil ? .house : service
        noteEvent(.refused, by: caller, in: caller.grant?.key.serviceID ?? known, detail: act.rawValue)
        throw refusal
    }

    private static let secondFactorNeeded = Failure.forbidden(
        "This service asks for a second factor. Set one up in your account.")

    /// Refuses a member who may do nothing in the service as long as they have no second factor.
    package func admit(_ grant: MemberGrant, to service: ServiceID) throws(Failure) {
        if lacksSecondFactor(grant, for: service) { throw Self.secondFactorNeeded }
    }

    func refusal(of act: Act, to caller: Caller, in service: ServiceID) -> Failure? {
        guard let member = caller.member else {
            return act.isAllowed(to: caller, in: service) ? nil : .forbidden("This key may not do that.")
        }
        if lacksSecondFactor(member, for: service) { return Self.secondFactorNeeded }
        return act.isAllowed(to: caller, in: service) ? nil : .forbidden("Your role doesn't allow this.")
    }

    /// Refuses whoever is not at this machine, and notes it.
    func authoriseOperator(_ act: Act, by caller: Caller) throws(Failure) {
        if case .localOperator = caller.identity { return }
        if let grant = caller.grant { try authorise(act, by: caller, in: grant.key.serviceID) }
        if caller.member != nil { noteEvent(.refused, by: caller, in: .house, detail: act.rawValue) }
        throw .forbidden(caller.member == nil ? "This key may not do that." : "Your role doesn't allow this.")
    }

    /// Appends a line to the history that nobody waits for.
    func noteEvent(_ kind: HistoryEvent.Kind, by caller: Caller, in service: ServiceID, detail: String) {
        let at = now
        recorder.note(
            .event(
                HistoryEvent(
                    eventID: ids.make(at: at), serviceID: service, recordID: nil, at: at, actor: caller.actor,
                    kind: kind, detail: detail)))
    }

    func read<Result>(_ body: (any Transaction) throws -> Result) throws(Failure) -> Result {
        do {
            return try parts.database.read(body)
        } catch {
            throw Failure(wrapping: error)
        }
    }

    /// Writes the records that nobody waits for; called every second or so, and once at the end.
    package func flushRecords() async {
        await recorder.flush()
    }
}

/// One act inside its transaction.
struct Work {
    let transaction: any Transaction
    let serviceID: ServiceID
    /// Who acts, with the rights that they have in this transaction.
    fileprivate(set) var caller: Caller
    let now: Instant
    let ids: IDMaker
    private(set) var isRecorded = false
    /// Whether the change feed has something new.
    private(set) var hasChange = false
    let outbox: Outbox
    /// Whether webhooks are told at all: not of an import that came without asking for it.
    var notifies = true
    /// Whether webhooks have something new to be told of.
    var hasDelivery = false

    init(
        transaction: any Transaction, serviceID: ServiceID, caller: Caller, now: Instant, ids: IDMaker, outbox: Outbox
    ) {
        self.transaction = transaction
        self.serviceID = serviceID
        self.caller = caller
        self.now = now
        self.ids = ids
        self.outbox = outbox
    }

    /// Appends to the history.
    ///
    /// - Parameter actor: who did it, if not the caller.
    mutating func record(
        _ kind: HistoryEvent.Kind, about recordID: RecordID? = nil, detail: String = "",
        by actor: HistoryEvent.Actor? = nil, note: (HistoryEventID) throws -> Sealed? = { _ in nil }
    ) throws {
        let eventID: HistoryEventID = ids.make(at: now)
        let event = HistoryEvent(
            eventID: eventID, serviceID: serviceID, recordID: recordID, at: now, actor: actor ?? caller.actor,
            kind: kind, detail: detail)
        try transaction.run(InsertHistoryEvent(event, sealedNote: note(eventID)))
        isRecorded = true
    }

    /// Appends to the change feed, and to the outbox of webhooks.
    ///
    /// - Parameter events: what webhooks are told; `nil`: what the change says by itself.
    mutating func announce(
        _ kind: CandidateChange.Kind, of candidate: Candidate, telling events: [WebhookEvent]? = nil
    ) throws {
        try transaction.run(InsertChange(CandidateChange(candidate, kind: kind, at: now), in: serviceID))
        hasChange = true
        if kind == .deleted { try forgetDeliveries(of: candidate.recordID) }
        try tell(events ?? WebhookEvent.told(of: kind, candidate), of: candidate)
    }

    /// Says that there was nothing to do, so that nothing is to be recorded.
    mutating func leaveUnchanged() {
        isRecorded = true
    }

    /// The candidate, or a 404.
    func candidate(_ selector: CandidateSelector) throws -> CandidateRecord {
        try CandidateRecord.find(selector, of: serviceID, in: transaction)
    }
}

extension CandidateRecord {
    static func find(
        _ selector: CandidateSelector, of serviceID: ServiceID, in transaction: any Transaction
    ) throws -> CandidateRecord {
        let found =
            switch selector {
            case .refID(let refID): try transaction.first(CandidateByRefID(refID, of: serviceID))
            case .recordID(let recordID): try transaction.first(CandidateByRecordID(recordID, of: serviceID))
            }
        guard let found else { throw Failure.notFound("There is no such candidate.") }
        return found
    }
}

extension Failure {
    /// What a layer below threw, as the caller may see it.
    init(wrapping error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let failure as SQLFailure where failure.isDiskFull:
            self = .unavailable("The store's disk is full.", retryAfter: 60, detail: failure.description)
        case let failure as FileFailure where failure.isDiskFull:
            self = .unavailable("The store's disk is full.", retryAfter: 60, detail: failure.description)
        case let failure as SQLFailure: self = .internal("store: \(failure)")
        case let failure as FileFailure: self = .internal("pictures: \(failure)")
        case let failure as VaultFailure where failure.isDestroyed:
            self = .unavailable("The candidate is being changed by somebody else.", retryAfter: 1)
        case let failure as VaultFailure where failure.isBusy:
            self = .unavailable("Many people are signing in at this moment. Try again in a few seconds.", retryAfter: 5)
        case let failure as VaultFailure: self = .internal("vault: \(failure)")
        default: self = .internal("\(type(of: error))")
        }
    }
}
