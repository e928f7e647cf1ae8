internal import Domain
internal import SQLCore
internal import Store
internal import Synchronization
internal import Vault

/// Services and keys in memory: what every request asks for. The process owns the data alone, so this is the truth as
/// long as each change passes through `reload` before its own answer.
final class KeyDirectory: Sendable {
    private struct State: Sendable {
        var grants: [KeyID: KeyGrant] = [:]
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
        var grants: [KeyID: KeyGrant] = [:]
        for record in keys {
            let earlier = state.grants[record.key.keyID]
            if let earlier, earlier.key == record.key, earlier.digest == record.digest {
                grants[record.key.keyID] = earlier
                continue
            }
            if let earlier, !record.key.narrows(earlier.key), earlier.digest == record.digest {
                grants[record.key.keyID] = KeyGrant(record, after: earlier)
            } else {
                earlier?.revoke()
                grants[record.key.keyID] = KeyGrant(record)
            }
        }
        for (keyID, grant) in state.grants where grants[keyID] == nil { grant.revoke() }
        state.grants = grants
    }

    func service(clientID: String) -> ServiceRecord? {
        state.withLock { state in state.serviceIDs[clientID].flatMap { state.services[$0] } }
    }

    func service(_ serviceID: ServiceID) -> ServiceRecord? {
        state.withLock { $0.services[serviceID] }
    }

    /// The grant of a key that is known, right and usable; one and the same `nil` for all that is not. An unknown key
    /// is digested and compared like a wrong one, so that it costs the same.
    func grant(for secret: some StringProtocol, at now: Instant) -> KeyGrant? {
        guard let parsed = APIKeySecret.parse(secret) else { return nil }
        let grant = state.withLock { $0.grants[parsed.keyID] }
        let isRight = keyStore.matches(
            digest: grant?.digest ?? KeyStore.noDigest, secret: parsed.secret, keyID: parsed.keyID)
        guard isRight, let grant, grant.isUsable(at: now) else { return nil }
        return grant
    }
}
