internal import ArgumentParser
internal import Wire

/// `lethe candidate show`
struct CandidateShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show where a candidate stands, which attributes there are, and what happened.")

    @OptionGroup
    var candidate: CandidateOptions

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let path = try AdminPath.service(candidate.service, "/candidates/show")
        let candidate = candidate
        try await data.answer { client in
            try await client.post(path) { candidate.write(into: &$0) }
        } render: {
            Self.render($0)
        }
    }

    private static func render(_ answer: JSONNode) -> String {
        var lines: [String] = []
        for (name, node) in answer["candidate"]?.members ?? [] {
            let value = node.string ?? node.literal ?? (node.boolean == true ? "yes" : "no")
            lines.append("\(name)\(String(repeating: " ", count: max(1, 22 - name.count)))\(value)")
        }
        let attributes = answer["attributes"]?.members.map { "\($0.key) (\($0.node.string ?? ""))" } ?? []
        lines.append("attributes            \(attributes.isEmpty ? "none" : attributes.joined(separator: ", "))")
        lines.append("extractions           \(answer["extractions"]?.integer ?? 0)")
        if let hold = answer["hold"] {
            let isAsked = hold["liftAskedBy"] != nil
            lines.append("legal hold            \(isAsked ? "yes, somebody asked to lift it" : "yes")")
        }
        lines.append("")
        var table = Table(["AT", "EVENT", "BY", "DETAIL"])
        for event in answer["history"]?.elements ?? [] {
            table.add(["at", "event", "by", "detail"].map { event[$0]?.string ?? "" })
        }
        return (lines + [table.text]).joined(separator: "\n")
    }
}
