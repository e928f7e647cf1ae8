internal import Hummingbird
internal import Logging
internal import ServiceLifecycle
internal import UseCases

/// The administration server, as a service of a group. Its socket lies in the data directory.
struct AdminServer: ServiceLifecycle.Service {
    private let registry: Registry
    private let socket: AdminSocket
    private let console: @Sendable () -> String?
    private let submission: @Sendable () -> String?
    private let onRunning: @Sendable () async -> Void

    /// - Parameters:
    ///   - console: where browsers reach the console, when it is served.
    ///   - submission: where browsers reach submission pages, when they are served.
    ///   - onRunning: called when it accepts connections.
    init(
        _ data: OpenData, for purpose: AdminSocket.Purpose = .everybody,
        console: @escaping @Sendable () -> String? = { nil },
        submission: @escaping @Sendable () -> String? = { nil },
        onRunning: @escaping @Sendable () async -> Void = {}
    ) {
        registry = data.registry
        socket = AdminSocket(in: data.directory, for: purpose)
        self.console = console
        self.submission = submission
        self.onRunning = onRunning
    }

    func run() async throws {
        var logger = Logger(label: "lethe.admin")
        logger.logLevel = max(logger.logLevel, .warning)
        let application = Application(
            router: AdminRouter.make(registry, console: console, submission: submission),
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: socket.path), serverName: nil),
            onServerRunning: { [socket, onRunning] _ in
                socket.restrict()
                await onRunning()
            },
            logger: logger)
        try await application.run()
    }
}
