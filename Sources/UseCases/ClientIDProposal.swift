package import Domain
internal import Vault

extension Registry {
    /// A client id for a service that is about to be made under this name. It is free in all likelihood; `createService` is
    /// the one that knows.
    package func proposedClientID(for name: String) -> ClientID {
        .proposed(for: name, random: parts.random.bytes(3))
    }
}
