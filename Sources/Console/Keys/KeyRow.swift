internal import Domain
internal import UseCases

/// A key as a row of the table.
struct KeyRow: Sendable {
    /// What still works besides the newest secret.
    struct OldSecret: Sendable {
        let ends: TimeCell
        /// The dialog that ends it before its time.
        let endPath: String
    }

    /// Candidates that it failed to take over again and again.
    struct Stuck: Sendable {
        let words: String
        /// The lines about it.
        let activityPath: String?
    }

    let description: String
    let keyId: String
    /// The edit dialog.
    let path: String
    let scope: String
    /// What else the key may, or may only.
    let limits: String?
    /// How answers leave, as a sentence; absent where they leave in the open.
    let sealing: String?
    let archives: String
    let state: KeyState
    let creator: String
    let created: TimeCell
    let lastUsed: TimeCell?
    let chart: ExtractionChart
    let oldSecret: OldSecret?
    /// What it fails to take over, if anything.
    let stuck: Stuck?

    /// - Parameter stuck: candidates that the key failed to take over too often.
    init(
        _ overview: KeyOverview, creator: String, stuck: Int = 0, seesActivity: Bool = false, servicePath: String,
        now: Instant
    ) {
        let key = overview.key
        description = key.description
        keyId = key.keyID.text
        path = "\(servicePath)/keys/\(key.keyID.text)"
        scope = KeyWords.scope(key.scope)
        let limits = [
            KeyWords.sealing(key), KeyWords.handover(key.handoverStatus), key.mayWrite ? "may import" : nil,
            KeyWords.networks(key.networks),
        ].compactMap(\.self)
        sealing = KeyWords.sealingSentence(key)
        self.limits = limits.isEmpty ? nil : limits.joined(separator: " · ")
        archives = KeyWords.archiveRule(key.archiveRule)
        state = KeyState(key, at: now)
        self.creator = creator
        created = TimeCell(key.createdAt, now: now)
        lastUsed = overview.lastUsedAt.map { TimeCell($0, now: now) }
        chart = ExtractionChart(counts: overview.extractionsByDay, now: now)
        let path = path
        oldSecret = key.oldSecretEndsAt.flatMap { end in
            end > now ? OldSecret(ends: TimeCell(end, now: now), endPath: "\(path)/old-secret/end") : nil
        }
        let kind = HistoryEvent.Kind.leaseExpired.rawValue
        self.stuck =
            stuck == 0
            ? nil
            : Stuck(
                words: KeyWords.stuck(stuck),
                activityPath: seesActivity ? "\(servicePath)/activity?key=\(key.keyID.text)&kind=\(kind)" : nil)
    }
}

/// The tab below every dialog.
struct KeyTable: Sendable {
    let path: String
    let rows: [KeyRow]
    let isEmpty: Bool

    /// Asks for `manageKeys`.
    init(_ registry: Registry, _ context: ServiceContext) throws(Failure) {
        let overviews = try registry.keys(of: context.service.serviceID, by: context.caller)
        let names = try registry.memberNames(Set(overviews.compactMap(\.createdBy.member)))
        let now = context.visit.now
        let stuck = try registry.stuckHandovers(of: context.service.serviceID, by: context.caller)
        path = "\(context.servicePath)/keys"
        rows = overviews.map { overview in
            KeyRow(
                overview, creator: Self.words(for: overview.createdBy, names), stuck: stuck[overview.key.keyID] ?? 0,
                seesActivity: context.rights.contains(.seeActivity), servicePath: context.servicePath, now: now)
        }
        isEmpty = rows.isEmpty
    }

    static func row(
        _ overview: KeyOverview, _ registry: Registry, _ context: ServiceContext
    ) throws(Failure) -> KeyRow {
        let names = try registry.memberNames(Set([overview.createdBy].compactMap(\.member)))
        return KeyRow(
            overview, creator: words(for: overview.createdBy, names), servicePath: context.servicePath,
            now: context.visit.now)
    }

    private static func words(for actor: HistoryEvent.Actor, _ names: [MemberID: Sensitive<String>]) -> String {
        switch actor {
        case .member(let memberID): names[memberID]?.withExposed { $0 } ?? "a former member"
        case .localOperator: "command line"
        case .key, .candidate, .lethe: "Lethe"
        }
    }
}

extension HistoryEvent.Actor {
    /// Who signed in; `nil` for everybody else.
    fileprivate var member: MemberID? {
        if case .member(let memberID) = self { memberID } else { nil }
    }
}
