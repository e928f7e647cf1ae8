internal import Domain
internal import SQLCore
internal import Store

/// One of the sorted streams that an activity is made of: lines from the newest down, of which some are wanted.
struct ActivityStream {
    /// What a walk down a stream has found.
    struct Run {
        /// In the order of the stream.
        var lines: [ActivityLine] = []
        /// How far down it looked when it gave up; `nil` when it found enough or there is no more.
        var horizon: String?
    }

    /// Lines that one walk looks at: a page's work has an end, also when a filter finds next to nothing.
    static let longestWalk = 2000

    let fetch: (_ transaction: any Transaction, _ before: String?, _ limit: Int) throws -> [ActivityLine]
    var isWanted: (ActivityLine) -> Bool = { _ in true }

    func run(before: String?, limit: Int, in transaction: any Transaction) throws -> Run {
        var run = Run()
        var (place, looked, chunk) = (before, 0, limit)
        while true {
            let lines = try fetch(transaction, place, chunk)
            run.lines += lines.lazy.filter(isWanted).prefix(limit - run.lines.count)
            looked += lines.count
            guard let last = lines.last, lines.count == chunk, run.lines.count < limit else { return run }
            guard looked < Self.longestWalk else {
                run.horizon = last.id
                return run
            }
            (place, chunk) = (last.id, 500)
        }
    }
}

extension ActivityStream {
    /// The streams that hold everything a filter asks for, each line in one of them.
    static func all(_ filter: ActivityFilter, in service: ServiceID) -> [ActivityStream] {
        let kind = filter.kind.flatMap { HistoryEvent.Kind(rawValue: $0) }
        if filter.kind != nil, kind == nil { return extractions(filter, in: service) }
        var streams: [ActivityStream]
        if let keyID = filter.keyID {
            streams = about(keyID, kind: kind, member: filter.member, in: service)
        } else if let member = filter.member {
            streams = [service, .house].map { .history(of: $0, by: .member(member)) }
        } else if let kind {
            streams = [service, .house].map { .history(of: $0, kind) }
        } else {
            streams = [service, .house].map { .history(of: $0) }
        }
        if let kind { streams = streams.map { $0.only { $0.kind == kind.rawValue } } }
        return streams + (kind == nil ? extractions(filter, in: service) : [])
    }

    /// What a key did, and what was done to it.
    private static func about(
        _ keyID: KeyID, kind: HistoryEvent.Kind?, member: MemberID?, in service: ServiceID
    ) -> [ActivityStream] {
        let done = HistoryEvent.Kind.aboutKeys.filter { kind == nil || $0 == kind }.map { kind in
            history(of: service, kind).only { line in
                // What the key did itself stands in the stream below.
                line.actor != .key(keyID)
                    && (line.detail == keyID.text || line.detail.hasPrefix(keyID.text + " "))
            }
        }
        guard let member else { return done + [history(of: service, by: .key(keyID))] }
        return done.map { $0.only { $0.actor == .member(member) } }
    }

    private static func extractions(_ filter: ActivityFilter, in service: ServiceID) -> [ActivityStream] {
        guard filter.kind == nil || filter.kind == ActivityLine.extractedKind else { return [] }
        guard filter.member == nil || filter.keyID == nil else { return [] }
        // A member takes profiles by an export.
        let taker = filter.keyID ?? filter.member.map { KeyID(takenBy: .member($0)) }
        let stream = ActivityStream { transaction, before, limit in
            if let keyID = taker {
                return try transaction.all(ExtractionsOfKey(service, keyID, before: before, limit: limit))
                    .map { ActivityLine($0) }
            }
            return try transaction.all(ExtractionsOfService(service, before: before, limit: limit))
                .map { ActivityLine($0) }
        }
        return [stream]
    }

    private static func history(of service: ServiceID) -> ActivityStream {
        ActivityStream { transaction, before, limit in
            try transaction.all(HistoryOfService(service, before: before, limit: limit)).map { ActivityLine($0) }
        }.ofTeam(service)
    }

    private static func history(of service: ServiceID, by actor: HistoryEvent.Actor) -> ActivityStream {
        ActivityStream { transaction, before, limit in
            try transaction.all(HistoryByActor(service, actor, before: before, limit: limit)).map { ActivityLine($0) }
        }.ofTeam(service)
    }

    private static func history(of service: ServiceID, _ kind: HistoryEvent.Kind) -> ActivityStream {
        ActivityStream { transaction, before, limit in
            try transaction.all(HistoryByKind(service, kind, before: before, limit: limit)).map { ActivityLine($0) }
        }.ofTeam(service)
    }

    /// Of what belongs to no service, a service's activity shows what was done to members of all services, and sign-ins.
    private func ofTeam(_ service: ServiceID) -> ActivityStream {
        service == .house ? only { $0.kind.hasPrefix("team.") || $0.kind.hasPrefix("member.") } : self
    }

    /// Leaves out sign-ins of whoever has no role in the service.
    func withSignIns(of team: Set<MemberID>) -> ActivityStream {
        only { line in
            guard line.kind.hasPrefix("member."), case .member(let memberID) = line.actor else { return true }
            return team.contains(memberID)
        }
    }

    private func only(_ isWanted: @escaping (ActivityLine) -> Bool) -> ActivityStream {
        let before = self.isWanted
        return ActivityStream(fetch: fetch) { before($0) && isWanted($0) }
    }
}

extension ActivityPage {
    /// The newest lines of all runs. Where a run gave up, no page goes further down than it looked.
    init(merging runs: [ActivityStream.Run], limit: Int) {
        let horizon = runs.compactMap(\.horizon).max()
        let lines = runs.flatMap(\.lines).filter { $0.id >= horizon ?? "" }.sorted { $0.id > $1.id }
        self.lines = Array(lines.prefix(limit))
        next = lines.count > limit ? self.lines.last?.id : horizon
    }
}

extension HistoryEvent.Kind {
    /// Those whose detail begins with a key's id.
    fileprivate static let aboutKeys: [HistoryEvent.Kind] = [
        .keyCreated, .keyChanged, .keyDeleted, .keyRotated, .oldSecretEnded, .receiverOffered, .receiverBound,
        .receiverRemoved, .leaseExpired, .acknowledgementUndone,
    ]
}
