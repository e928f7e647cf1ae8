internal import ArgumentParser
internal import Wire

/// `lethe service`
struct ServiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service",
        abstract: "Make, list and change services: what candidates and keys belong to.",
        subcommands: [ServiceCreateCommand.self, ServiceListCommand.self, ServiceSetCommand.self])

    /// A service for people.
    static func describe(_ service: JSONNode) -> String {
        func texts(_ name: String) -> String {
            let texts = service[name]?.elements.compactMap(\.string) ?? []
            return texts.isEmpty ? "none" : texts.joined(separator: ", ")
        }
        func number(_ name: String) -> String { service[name]?.integer.map(String.init) ?? "" }
        let rate =
            service["requestsPerSecond"]?.integer == 0
            ? "no limit" : "\(number("requestsPerSecond")) requests a second for each key, \(number("burst")) at once"
        let keeps = service["keepsEmailFingerprint"]?.boolean ?? false
        func days(_ name: String) -> String { service[name]?.integer.map { "after \($0) days" } ?? "not by age" }
        let summary = service["summary"]?.string ?? ""
        let fields = (service["fields"]?.elements ?? []).map { field in
            let options = (field["options"]?.elements ?? []).compactMap(\.string).joined(separator: ", ")
            return "\(field["name"]?.string ?? "") (\(options))"
        }
        let isOn = service["submissionPage"]?.boolean ?? false
        return """
            \(service["clientId"]?.string ?? "")  \(service["name"]?.string ?? "")
              description          \(summary.isEmpty ? "none" : summary)
              rate                 \(rate)
              CORS origins         \(texts("corsOrigins"))
              own attributes       \(texts("attributes"))
              required attributes  \(texts("requiredAttributes"))
              e-mail fingerprint   \(keeps ? "outlives the archive" : "goes with the archive")
              archives undecided   \(days("undecidedDays"))
              archives decided     \(days("decidedDays"))
              second factor        \(service["requiresSecondFactor"]?.boolean ?? false ? "required" : "up to each member")
              submission page      \(isOn ? "on" : "off")
              asked for besides    \(texts("optionalAttributes"))
              framed by            \(texts("frameOrigins"))
              approved at once by  \(texts("approvingCertificates"))
              four eyes            \(service["needsFourEyes"]?.boolean ?? false ? "needed" : "not needed")
              custom fields        \(fields.isEmpty ? "none" : fields.joined(separator: "; "))
            """
    }
}
