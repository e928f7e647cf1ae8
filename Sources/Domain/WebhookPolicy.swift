/// Where webhooks may go. By itself: to the open internet only.
package struct WebhookPolicy: Hashable, Sendable {
    /// Whether this machine may be told, also over plain HTTP. For developers.
    package let allowsLoopback: Bool
    /// Networks of the operator's own that may be told as well.
    package let networks: [Network]

    package static let publicOnly = WebhookPolicy()

    package init(allowsLoopback: Bool = false, networks: [Network] = []) {
        self.allowsLoopback = allowsLoopback
        self.networks = networks
    }

    /// Whether a connection to this address may be made.
    ///
    /// - Parameter isSecure: whether TLS is spoken on it. Nothing goes over a network in the open.
    package func allows(_ address: IPAddress, isSecure: Bool) -> Bool {
        if address.isLoopback { return allowsLoopback }
        guard isSecure else { return false }
        return address.isPublic || (!address.isNeverReachable && networks.contains { $0.contains(address) })
    }
}
