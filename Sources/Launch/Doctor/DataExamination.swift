internal import Wire

/// What the data itself says, asked of the administration server.
enum DataExamination {
    static func findings(_ answer: JSONNode) -> [Finding] {
        func number(_ name: String) -> Int64 { answer[name]?.integer ?? -1 }
        let damage = answer["storeProblems"]?.elements.compactMap(\.string) ?? ["The answer can't be read."]
        var findings =
            damage.isEmpty
            ? [Finding("database", .ok, "whole")] : damage.map { Finding("database", .problem, $0) }
        findings.append(
            finding(
                "keys without rows", number("slotsWithoutRows"), "keys that no row names; the next start wipes them"))
        findings.append(
            finding("rows without keys", number("rowsWithoutSlots"), "rows whose key is gone: they can't be read"))
        findings.append(
            finding("damaged keys", number("damagedSlots"), "rows whose key does not open: the key store is damaged"))
        findings.append(
            finding("pictures without rows", number("filesWithoutRows"), "picture files that no row names"))
        findings.append(
            finding("rows without pictures", number("rowsWithoutFiles"), "rows whose picture file is gone"))
        let pending = number("pendingErasures")
        findings.append(
            Finding(
                "pending erasures", pending == 0 ? .ok : .warning,
                pending == 0 ? "none" : "\(pending) keys and pictures wait to be wiped; a running server does it."))
        findings.append(
            Finding(
                "members", .ok,
                answer["hasMembers"]?.boolean ?? false
                    ? "people can sign in to the console"
                    : "none yet; `lethe member link` prints the link for the first one"))
        if answer["isTestData"]?.boolean ?? false {
            findings.append(
                Finding("test data", .ok, "marked as such: nothing in it may be about a real person"))
        }
        return findings
    }

    private static func finding(_ name: String, _ count: Int64, _ sentence: String) -> Finding {
        count == 0
            ? Finding(name, .ok, "none")
            : Finding(name, .problem, "\(count) \(sentence). With a running server, intakes under way count too.")
    }
}
