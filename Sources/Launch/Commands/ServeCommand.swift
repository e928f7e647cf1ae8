internal import ArgumentParser
internal import Logging
internal import ServiceLifecycle

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
        let settings = try await DataSettings(data, standardLevel: .info)
        let serveSettings = try await ServeSettings(server, data)
        settings.bootstrapLogging()
        let directory = settings.directory
        let found = try await OpenData.openPatiently(settings, mayCreate: true, reached: Entry.reached) {
            AdminSocket(in: directory).state == .silent
        }
        guard let opened = found else {
            throw LaunchFailure(.unavailable, "Another lethe serves \(directory.path) already.")
        }
        for notice in opened.notices { Terminal.complain(notice) }
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
}
