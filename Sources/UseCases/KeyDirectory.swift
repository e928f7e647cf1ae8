internal import Domain
internal import SQLCore
internal import Store
internal import Synchronization
internal import Vault

/// Services and keys in memory: what every request asks for. The process owns the data alone, so this is the truth as
/// long as each change passes through `reload` before its own answer.
final class KeyDirectory: Sendable {
    /// A key's grants, one for each of its secrets, so that the end of one takes nothing from who came with the other.
    private struct Grants: Sendable {
        let current: KeyGrant
        /// For the secret before the last rotation, until `APIKey.oldSecretEndsAt`.
        let old: KeyGrant?

        var all: [KeyGrant] { [current] + (old.map { [$0] } ?? []) }
    }

    private struct State: Sendable {
        var grants: [KeyID: Grants] = [:]
        var services: [ServiceID: ServiceRecord] = [:]
        var serviceIDs: [String: ServiceID] = [:]
    }

    private let keyStore: KeyStore
    private let state = Mutex(State())

    init(keyStore: KeyStore) {
        self.keyStore = keyStore
    }

    /// Takes over what the database holds now, and revokes the grants of keys that lost something.
    ///
    /// Reading happens under the lock, so that the last reload always holds the last commit.
    func reload(from database: any DatabasePort) throws(Failure) {
        do {
            try state.withLock { state in
                let (services, keys) = try database.read { transaction in
                    (try transaction.all(AllServices()), try transaction.all(AllAPIKeys()))
                }
                Self.replace(&state, services: services, keys: keys)
            }
        } catch {
            throw Failure(wrapping: error)
        }
    }

    private static func replace(_ state: inout State, services: [ServiceRecord], keys: [APIKeyRecord]) {
        state.services = Dictionary(services.map { ($0.service.serviceID, $0) }, uniquingKeysWith: { $1 })
        state.serviceIDs = Dictionary(
            services.map { ($0.service.clientID.text, $0.service.serviceID) }, uniquingKeysWith: { $1 })
        var grants: [KeyID: Grants] = [:]
        for record in keys { grants[record.key.keyID] = Self.grants(record, after: state.grants[record.key.keyID]) }
        for (keyID, earlier) in state.grants {
            let kept = grants[keyID]?.all ?? []
            for grant in earlier.all where !kept.contains(where: { $0.continues(grant) }) { grant.revoke() }
        }
        state.grants = grants
    }

    /// A secret that was good before and of which nothing was taken away goes on with whoever is at work with it.
    private static func grants(_ record: APIKeyRecord, after earlier: Grants?) -> Grants {
        func grant(_ digest: [UInt8]) -> KeyGrant {
            let before = earlier?.all.first { $0.digest == digest }
            if let before, before.key == record.key { return before }
            return KeyGrant(
                record.key, digest: digest, after: before.flatMap { record.key.narrows($0.key) ? nil : $0 })
        }
        return Grants(current: grant(record.digest), old: record.oldDigest.map { grant($0) })
    }

    func service(clientID: String) -> ServiceRecord? {
        state.withLock { state in state.serviceIDs[clientID].flatMap { state.services[$0] } }
    }

    func service(_ serviceID: ServiceID) -> ServiceRecord? {
        state.withLock { $0.services[serviceID] }
    }

    /// The grant of a key that is known, right and usable; one and the same `nil` for all that is not. An unknown key
    /// is digested and compared like a wrong one, and one without an old secret like one with it, so that all cost the
    /// same.
    func grant(for secret: some StringProtocol, at now: Instant) -> KeyGrant? {
        guard let parsed = APIKeySecret.parse(secret) else { return nil }
        let grants = state.withLock { $0.grants[parsed.keyID] }
        let digest = keyStore.digest(of: parsed.secret, keyID: parsed.keyID)
        let isCurrent = ConstantTime.equal(grants?.current.digest ?? KeyStore.noDigest, digest)
        let isOld = ConstantTime.equal(grants?.old?.digest ?? KeyStore.noDigest, digest)
        guard isCurrent || isOld, let grant = isCurrent ? grants?.current : grants?.old, grant.isUsable(at: now),
            isCurrent || grant.key.oldSecretEndsAt.map({ now < $0 }) ?? false
        else { return nil }
        return grant
    }

    /// Keys whose old secret has ended by now and still stands in the store.
    func keysWithEndedSecret(at now: Instant) -> [APIKey] {
        state.withLock { state in
            state.grants.values.map(\.current.key).filter { $0.oldSecretEndsAt.map { $0 <= now } ?? false }
        }
    }

    /// Keys that work at this moment, and the others.
    func keyCounts(at now: Instant) -> (usable: Int, others: Int) {
        state.withLock { state in
            let usable = state.grants.values.count { $0.current.isUsable(at: now) }
            return (usable, state.grants.count - usable)
        }
    }

    var serviceIDs: [ServiceID] { state.withLock { Array($0.services.keys) } }

    /// Services that archive by age.
    var servicesWithRetention: [Service] {
        state.withLock { state in
            state.services.values.map(\.service).filter {
                $0.settings.undecidedDays != nil || $0.settings.decidedDays != nil
            }
        }
    }
}
