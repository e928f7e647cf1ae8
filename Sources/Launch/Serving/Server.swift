internal import Logging
internal import Operations
internal import ServiceLifecycle
internal import UnixSignals
internal import UseCases

/// Everything that runs while Lethe serves, in one group.
enum Server {
    /// Requests under way have so long to end after a signal.
    private static let grace = Duration.seconds(20)

    /// The group for open data. Services end in reverse order: first the servers, the records last.
    ///
    /// - Parameter onRunning: called with the public addresses once they accept connections.
    static func group(
        _ data: OpenData, _ settings: ServeSettings, signals: [UnixSignal] = [.sigterm, .sigint],
        onRunning: @escaping @Sendable (ServedAddresses) async -> Void
    ) -> ServiceGroup {
        let logger = Logger(label: "lethe")
        var groupLogger = Logger(label: "lethe.lifecycle")
        groupLogger.logLevel = max(groupLogger.logLevel, .warning)
        let addresses = AddressBook(settings)
        let servers = listeners(settings).map { PublicServer($0, data, settings, addresses, onRunning: onRunning) }
        let inner: [any ServiceLifecycle.Service] = [
            RecordFlusher(registry: data.registry),
            KeySweep(registry: data.registry, before: data.endSlot, logger: logger),
            SessionSweep(registry: data.registry, logger: logger),
            DraftSweep(registry: data.registry, logger: logger),
            HandoverSweep(registry: data.registry, logger: logger),
            webhooks(data, settings, logger),
            Archiver(registry: data.registry, logger: logger),
            AdminServer(data, console: { addresses.console }, submission: { addresses.submission }),
        ]
        // One that fails, such as a port that is taken, takes the others along in good order.
        let services = (inner + servers).map { service in
            ServiceGroupConfiguration.ServiceConfiguration(
                service: service, failureTerminationBehavior: .gracefullyShutdownGroup)
        }
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: signals, logger: groupLogger)
        configuration.maximumGracefulShutdownDuration = grace
        return ServiceGroup(configuration: configuration)
    }

    private static func webhooks(_ data: OpenData, _ settings: ServeSettings, _ logger: Logger) -> WebhookDeliverer {
        let transport = WebhookTransport(
            policy: settings.webhooks.policy, trustRoots: settings.webhooks.trustRoots,
            clocks: data.registry.parts.clocks)
        return WebhookDeliverer(
            registry: data.registry, transport: transport, random: { Double.random(in: 0..<1) }, logger: logger)
    }

    private static func listeners(_ settings: ServeSettings) -> [Listening] {
        let servers: [Listening] =
            switch settings.console {
            case .shared: [.both]
            case .own: [.api, .console]
            case .none: [.api]
            }
        return (settings.metrics == nil ? [] : [.metrics]) + servers
    }
}
