internal import Configuration
internal import NIOSSL
internal import WebCore

/// How Lethe listens and what it bears.
struct ServeSettings: Sendable {
    /// Of the API.
    let address: ListenAddress
    let console: ConsolePlace
    /// What the operator says that candidates' browsers see of the submission page; `nil`: what can be told from the rest.
    let publicURL: String?
    /// Where counts and durations are shown; `nil`: nowhere, and nothing is counted. Plain HTTP: there is nothing of anybody
    /// in it.
    let metrics: ListenAddress?
    /// Whether TLS is spoken, by every listener but that of the metrics.
    let tls: TLSConfiguration?
    let edge: EdgeSettings
    /// Whether the data is to be marked as made up.
    let marksTestData: Bool
    /// What is to fail on purpose; `nil`: nothing.
    let chaos: ChaosSettings?
    /// Where webhooks may go.
    let webhooks: WebhookReach

    init(_ options: ServeOptions, _ dataOptions: DataOptions) async throws {
        let source = try await SettingsSource(options.values.merging(dataOptions.values) { $1 })
        address = try await Self.address(source)
        console = try await ConsolePlace(source)
        publicURL = try await source.text("publicUrl").map { try ConsolePlace.checked($0, setting: "publicUrl") }
        tls = try Self.tls(certificate: await source.text("tlsCertificate"), key: await source.text("tlsKey"))
        metrics = try await source.text("metrics").map { try ListenAddress($0, setting: "metrics") }
        var edge = try await Self.edge(source)
        edge.isMeasured = metrics != nil
        self.edge = edge
        marksTestData = try await source.flag("testData")
        chaos = try await ChaosSettings(source)
        webhooks = try await WebhookReach(source)
        let isHere = [address, console.ownAddress].allSatisfy { $0?.isLoopback ?? true }
        guard tls != nil || edge.isBehindProxy || isHere else {
            throw LaunchFailure(
                .configuration,
                "Without TLS, Lethe listens on this machine only. Give --tls-certificate and --tls-key, or say "
                    + "--behind-proxy when a proxy in front speaks TLS.")
        }
    }

    /// A listener for this machine on any free port, console included.
    init(loopbackWith edge: EdgeSettings) {
        address = ListenAddress(host: "127.0.0.1", port: 0)
        console = .shared(url: nil)
        publicURL = nil
        metrics = nil
        tls = nil
        self.edge = edge
        marksTestData = false
        chaos = nil
        webhooks = .publicOnly
    }

    /// Whether people open the console under another name than the address it listens on, as far as can be told.
    var isReachedByAnotherName: Bool {
        edge.isBehindProxy || (console.ownAddress ?? address).isForeignNumber
    }

    /// Where the API listens.
    static func address(_ source: SettingsSource) async throws -> ListenAddress {
        try ListenAddress(await source.text("listen") ?? "127.0.0.1:8080", setting: "listen")
    }

    private static func edge(_ source: SettingsSource) async throws -> EdgeSettings {
        var edge = EdgeSettings()
        edge.isBehindProxy = try await source.flag("behindProxy")
        edge.bodyBudgetBytes =
            try await source.number("bodyBudget", edge.bodyBudgetBytes >> 20, in: 1...1_048_576) << 20
        edge.maximumConnections = try await source.number("maxConnections", edge.maximumConnections, in: 1...1_000_000)
        edge.idleSeconds = Int64(try await source.number("idleTimeout", Int(edge.idleSeconds), in: 1...86_400))
        edge.headerSeconds = Int64(try await source.number("headerTimeout", Int(edge.headerSeconds), in: 1...86_400))
        edge.bodySeconds = Int64(try await source.number("bodyTimeout", Int(edge.bodySeconds), in: 1...86_400))
        edge.addressRequestsPerSecond = try await source.number(
            "addressRate", edge.addressRequestsPerSecond, in: 0...1_000_000)
        edge.addressBurst = try await source.number("addressBurst", edge.addressBurst, in: 1...1_000_000)
        return edge
    }

    private static func tls(certificate: String?, key: String?) throws -> TLSConfiguration? {
        guard certificate != nil || key != nil else { return nil }
        guard let certificate, let key else {
            throw LaunchFailure(.configuration, "TLS needs both --tls-certificate and --tls-key.")
        }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            tls.minimumTLSVersion = .tlsv12
            tls.applicationProtocols = ["http/1.1"]
            return tls
        } catch {
            throw LaunchFailure(
                .configuration, "The certificate \(certificate) or its key \(key) can't be read as PEM.")
        }
    }
}
