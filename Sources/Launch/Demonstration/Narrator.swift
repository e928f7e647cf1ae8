internal import Wire

/// Tells the demonstration's story step by step, and remembers whether every check held.
struct Narrator {
    private let isJSON: Bool
    private var step = 0
    private(set) var checks: [(sentence: String, isHeld: Bool)] = []

    init(isJSON: Bool) {
        self.isJSON = isJSON
    }

    var hasHeld: Bool { !checks.isEmpty && checks.allSatisfy(\.isHeld) }

    mutating func begin(_ title: String) {
        step += 1
        print("\n\(step). \(title)")
    }

    func say(_ text: String) {
        print(text.split(separator: "\n", omittingEmptySubsequences: false).map { "   \($0)" }.joined(separator: "\n"))
    }

    mutating func check(_ sentence: String, _ isHeld: Bool) {
        checks.append((sentence, isHeld))
        print("   \(isHeld ? "ok  " : "FAILED")  \(sentence)")
    }

    func print(_ text: String) {
        if !isJSON { Terminal.print(text) }
    }

    /// The answer of `--json`.
    ///
    /// - Parameter link: for the first member, where nobody has taken it up.
    func document(_ addresses: ServedAddresses, link: String?, data: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("held", hasHeld)
        writer.member("address", addresses.api)
        writer.memberIfPresent("console", addresses.console)
        writer.memberIfPresent("link", link)
        writer.member("data", data)
        writer.key("checks")
        writer.beginArray()
        for check in checks {
            writer.beginObject()
            writer.member("check", check.sentence)
            writer.member("held", check.isHeld)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
