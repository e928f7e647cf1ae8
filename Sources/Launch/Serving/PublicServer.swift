internal import Console
internal import DashboardAPI
internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Logging
internal import NIOCore
internal import Operations
internal import ServiceLifecycle
internal import Store
internal import UseCases
internal import WebCore

/// A server on one address: for programs, for people, or for both.
struct PublicServer: ServiceLifecycle.Service {
    private let listening: Listening
    private let data: OpenData
    private let settings: ServeSettings
    private let addresses: AddressBook
    private let onRunning: @Sendable (ServedAddresses) async -> Void

    /// Below this `/readyz` says no: the database needs room to write even an archive down.
    private static let leastFreeBytes: UInt64 = 64 << 20

    /// - Parameter onRunning: called once all addresses accept connections, by the server that came last.
    init(
        _ listening: Listening, _ data: OpenData, _ settings: ServeSettings, _ addresses: AddressBook,
        onRunning: @escaping @Sendable (ServedAddresses) async -> Void
    ) {
        self.listening = listening
        self.data = data
        self.settings = settings
        self.addresses = addresses
        self.onRunning = onRunning
    }

    func run() async throws {
        let deliveries = Deliveries()
        switch listening {
        case .api:
            try await run(
                SplitResponder(api: api(deliveries), console: nil, submission: submission()), at: settings.address,
                deliveries)
        case .metrics:
            guard let address = settings.metrics else { return }
            try await run(metrics(), at: address, deliveries)
        case .console: try await run(console(), at: settings.console.ownAddress ?? settings.address, deliveries)
        case .both:
            try await run(
                SplitResponder(api: api(deliveries), console: console(), submission: submission()),
                at: settings.address, deliveries)
        }
    }

    private func run<Responder: HTTPResponder>(
        _ responder: Responder, at address: ListenAddress, _ deliveries: Deliveries
    ) async throws where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        let plain = EdgeServer.builder(settings.edge, deliveries: deliveries)
        let tls = listening == .metrics ? nil : settings.tls
        var logger = Logger(label: "lethe.http")
        // "Server started" and the like are said in our own words.
        if logger.logLevel == .info { logger.logLevel = .notice }
        let application = Application(
            responder: responder,
            server: try tls.map { try .tls(plain, tlsConfiguration: $0) } ?? plain,
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), serverName: nil, backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(settings.edge.maximumConnections)),
            onServerRunning: { [self] channel in
                let url = address.url(hasTLS: tls != nil, boundPort: channel.localAddress?.port)
                if let all = addresses.note(listening, url) { await onRunning(all) }
            },
            logger: logger)
        do {
            try await application.run()
        } catch let error as IOError {
            let reason = String(cString: strerror(error.errnoCode))
            throw LaunchFailure(.unavailable, "Lethe can't listen on \(address.host):\(address.port): \(reason).")
        }
    }

    private func api(_ deliveries: Deliveries) -> RouterResponder<EdgeContext> {
        DashboardServer.router(
            registry: data.registry, settings: settings.edge, deliveries: deliveries,
            chaos: settings.chaos?.chaos(data.registry, settings.edge),
            isReady: { [directory = data.directory] in try Self.checkSpace(directory) }
        ).buildResponder()
    }

    private func console() throws -> RouterResponder<PageContext> {
        try ConsoleServer.router(
            registry: data.registry,
            settings: ConsoleSettings(
                isBehindProxy: settings.edge.isBehindProxy,
                publicURL: { [addresses] in addresses.console ?? addresses.api },
                apiURL: { [addresses] in addresses.api },
                submissionURL: { [addresses] in addresses.submission }, isTestData: data.registry.isTestData(),
                isMeasured: settings.metrics != nil)
        ).buildResponder()
    }

    /// Counts and ages for whoever watches the machine, in Prometheus' text format.
    private func metrics() -> RouterResponder<EdgeContext> {
        let router = Router(context: EdgeContext.self)
        let page = OperatingMetrics(registry: data.registry, counted: data.metering?.registry ?? MetricsRegistry())
        router.get("metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: try page.text())))
        }
        return router.buildResponder()
    }

    private func submission() throws -> RouterResponder<EdgeContext> {
        try SubmissionServer.router(
            registry: data.registry, settings: settings.edge, publicURL: { [addresses] in addresses.submission },
            isTestData: data.registry.isTestData()
        ).buildResponder()
    }

    private static func checkSpace(_ directory: DataDirectory) throws {
        guard PictureFiles.freeBytes(at: directory.path) ?? .max >= leastFreeBytes else {
            throw LaunchFailure(.inputOutput, "The disk of the data directory is full.")
        }
    }
}
