internal import Hummingbird
internal import Logging
internal import ServiceLifecycle
internal import UseCases

/// The administration server, as a service of a group. Its socket lies in the data directory.
struct AdminServer: ServiceLifecycle.Service {
    private let registry: Registry
    private let socket: AdminSocket
    private let onRunning: @Sendable () async -> Void

    /// - Parameter onRunning: called when it accepts connections.
    init(
        _ data: OpenData, for purpose: AdminSocket.Purpose = .everybody,
        onRunning: @escaping @Sendable () async -> Void = {}
    ) {
        registry = data.registry
        socket = AdminSocket(in: data.directory, for: purpose)
        self.onRunning = onRunning
    }

    func run() async throws {
        var logger = Logger(label: "lethe.admin")
        logger.logLevel = max(logger.logLevel, .warning)
        let application = Application(
            router: AdminRouter.make(registry),
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: socket.path), serverName: nil),
            onServerRunning: { [socket, onRunning] _ in
                socket.restrict()
                await onRunning()
            },
            logger: logger)
        try await application.run()
    }
}
