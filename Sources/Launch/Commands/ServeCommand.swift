internal import ArgumentParser
internal import Domain
internal import Logging
internal import ServiceLifecycle
internal import UseCases

/// `lethe serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the Dashboard API and the console, and archive what is due.",
        discussion: """
            Needs no settings: the data lies in ./lethe-data, the server listens on 127.0.0.1:8080. Without TLS it \
            refuses to listen anywhere else, unless --behind-proxy says that somebody in front speaks TLS.

            While nobody can sign in to the console, each start prints a link for the first member, who becomes an \
            owner. It is good once, for an hour; `lethe member link` prints another.

            Ends on Ctrl-C or SIGTERM once the requests under way are answered.
            """)

    @OptionGroup(title: "Server")
    var server: ServeOptions

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        var settings = try await DataSettings(data, standardLevel: .info)
        let serveSettings = try await ServeSettings(server, data)
        settings.webhookPolicy = serveSettings.webhooks.policy
        settings.bootstrapLogging()
        let directory = settings.directory
        let metering = serveSettings.metrics.map { _ in Metering.start() }
        let found = try await OpenData.openPatiently(
            settings, mayCreate: true, metering: metering, reached: Entry.reached
        ) {
            AdminSocket(in: directory).state == .silent
        }
        guard let opened = found else {
            throw LaunchFailure(.unavailable, "Another lethe serves \(directory.path) already.")
        }
        for notice in opened.notices { Terminal.complain(notice) }
        do {
            try await prepare(opened, serveSettings)
        } catch {
            await opened.close()
            throw error
        }
        let announcement = Announcement(registry: opened.registry, settings: serveSettings, isJSON: settings.isJSON)
        let group = Server.group(opened, serveSettings) { addresses in
            await announcement.print(addresses, opened.directory)
        }
        do {
            try await group.run()
        } catch {
            await opened.close()
            throw error
        }
        await opened.close()
    }

    /// Marks new data as made up where that is asked for, and lets nothing fail on purpose on any other.
    private func prepare(_ data: OpenData, _ settings: ServeSettings) async throws {
        if settings.marksTestData {
            do throws(Failure) {
                try await data.registry.markAsTestData()
            } catch {
                guard error.isConflict else { throw LaunchFailure(error) }
                throw LaunchFailure(
                    .configuration,
                    "\(data.directory.path) has a service already and is not marked as test data. Only new data can be."
                )
            }
        }
        guard try settings.chaos == nil || data.registry.isTestData() else {
            throw LaunchFailure(
                .configuration,
                "\(data.directory.path) is not marked as test data, so nothing may fail on purpose on it. Begin with new "
                    + "data and --test-data.")
        }
    }
}
