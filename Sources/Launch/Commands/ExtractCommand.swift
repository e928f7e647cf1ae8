internal import ArgumentParser
internal import Extraction
internal import Logging
internal import ServiceLifecycle
internal import Synchronization
internal import UnixSignals

/// `lethe extract`
struct ExtractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Take candidates over from a server, durably, and acknowledge them.",
        discussion: """
            The receiver's side. It needs nothing else of Lethe on this machine: no data directory, no settings.

            Each candidate is written under a temporary name, synced, renamed, synced again, and only then acknowledged. \
            After a crash or a cut, run it again: every candidate is there once, and whole.

            --to names a folder, or a file that ends in .ndjson. In a folder each candidate is a folder of its own with \
            candidate.json and the pictures, or with --keep-sealed one file <recordId>.jwe. Both can be imported with \
            `lethe candidate import`, except sealed ones.

            The API key is read from a file only. Plain HTTP is only for this machine.

            Exit codes: 0 all done, 1 some candidates were not taken and stay ready, 64 usage, 65 a key can't be used, \
            69 server not reachable, 73 can't create the sink, 74 input or output, 77 not allowed, 78 configuration.
            """)

    @Option(help: ArgumentHelp("The server, such as https://kyc.example.com.", valueName: "url"))
    var from: String

    @Option(help: ArgumentHelp("The service's client id.", valueName: "id"))
    var service: String

    @Option(help: ArgumentHelp("A folder, or a file that ends in .ndjson.", valueName: "path"))
    var to: String

    @Option(help: ArgumentHelp("A file with the API key.", valueName: "file"))
    var keyFile: String

    @Option(
        help: ArgumentHelp("Private key the answers are sealed for: JWK, set of JWKs, or PEM.", valueName: "file")
    )
    var receiverKey: String?

    @Flag(help: "Keep what arrives sealed, as <recordId>.jwe. It is opened to check it and to acknowledge it.")
    var keepSealed = false

    @Option(help: "Only candidates of this status (default: what is ready for the key; with --legacy: approved).")
    var status: String?

    @Flag(help: "Go on: follow the server's change feed until Ctrl-C or SIGTERM.")
    var watch = false

    @Flag(help: "Use the published Dashboard API, for a key with the timer rule. It has no acknowledgement.")
    var legacy = false

    @Option(help: ArgumentHelp("Candidates under way at the same time.", valueName: "count"))
    var parallel = 4

    @Option(help: ArgumentHelp("Seconds without a byte before a connection is given up.", valueName: "seconds"))
    var idleTimeout = 60

    @Flag(help: "Answer with one JSON document on standard output.")
    var json = false

    func run() async throws {
        let bar = ProgressBar(uptime: SystemClocks.uptime, width: { Terminal.width }, draw: Terminal.draw)
        do {
            let plan = try Plan(wishes)
            let secrets = [(keyFile, "the key file")] + (receiverKey.map { [($0, "the receiver key")] } ?? [])
            for concern in secrets.compactMap({ KeyFile.concern($0.0, what: $0.1) }) { Terminal.complain(concern) }
            let summary = try await ExtractionService.run(plan, surroundings(bar))
            bar.clear()
            Terminal.print(json ? summary.document : Array(summary.text.utf8))
            if let stopped = summary.stopped {
                Terminal.complain("lethe: \(stopped.message)")
                throw try stopped.status
            }
            guard summary.isComplete else { throw ExitStatus.refused }
        } catch let failure as ExtractionFailure {
            bar.clear()
            throw LaunchFailure(try failure.status, failure.message)
        }
    }

    private var wishes: Plan.Wishes {
        var wishes = Plan.Wishes()
        wishes.from = from
        wishes.service = service
        wishes.to = to
        wishes.keyFile = keyFile
        wishes.receiverKey = receiverKey
        wishes.keepsSealed = keepSealed
        wishes.isLegacy = legacy
        wishes.status = status
        wishes.watches = watch
        wishes.parallelism = parallel
        wishes.idleSeconds = idleTimeout
        return wishes
    }

    private func surroundings(_ bar: ProgressBar) -> Surroundings {
        let isWatched = Terminal.isWatched
        return Surroundings(
            uptime: SystemClocks.uptime, random: SystemRandomness.bytes, pause: { try await Task.sleep(for: $0) },
            warn: { sentence in
                bar.clear()
                Terminal.complain(sentence)
            },
            progress: { if isWatched { bar.show($0) } },
            reached: Entry.extractionReached)
    }
}

/// The run, ended in good order by Ctrl-C and SIGTERM.
private final class ExtractionService: ServiceLifecycle.Service {
    private let extraction: ExtractionRun
    private let stop: Stop
    private let summary = Mutex<Summary?>(nil)

    private init(_ plan: Plan, _ surroundings: Surroundings) {
        stop = Stop()
        extraction = ExtractionRun(plan, surroundings, stop: stop)
    }

    static func run(_ plan: Plan, _ surroundings: Surroundings) async throws -> Summary {
        let service = ExtractionService(plan, surroundings)
        var logger = Logger(label: "lethe.lifecycle")
        logger.logLevel = .critical
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: service, successTerminationBehavior: .gracefullyShutdownGroup)
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        guard let summary = service.summary.withLock(\.self) else {
            throw LaunchFailure(.inputOutput, "The run ended without a word.")
        }
        return summary
    }

    func run() async throws {
        let summary = try await withGracefulShutdownHandler {
            try await extraction.run()
        } onGracefulShutdown: { [stop] in
            stop.request()
        }
        self.summary.withLock { $0 = summary }
    }
}

extension ExtractionFailure {
    /// - Throws: a usage error, which the argument parser knows how to end with.
    fileprivate var status: ExitStatus {
        get throws {
            switch kind {
            case .usage: throw ValidationError(message)
            case .unusableKey: .badInput
            case .unreachable: .unavailable
            case .cannotCreate: .cannotCreate
            case .inputOutput: .inputOutput
            case .notAllowed: .notAllowed
            case .configuration: .configuration
            }
        }
    }
}
