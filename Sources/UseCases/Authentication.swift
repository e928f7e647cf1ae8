package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    /// Who stands behind an `Authorization` header, for a service (contract 1.1).
    ///
    /// - Parameters:
    ///   - authorization: the bare key, or `Bearer` and the key.
    ///   - clientID: the service in the request's path.
    ///   - address: where the request comes from; asked for only when the key is bound to networks.
    /// - Throws: 401, one and the same for every key that can't be used; 403 for a key of another service or network.
    package func authenticate(
        authorization: String?, clientID: String, address: @autoclosure () -> IPAddress?
    ) throws(Failure) -> (caller: Caller, service: Service) {
        let at = now
        guard let authorization else { throw .unauthorized }
        let secret = authorization.hasPrefix("Bearer ") ? authorization.dropFirst(7) : authorization[...]
        guard let grant = directory.grant(for: secret, at: at) else { throw .unauthorized }
        let caller = Caller(.key(grant))
        guard let record = directory.service(clientID: clientID), record.service.serviceID == grant.key.serviceID else {
            noteEvent(.refused, by: caller, in: grant.key.serviceID, detail: "otherService")
            throw .forbidden("This key belongs to another service.")
        }
        guard grant.key.networks.isEmpty || grant.key.allows(address()) else {
            noteEvent(.refused, by: caller, in: grant.key.serviceID, detail: "network")
            throw .forbidden("This key may not be used from this network.")
        }
        recorder.noteUse(of: grant.key.keyID, at: at)
        return (caller, record.service)
    }

    /// The service a path names; `nil` for an unknown one.
    package func service(clientID: String) -> Service? {
        directory.service(clientID: clientID)?.service
    }

    /// The service an id names; `nil` for an unknown one.
    package func service(_ serviceID: ServiceID) -> Service? {
        directory.service(serviceID)?.service
    }

    func serviceRecord(_ serviceID: ServiceID) throws(Failure) -> ServiceRecord {
        guard let record = directory.service(serviceID) else { throw .notFound("There is no such service.") }
        return record
    }
}
