internal import Wire

/// What keys of several scopes see of one candidate, side by side, long values shortened.
struct AnswerTable {
    private static let width = 30

    static func text(_ columns: [(name: String, answer: JSONNode)]) -> String {
        var table = Table(["member"] + columns.map { "key of scope \($0.name)" })
        let flat = columns.map { flattened($0.answer) }
        var seen: Set<String> = []
        // The widest scope comes last and has every member in its place.
        for name in flat.reversed().flatMap({ $0.map(\.name) }) where seen.insert(name).inserted {
            let cells = flat.map { members in members.first { $0.name == name }?.value ?? "–" }
            table.add([name] + cells)
        }
        return table.text
    }

    private static func flattened(_ answer: JSONNode) -> [(name: String, value: String)] {
        var members: [(name: String, value: String)] = []
        for (name, node) in answer.members where name != "certificates" {
            guard node.kind == .object else {
                members.append((name, short(node)))
                continue
            }
            for (part, value) in node.members {
                members.append(("\(name).\(part)", value.kind == .object ? attribute(value) : short(value)))
            }
        }
        return members
    }

    private static func attribute(_ node: JSONNode) -> String {
        guard node["type"]?.string == "base64" else { return node["value"].map(short) ?? "" }
        let text = node["value"]?.stringBytes ?? []
        return "picture, \((text.count / 4 * 3) >> 10) KiB: \(String(decoding: text.prefix(8), as: UTF8.self))…"
    }

    private static func short(_ node: JSONNode) -> String {
        let text = node.string ?? node.literal ?? (node.boolean.map { $0 ? "true" : "false" } ?? "")
        return text.count > width ? text.prefix(width - 1) + "…" : text
    }
}
