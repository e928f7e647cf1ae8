internal import Configuration
internal import Domain
internal import NIOSSL

/// Which receivers of webhooks Lethe may reach, and whom it trusts besides the system's certificates.
struct WebhookReach: Sendable {
    let policy: WebhookPolicy
    let trustRoots: [NIOSSLCertificate]

    static let publicOnly = WebhookReach()

    private init() {
        policy = .publicOnly
        trustRoots = []
    }

    init(_ source: SettingsSource) async throws {
        policy = try await Self.policy(source)
        trustRoots =
            try await source.textFromFile("webhookTrustRoots").map { path in
                do {
                    return try NIOSSLCertificate.fromPEMFile(path)
                } catch {
                    throw LaunchFailure(.configuration, "The certificates \(path) can't be read as PEM.")
                }
            } ?? []
    }

    static func policy(_ source: SettingsSource) async throws -> WebhookPolicy {
        let networks = try await source.listFromFile("webhookNetworks").map { text in
            do throws(Failure) {
                return try Network(text)
            } catch {
                throw LaunchFailure(
                    .configuration,
                    "The setting webhookNetworks is a list of networks, such as [\"10.20.0.0/16\", \"fd00:1234::/48\"]."
                )
            }
        }
        return WebhookPolicy(allowsLoopback: try await source.flag("allowLoopbackWebhooks"), networks: networks)
    }
}
