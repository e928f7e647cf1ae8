internal import ArgumentParser
internal import Configuration

/// Options of the servers for programs and for people.
struct ServeOptions: ParsableArguments {
    @Option(help: "Address and port to listen on (LETHE_LISTEN; default 127.0.0.1:8080). Port 0: any free one.")
    var listen: String?

    @Option(
        help: ArgumentHelp(
            "An address and port of its own for the console (LETHE_CONSOLE; default: the same as the API's).",
            valueName: "address:port"))
    var console: String?

    @Flag(help: "Leave the console out (LETHE_NO_CONSOLE).")
    var noConsole = false

    @Option(
        help: ArgumentHelp(
            "What browsers see of the console, such as https://kyc.example.com (LETHE_CONSOLE_URL; default: the address "
                + "it listens on).", valueName: "url"))
    var consoleURL: String?

    @Option(
        help: ArgumentHelp(
            "What candidates' browsers see of the submission page (LETHE_PUBLIC_URL; default: the console's URL where "
                + "both share an address, else the address it listens on).", valueName: "url"))
    var publicURL: String?

    @Option(
        help: ArgumentHelp(
            "An address and port of its own for /metrics, without TLS or key (LETHE_METRICS; default: none).",
            valueName: "address:port"))
    var metrics: String?

    @Option(help: ArgumentHelp("Certificate chain for TLS, PEM (LETHE_TLS_CERTIFICATE).", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("Private key for TLS, PEM (LETHE_TLS_KEY).", valueName: "file"))
    var tlsKey: String?

    @Flag(help: "A proxy that speaks TLS stands in front and names the caller (LETHE_BEHIND_PROXY).")
    var behindProxy = false

    @Flag(
        help: ArgumentHelp(
            "Let webhooks go to this machine, also over plain HTTP; for developers (LETHE_ALLOW_LOOPBACK_WEBHOOKS)."))
    var allowLoopbackWebhooks = false

    @Option(
        help: ArgumentHelp(
            "Memory for request bodies under way, in MiB (LETHE_BODY_BUDGET; default 256).", valueName: "MiB"))
    var bodyBudget: Int?

    @Option(help: ArgumentHelp("Connections at the same time (LETHE_MAX_CONNECTIONS; default 1024).", valueName: "n"))
    var maxConnections: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds until an idle connection is closed (LETHE_IDLE_TIMEOUT; default 60).", valueName: "s"))
    var idleTimeout: Int?

    @Option(
        help: ArgumentHelp("Seconds for a request's header to come (LETHE_HEADER_TIMEOUT; default 10).", valueName: "s")
    )
    var headerTimeout: Int?

    @Option(help: ArgumentHelp("Seconds for the next part of a body (LETHE_BODY_TIMEOUT; default 30).", valueName: "s"))
    var bodyTimeout: Int?

    @Option(
        help: ArgumentHelp(
            "Requests a second from one address; 0: no limit (LETHE_ADDRESS_RATE; default 500).", valueName: "n"))
    var addressRate: Int?

    @Option(
        help: ArgumentHelp("Requests from one address at once (LETHE_ADDRESS_BURST; default 1500).", valueName: "n"))
    var addressBurst: Int?

    @Flag(
        help: ArgumentHelp(
            "Mark new data as made up, for good; only then --chaos is taken (LETHE_TEST_DATA)."))
    var testData = false

    @Option(
        help: ArgumentHelp(
            "Let this share of API answers fail, 0 to 1, as the world does: 429, 503, cut, slow, lease gone "
                + "(LETHE_CHAOS).", valueName: "share"))
    var chaos: Double?

    @Option(help: ArgumentHelp("Fail in the same way each time (LETHE_CHAOS_SEED).", valueName: "n"))
    var chaosSeed: String?

    /// The options that were given.
    var values: [AbsoluteConfigKey: ConfigValue] {
        var values = [AbsoluteConfigKey: ConfigValue].strings([
            ("listen", listen), ("console", console), ("consoleUrl", consoleURL),
            ("tlsCertificate", tlsCertificate), ("tlsKey", tlsKey), ("chaosSeed", chaosSeed), ("metrics", metrics),
            ("publicUrl", publicURL),
        ])
        let numbers: [(ConfigKey, Int?)] = [
            ("bodyBudget", bodyBudget), ("maxConnections", maxConnections), ("idleTimeout", idleTimeout),
            ("headerTimeout", headerTimeout), ("bodyTimeout", bodyTimeout), ("addressRate", addressRate),
            ("addressBurst", addressBurst),
        ]
        values.merge(.integers(numbers)) { $1 }
        if noConsole { values[AbsoluteConfigKey("noConsole")] = true }
        if let chaos { values[AbsoluteConfigKey("chaos")] = ConfigValue(floatLiteral: chaos) }
        if testData { values[AbsoluteConfigKey("testData")] = true }
        if allowLoopbackWebhooks { values[AbsoluteConfigKey("allowLoopbackWebhooks")] = true }
        if behindProxy { values[AbsoluteConfigKey("behindProxy")] = true }
        return values
    }
}
