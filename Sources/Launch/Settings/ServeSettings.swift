internal import Configuration
internal import Domain
internal import NIOSSL
internal import WebCore

/// How the public server listens and what it bears.
struct ServeSettings: Sendable {
    let host: String
    let port: Int
    /// Whether TLS is spoken.
    let tls: TLSConfiguration?
    let edge: EdgeSettings

    init(_ options: ServeOptions, _ dataOptions: DataOptions) async throws {
        let source = try await SettingsSource(options.values.merging(dataOptions.values) { $1 })
        (host, port) = try Self.address(await source.text("listen") ?? "127.0.0.1:8080")
        tls = try Self.tls(certificate: await source.text("tlsCertificate"), key: await source.text("tlsKey"))
        edge = try await Self.edge(source)
        guard tls != nil || edge.isBehindProxy || Self.isLoopback(host) else {
            throw LaunchFailure(
                .configuration,
                "Without TLS, Lethe listens on this machine only. Give --tls-certificate and --tls-key, or say "
                    + "--behind-proxy when a proxy in front speaks TLS.")
        }
    }

    /// A listener for this machine on any free port.
    init(loopbackWith edge: EdgeSettings) {
        (host, port, tls) = ("127.0.0.1", 0, nil)
        self.edge = edge
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

    /// `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`.
    private static func address(_ text: String) throws -> (String, Int) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 2, let last = parts.last, let port = Int(last), (0...65_535).contains(port) else {
            throw LaunchFailure(.configuration, "The setting listen is an address and a port, such as 127.0.0.1:8080.")
        }
        var host = text.dropLast(last.count + 1)
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, !host.contains(":") || IPAddress(host) != nil else {
            throw LaunchFailure(.configuration, "The setting listen is an address and a port, such as 127.0.0.1:8080.")
        }
        return (String(host), port)
    }

    private static func isLoopback(_ host: String) -> Bool {
        guard let address = IPAddress(host) else { return host == "localhost" }
        return ["127.0.0.0/8", "::1"].contains { (try? Network($0))?.contains(address) ?? false }
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
