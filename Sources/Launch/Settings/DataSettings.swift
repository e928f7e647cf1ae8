internal import Configuration
internal import Domain
internal import Logging

/// What every command needs to know before it can touch the data.
struct DataSettings: Sendable {
    let directory: DataDirectory
    let rootKey: RootKeySource
    let logLevel: Logger.Level
    let logFormat: LineLogHandler.Format
    let isJSON: Bool
    /// Where webhooks may go. A server's options may say more than those of every command.
    var webhookPolicy: WebhookPolicy

    /// - Parameters:
    ///   - standardPath: of the data directory, where nothing else is said.
    ///   - standardLevel: of the log.
    init(
        _ options: DataOptions, standardPath: String = "./lethe-data", standardLevel: Logger.Level = .notice
    ) async throws {
        // First of all: from here on the environment that others may copy no longer holds the key.
        let rootKey = try RootKeySource.takenFromEnvironment()
        try await self.init(
            SettingsSource(options.values), rootKey: rootKey, isJSON: options.json, standardPath: standardPath,
            standardLevel: standardLevel)
    }

    /// Quiet, with a root key that Lethe makes itself.
    init(directory: DataDirectory, isJSON: Bool) {
        self.directory = directory
        rootKey = .keystore(directory.rootKeyPath)
        (logLevel, logFormat) = (.warning, .text)
        webhookPolicy = .publicOnly
        self.isJSON = isJSON
    }

    private init(
        _ source: SettingsSource, rootKey: RootKeySource?, isJSON: Bool, standardPath: String,
        standardLevel: Logger.Level
    ) async throws {
        directory = DataDirectory(path: try await source.text("data") ?? standardPath)
        let (file, command) = (try await source.text("rootKeyFile"), try await source.text("rootKeyCommand"))
        let standard = RootKeySource.keystore(directory.rootKeyPath)
        self.rootKey = file.map { .file($0) } ?? rootKey ?? command.map { .command($0) } ?? standard
        logLevel = try await Self.choice(source.text("logLevel"), "logLevel", Logger.Level.allCases) ?? standardLevel
        logFormat =
            try await Self.choice(source.text("logFormat"), "logFormat", LineLogHandler.Format.allCases) ?? .text
        self.isJSON = isJSON
        webhookPolicy = try await WebhookReach.policy(source)
    }

    /// Everything that logs, libraries included, logs our way from here on. To be called once.
    func bootstrapLogging() {
        let (level, format) = (logLevel, logFormat)
        LoggingSystem.bootstrap { LineLogHandler(label: $0, level: level, format: format) }
    }

    private static func choice<Value: RawRepresentable<String>>(
        _ word: String?, _ name: String, _ all: [Value]
    ) throws -> Value? {
        guard let word else { return nil }
        guard let value = Value(rawValue: word) else {
            let words = all.map(\.rawValue).joined(separator: ", ")
            throw LaunchFailure(.configuration, "The setting \(name) is one of \(words).")
        }
        return value
    }
}
