internal import DashboardAPI
internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import UseCases
internal import WebCore

/// The server that programs speak to.
struct PublicServer: ServiceLifecycle.Service {
    private let data: OpenData
    private let settings: ServeSettings
    private let onRunning: @Sendable (_ address: String) async -> Void

    /// Below this `/readyz` says no: the database needs room to write even an archive down.
    private static let leastFreeBytes: UInt64 = 64 << 20

    /// - Parameter onRunning: called with the address, such as `http://127.0.0.1:8080`, once it accepts connections.
    init(_ data: OpenData, _ settings: ServeSettings, onRunning: @escaping @Sendable (String) async -> Void) {
        self.data = data
        self.settings = settings
        self.onRunning = onRunning
    }

    func run() async throws {
        let edge = settings.edge
        let deliveries = Deliveries()
        let router = DashboardServer.router(
            registry: data.registry, settings: edge, deliveries: deliveries,
            isReady: { [directory = data.directory] in try Self.checkSpace(directory) })
        let plain = EdgeServer.builder(edge, deliveries: deliveries)
        var logger = Logger(label: "lethe.http")
        // "Server started" and the like are said in our own words.
        if logger.logLevel == .info { logger.logLevel = .notice }
        let application = Application(
            router: router,
            server: try settings.tls.map { try .tls(plain, tlsConfiguration: $0) } ?? plain,
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil, backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(edge.maximumConnections)),
            onServerRunning: { [settings, onRunning] in await onRunning(Self.address(of: $0, settings)) },
            logger: logger)
        do {
            try await application.run()
        } catch let error as IOError {
            let reason = String(cString: strerror(error.errnoCode))
            throw LaunchFailure(.unavailable, "Lethe can't listen on \(settings.host):\(settings.port): \(reason).")
        }
    }

    private static func address(of channel: any Channel, _ settings: ServeSettings) -> String {
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let port = channel.localAddress?.port ?? settings.port
        return "\(settings.tls == nil ? "http" : "https")://\(host):\(port)"
    }

    private static func checkSpace(_ directory: DataDirectory) throws {
        guard FileSystem.freeBytes(directory.path) ?? .max >= leastFreeBytes else {
            throw LaunchFailure(.inputOutput, "The disk of the data directory is full.")
        }
    }
}
