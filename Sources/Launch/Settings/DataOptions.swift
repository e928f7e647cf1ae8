internal import ArgumentParser
internal import Configuration

/// Options that every command takes: where the data is, which key opens it, how to answer.
struct DataOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The data directory (LETHE_DATA; default ./lethe-data).", valueName: "dir"))
    var data: String?

    @Option(help: ArgumentHelp("A file that holds the root key (LETHE_ROOT_KEY_FILE).", valueName: "file"))
    var rootKeyFile: String?

    @Option(help: ArgumentHelp("A command that prints the root key (LETHE_ROOT_KEY_COMMAND).", valueName: "command"))
    var rootKeyCommand: String?

    @Option(help: ArgumentHelp("A JSON file with settings (LETHE_CONFIG).", valueName: "file"))
    var config: String?

    @Option(
        help:
            "trace, debug, info, notice, warning, error or critical (LETHE_LOG_LEVEL; default info for serve, warning for the rest)."
    )
    var logLevel: String?

    @Option(help: "Log lines as text or json (LETHE_LOG_FORMAT; default text).")
    var logFormat: String?

    @Flag(help: "Answer with one JSON document on standard output.")
    var json = false

    /// The options that were given, as the first place where settings are looked for.
    var values: [AbsoluteConfigKey: ConfigValue] {
        let given: [(ConfigKey, String?)] = [
            ("data", data), ("rootKeyFile", rootKeyFile), ("rootKeyCommand", rootKeyCommand), ("config", config),
            ("logLevel", logLevel), ("logFormat", logFormat),
        ]
        return .strings(given)
    }
}

extension [AbsoluteConfigKey: ConfigValue] {
    /// Those that are not `nil`.
    static func strings(_ given: [(ConfigKey, String?)]) -> Self {
        Dictionary(
            given.compactMap { key, value in value.map { (AbsoluteConfigKey(key), ConfigValue(stringLiteral: $0)) } },
            uniquingKeysWith: { $1 })
    }

    /// Those that are not `nil`.
    static func integers(_ given: [(ConfigKey, Int?)]) -> Self {
        Dictionary(
            given.compactMap { key, value in value.map { (AbsoluteConfigKey(key), ConfigValue(integerLiteral: $0)) } },
            uniquingKeysWith: { $1 })
    }
}
