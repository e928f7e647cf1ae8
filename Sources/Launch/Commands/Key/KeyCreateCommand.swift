internal import ArgumentParser
internal import Domain
internal import Wire

/// `lethe key create`
struct KeyCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a key. It is shown once, now; Lethe keeps only a digest of it.",
        discussion: """
            Scopes:
              metadata   status, ids and dates
              text       these, and names, addresses, numbers, certificates
              pictures   these, and the pictures of documents
            """)

    @Option(help: ArgumentHelp("The service's client id.", valueName: "id"))
    var service: String

    @Option(help: "What it is for, 1 to 80 characters.")
    var description: String

    @Option(help: "metadata, text or pictures.")
    var scope: Scope

    @Option(
        help: ArgumentHelp(
            "Archive a candidate so long after this key has read it: 10s, 5m, 2h, 30d.", valueName: "delay"))
    var archiveAfter: Delay?

    @Flag(help: "May also bring candidates in.")
    var write = false

    @Option(help: ArgumentHelp("When it stops working: 2027-01-31 (UTC) or 2027-01-31T18:00:00Z.", valueName: "date"))
    var expires: Deadline?

    @Option(
        name: .customLong("network"),
        help: ArgumentHelp("May be used from here only, such as 192.0.2.0/24. Repeatable.", valueName: "cidr"))
    var networks: [String] = []

    @OptionGroup(title: "Hand-over")
    var handover: KeyHandoverOptions

    @Flag(help: "Begin the key with lethe_test_ instead of lethe_live_. It changes nothing else.")
    var test = false

    @OptionGroup(title: "Data")
    var data: DataOptions

    func validate() throws {
        guard handover.after == nil || archiveAfter != nil else {
            throw ValidationError("--after says what starts a delay: it needs --archive-after.")
        }
    }

    func run() async throws {
        let path = try AdminPath.service(service, "/keys")
        let asked = self
        try await data.answer { client in
            try await client.post(path) { asked.write(into: &$0) }
        } render: {
            Self.render($0)
        }
    }

    private func write(into writer: inout JSONWriter) {
        writer.member("description", description)
        writer.member("scope", scope.rawValue)
        writer.memberIfPresent("archiveAfterSeconds", archiveAfter?.seconds)
        handover.write(into: &writer)
        writer.member("write", write)
        writer.memberIfPresent("test", test ? true : nil)
        if let expires {
            writer.key("expiresAt")
            writer.integer(expires.milliseconds)
        }
        if !networks.isEmpty { writer.member("networks", networks) }
    }

    private static func render(_ key: JSONNode) -> String {
        let secret = key["key"]?.string ?? ""
        let service = key["service"]?.string ?? ""
        return """
            \(secret)

            This is the key. It is not stored and can't be shown again. Its id is \(key["id"]?.string ?? "").
            Try it, while `lethe serve` runs:
              curl -H "Authorization: \(secret)" http://127.0.0.1:8080/kyc/1.0/connect/\(service)/applicants
            """
    }
}
